/** How an article appears in search results and when it is shared. Every field has a good default, so all may stay empty. */
import {defineField} from 'sanity'
import {seoDescriptionAdvice, seoTitleAdvice} from '../../rules/search.ts'

export const seoField = defineField({
  name: 'seo',
  title: 'Search and sharing',
  description: 'All of it may stay empty: the article’s own words and picture are used then.',
  type: 'object',
  options: {collapsible: true, collapsed: false},
  fields: [
    defineField({
      name: 'title',
      title: 'Title in search results',
      description: 'Leave it empty to use the article’s title.',
      type: 'string',
      validation: (rule) => rule.custom((value) => seoTitleAdvice(value) ?? true).warning(),
    }),
    defineField({
      name: 'description',
      title: 'Description in search results',
      description: 'Leave it empty to use the standfirst.',
      type: 'text',
      rows: 3,
      validation: (rule) => rule.custom((value) => seoDescriptionAdvice(value) ?? true).warning(),
    }),
    defineField({
      name: 'image',
      title: 'Picture when shared',
      description: 'Leave it empty to use the article’s picture. 1200 by 630 pixels or larger.',
      type: 'figure',
    }),
    defineField({
      name: 'noindex',
      title: 'Keep out of search engines',
      description: 'The article stays public for everyone who has its address.',
      type: 'boolean',
      initialValue: false,
    }),
  ],
})
