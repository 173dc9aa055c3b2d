/** The addresses that a document had before: articles, authors, topics and pages keep them, so that no link breaks. */
import {defineArrayMember, defineField} from 'sanity'

export const formerSlugsField = () =>
  defineField({
    name: 'formerSlugs',
    title: 'Former addresses',
    description: 'Filled in when a changed address is published. Each of them leads readers here.',
    type: 'array',
    of: [defineArrayMember({type: 'string'})],
    readOnly: true,
    hidden: ({value}) => !value?.length,
  })
