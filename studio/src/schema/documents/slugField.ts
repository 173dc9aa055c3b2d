/** The slug field that articles, authors, topics and pages share: generated from a title, checked by `rules/slug.ts`. */
import {defineField} from 'sanity'
import {isFreeAmongDrafts, surroundingsAt} from '../../addresses/surroundings.ts'
import {addressesOf} from '../../rules/address.ts'
import {addressReuseProblem, type KnownPage} from '../../rules/redirect-table.ts'
import {publishedId} from '../../rules/references.ts'
import {slugFrom, slugMaxLength, slugProblem} from '../../rules/slug.ts'

export const slugField = (source: string, description: string, problem = slugProblem) =>
  defineField({
    name: 'slug',
    title: 'Address',
    description,
    type: 'slug',
    options: {
      source,
      maxLength: slugMaxLength,
      slugify: (text) => slugFrom(text),
      // Sanity's own says so of what is published as well, beside our sentence, and of the same slug in another language.
      isUnique: (slug, context) =>
        context.document ? isFreeAmongDrafts(slug, context.document, context) : true,
    },
    // One rule: `isUnique` is asked for each. Not `required()`: Sanity then says of the field within this one that it is "Required", beside our sentence.
    validation: (rule) =>
      rule.custom(async (slug, context) => {
        if (!slug?.current) return 'Press Generate to make an address, or type one.'
        const wrong = problem(slug.current)
        if (wrong || !context.document) return wrong ?? true
        const page = {...context.document, slug: slug.current} as KnownPage
        const paths = addressesOf(page._type, slug.current, page.language)
        const around = await surroundingsAt(context, {id: publishedId(page._id), paths})
        return addressReuseProblem(page, around) ?? true
      }),
  })
