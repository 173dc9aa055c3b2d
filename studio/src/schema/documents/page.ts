/** A page that belongs to no topic: about, contact, privacy, accessibility. */
import {DocumentIcon} from '@sanity/icons/Document'
import {defineField, defineType} from 'sanity'
import {undescribedProblem} from '../../markdown-input/undescribed.ts'
import {unshownProblem} from '../../markdown-input/unshown.ts'
import {pageSlugProblem} from '../../rules/slug.ts'
import {formerSlugsField} from './formerSlugsField.ts'
import {languageField} from './languageField.ts'
import {slugField} from './slugField.ts'
import {translationsField} from './translationsField.ts'

export const page = defineType({
  name: 'page',
  title: 'Page',
  type: 'document',
  icon: DocumentIcon,
  fields: [
    defineField({
      name: 'title',
      title: 'Title',
      description: 'The heading of the page.',
      type: 'string',
      validation: (rule) => rule.required().error('A page needs a title.'),
    }),
    slugField('title', 'The address of the page: “about” stands at /about.', pageSlugProblem),
    formerSlugsField(),
    languageField(),
    translationsField('page'),
    defineField({
      name: 'body',
      title: 'Text',
      description: 'The page, in Markdown. Begin sections with ##; the title is already above.',
      type: 'markdown',
      validation: (rule) => [
        rule.required().error('A page needs a text.'),
        rule.custom((text) => unshownProblem(text) ?? true).warning(),
        rule.custom((text) => undescribedProblem(text) ?? true),
      ],
    }),
  ],
  orderings: [{name: 'title', title: 'Title, A to Z', by: [{field: 'title', direction: 'asc'}]}],
  preview: {
    select: {title: 'title', slug: 'slug.current', language: 'language'},
    prepare: ({title, slug, language}) => ({
      title: title || 'Untitled page',
      subtitle: slug ? `${language === 'fr' ? '/fr' : ''}/${slug}` : 'No address yet',
      media: DocumentIcon,
    }),
  },
})
