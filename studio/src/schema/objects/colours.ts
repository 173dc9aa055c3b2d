/** The firm's colours. One accent is enough: the site derives the rest and keeps text readable on it. */
import {defineField} from 'sanity'
import {colourProblem} from '../../rules/site.ts'

export const coloursField = defineField({
  name: 'colours',
  title: 'Colours',
  description: 'The site derives light and dark shades by itself.',
  type: 'object',
  fields: [
    defineField({
      name: 'accent',
      title: 'Accent',
      description: 'Links, buttons and the line at the top, as # and six digits: #0b5c7a.',
      type: 'string',
      validation: (rule) => rule.custom((value) => colourProblem(value) ?? true),
    }),
  ],
})
