/** The same text in another language. One side is enough: the pages lead to each other. */
import {defineArrayMember, defineField} from 'sanity'
import {duplicateProblem, selfReferenceProblem} from '../../rules/references.ts'

export const translationsField = (type: 'article' | 'page') =>
  defineField({
    name: 'translations',
    title: 'Translations',
    description: `The same ${type} in another language.`,
    type: 'array',
    of: [
      defineArrayMember({
        type: 'reference',
        to: [{type}],
        options: {
          filter: ({document}) => ({
            filter: 'coalesce(language, "en") != $language',
            params: {language: document.language ?? 'en'},
          }),
        },
      }),
    ],
    validation: (rule) => [
      rule.custom((value) => duplicateProblem(value) ?? true),
      rule.custom((value, {document}) => selfReferenceProblem(value, document?._id) ?? true),
    ],
  })
