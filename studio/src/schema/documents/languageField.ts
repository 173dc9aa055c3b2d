/** The language of a document, chosen from those that the site speaks. */
import {defineField} from 'sanity'

export const languageField = (fieldset?: string, group?: string) =>
  defineField({
    name: 'language',
    title: 'Language',
    description: 'English stands at /, French at /fr/.',
    type: 'string',
    fieldset,
    group,
    options: {
      list: [
        {title: 'English', value: 'en'},
        {title: 'Français', value: 'fr'},
      ],
      layout: 'radio',
      direction: 'horizontal',
    },
    initialValue: 'en',
    validation: (rule) => rule.required().error('Choose a language.'),
  })
