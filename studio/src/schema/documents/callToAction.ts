/** A call to action: the box after an article that leads to what the firm offers. Written once, used in many articles. */
import {BellIcon} from '@sanity/icons/Bell'
import {defineField, defineType} from 'sanity'
import {urlProblem} from '../../rules/url.ts'
import {frenchField} from '../objects/french.ts'

export const callToAction = defineType({
  name: 'callToAction',
  title: 'Call to action',
  type: 'document',
  icon: BellIcon,
  fields: [
    defineField({
      name: 'heading',
      title: 'Heading',
      description: 'A question or an offer, in a few words.',
      type: 'string',
      validation: (rule) => rule.required().error('A call to action needs a heading.'),
    }),
    defineField({
      name: 'text',
      title: 'Text',
      description: 'One or two sentences that say what happens next.',
      type: 'text',
      rows: 3,
    }),
    defineField({
      name: 'label',
      title: 'Button',
      description: 'What the button says, as a verb: See open positions.',
      type: 'string',
      validation: (rule) => rule.required().error('Write what the button says.'),
    }),
    defineField({
      name: 'url',
      title: 'Address',
      description: 'Where the button leads: https://… or a path on this site.',
      type: 'string',
      validation: (rule) => [
        rule.required().error('Write where the button leads.'),
        rule.custom((value) => urlProblem(value) ?? true),
      ],
    }),
    frenchField([
      defineField({
        name: 'heading',
        title: 'Heading',
        description: 'The same question or offer, below French articles.',
        type: 'string',
      }),
      defineField({
        name: 'text',
        title: 'Text',
        description: 'One or two sentences that say what happens next.',
        type: 'text',
        rows: 3,
      }),
      defineField({
        name: 'label',
        title: 'Button',
        description: 'What the button says, as a verb: Voir les postes.',
        type: 'string',
      }),
      defineField({
        name: 'url',
        title: 'Address',
        description: 'Where the button leads from French pages.',
        type: 'string',
        validation: (rule) => rule.custom((value) => urlProblem(value) ?? true),
      }),
    ]),
  ],
  orderings: [
    {name: 'heading', title: 'Heading, A to Z', by: [{field: 'heading', direction: 'asc'}]},
  ],
  preview: {
    select: {title: 'heading', label: 'label', url: 'url'},
    prepare: ({title, label, url}) => ({
      title: title || 'Untitled call to action',
      subtitle: [label, url].filter(Boolean).join(' → '),
      media: BellIcon,
    }),
  },
})
