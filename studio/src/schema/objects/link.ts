/** A link with the words that readers see. */
import {LinkIcon} from '@sanity/icons/Link'
import {defineField, defineType} from 'sanity'
import {urlProblem} from '../../rules/url.ts'

export const link = defineType({
  name: 'link',
  title: 'Link',
  type: 'object',
  icon: LinkIcon,
  fields: [
    defineField({
      name: 'label',
      title: 'Words',
      description: 'What readers see and click. It should make sense out of context.',
      type: 'string',
      validation: (rule) => rule.required().error('Write the words that readers click.'),
    }),
    defineField({
      name: 'url',
      title: 'Address',
      description: 'A whole address (https://…), or a path on this site (/topics/interviews).',
      type: 'string',
      validation: (rule) => [
        rule.required().error('Write where the link leads.'),
        rule.custom((value) => urlProblem(value) ?? true),
      ],
    }),
  ],
  preview: {select: {title: 'label', subtitle: 'url'}},
})
