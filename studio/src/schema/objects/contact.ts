/** How readers reach the firm. */
import {defineField} from 'sanity'
import {emailProblem} from '../../rules/url.ts'

export const contactField = defineField({
  name: 'contact',
  title: 'Contact',
  description: 'How readers reach the firm. What is empty is not shown.',
  type: 'object',
  fields: [
    defineField({
      name: 'email',
      title: 'E-mail',
      description: 'Shown in the footer, so use an address that several people read.',
      type: 'string',
      validation: (rule) => rule.custom((value) => emailProblem(value) ?? true),
    }),
    defineField({
      name: 'phone',
      title: 'Telephone',
      description: 'With country and area code: +1 902 555 0100.',
      type: 'string',
    }),
    defineField({
      name: 'address',
      title: 'Postal address',
      description: 'One line as on an envelope per line here.',
      type: 'text',
      rows: 4,
    }),
  ],
})
