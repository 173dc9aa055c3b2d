/** A topic: a page of its own with the articles that belong to it, and how often they should be looked at again. */
import {TagIcon} from '@sanity/icons/Tag'
import {defineField, defineType} from 'sanity'
import {formerSlugsField} from './formerSlugsField.ts'
import {frenchField} from '../objects/french.ts'
import {slugField} from './slugField.ts'

export const topic = defineType({
  name: 'topic',
  title: 'Topic',
  type: 'document',
  icon: TagIcon,
  fields: [
    defineField({
      name: 'title',
      title: 'Title',
      description: 'One or two words that readers would look for: Interviews, Salary.',
      type: 'string',
      validation: (rule) => [
        rule.required().error('A topic needs a title.'),
        rule.max(40).warning('Topics are easiest to scan below 40 characters.'),
      ],
    }),
    slugField('title', 'The last part of the topic page’s address.'),
    formerSlugsField(),
    defineField({
      name: 'description',
      title: 'Introduction',
      description: 'One or two sentences at the top of the topic’s page.',
      type: 'text',
      rows: 3,
    }),
    defineField({
      name: 'reviewEvery',
      title: 'Review every (months)',
      description:
        'How long its articles hold before somebody should read them again. Empty means 24.',
      type: 'number',
      validation: (rule) =>
        rule.integer().min(1).max(120).error('Write a whole number of months, from 1 to 120.'),
    }),
    frenchField([
      defineField({
        name: 'title',
        title: 'Title',
        description: 'One or two words: Entrevues, Salaire.',
        type: 'string',
      }),
      defineField({
        name: 'description',
        title: 'Introduction',
        description: 'One or two sentences at the top of the topic’s French page.',
        type: 'text',
        rows: 3,
      }),
    ]),
  ],
  orderings: [{name: 'title', title: 'Title, A to Z', by: [{field: 'title', direction: 'asc'}]}],
  preview: {
    select: {title: 'title', subtitle: 'description'},
    prepare: ({title, subtitle}) => ({title: title || 'Untitled topic', subtitle, media: TagIcon}),
  },
})
