/** A designation or degree of an author, with what is needed to check it. */
import {CheckmarkCircleIcon} from '@sanity/icons/CheckmarkCircle'
import {defineField, defineType} from 'sanity'
import {abbreviationProblem, credentialProblem} from '../../rules/credential.ts'
import {webAddressProblem} from '../../rules/url.ts'
import {frenchField} from './french.ts'

export const credential = defineType({
  name: 'credential',
  title: 'Credential',
  type: 'object',
  icon: CheckmarkCircleIcon,
  fields: [
    defineField({
      name: 'abbreviation',
      title: 'Letters',
      description: 'As they follow the name: MBA, CPHR. One credential per entry.',
      type: 'string',
      validation: (rule) => [
        rule.required().error('Write the letters that follow the name.'),
        rule.custom((value) => abbreviationProblem(value) ?? true),
      ],
    }),
    defineField({
      name: 'name',
      title: 'In full',
      description: 'The name written out, shown when a reader points at the letters.',
      type: 'string',
    }),
    defineField({
      name: 'issuer',
      title: 'Issued by',
      description: 'The university or professional body. Leave it empty rather than guess.',
      type: 'string',
    }),
    defineField({
      name: 'url',
      title: 'Where it can be checked',
      description: 'A public page that confirms it: a register of members, an awarding body.',
      type: 'url',
      validation: (rule) => rule.custom((value) => webAddressProblem(value) ?? true),
    }),
    defineField({
      name: 'verifiedOn',
      title: 'Verified on',
      description: 'The day on which somebody here looked it up.',
      type: 'date',
    }),
    defineField({
      name: 'renewBy',
      title: 'Renew by',
      description: 'When it has to be renewed, if it has to be.',
      type: 'date',
    }),
    frenchField([
      defineField({
        name: 'abbreviation',
        title: 'Letters',
        description: 'Where they are others: CRHA for CPHR.',
        type: 'string',
        validation: (rule) => rule.custom((value) => abbreviationProblem(value) ?? true),
      }),
      defineField({
        name: 'name',
        title: 'In full',
        description: 'The name written out, as it is known in French.',
        type: 'string',
      }),
      defineField({
        name: 'issuer',
        title: 'Issued by',
        description: 'The name that the issuer has in French, if it has one.',
        type: 'string',
      }),
    ]),
  ],
  validation: (rule) =>
    rule.custom((value) => {
      const message = credentialProblem(value)
      return message ? {message, path: ['renewBy']} : true
    }),
  preview: {
    select: {title: 'abbreviation', name: 'name', issuer: 'issuer'},
    prepare: ({title, name, issuer}) => ({
      title: title || 'New credential',
      subtitle: [name, issuer].filter(Boolean).join(', '),
    }),
  },
})
