/** The slug field that articles, authors, topics and pages share: generated from a title, checked by `rules/slug.ts`. */
import {defineField} from 'sanity'
import {surroundingsOf} from '../../addresses/surroundings.ts'
import {addressReuseProblem, type KnownPage} from '../../rules/redirect-table.ts'
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
      rule.custom(async (slug, context) => {
        if (!slug?.current || problem(slug.current) || !context.document) return true
        const page = {...context.document, slug: slug.current} as KnownPage
        return addressReuseProblem(page, await surroundingsOf(context)) ?? true
      }),
    ],
  })
