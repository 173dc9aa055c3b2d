/** The slug field that articles, authors, topics and pages share: generated from a title, checked by `rules/slug.ts`. */
import {defineField} from 'sanity'
import {slugFrom, slugMaxLength, slugProblem} from '../../rules/slug.ts'

export const slugField = (source: string, description: string, problem = slugProblem) =>
  defineField({
    name: 'slug',
    title: 'Address',
    description,
    type: 'slug',
    options: {source, maxLength: slugMaxLength, slugify: (text) => slugFrom(text)},
    validation: (rule) => [
      rule.required().error('Press Generate to make an address, or type one.'),
      rule.custom((slug) => problem(slug?.current) ?? true),
    ],
  })
