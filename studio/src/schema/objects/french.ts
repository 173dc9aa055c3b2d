/**
 * The same words in French, for what stands on both sites and is written once. All of it may stay empty: French pages show the English
 * words then, marked as English. Folded away, since few editors need it.
 */
import {defineField, type FieldDefinition} from 'sanity'

export const frenchField = (fields: FieldDefinition[]) =>
  defineField({
    name: 'french',
    title: 'In French',
    description: 'For the French pages. What is empty is shown there in English.',
    type: 'object',
    options: {collapsible: true, collapsed: true},
    fields,
  })
