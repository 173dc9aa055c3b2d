/** Answers that hold what no form would have let through. */
import {expect, test} from 'vitest'
import {wellTyped} from '../../../web/src/content/well-typed.ts'

test('what should be a text, a number or a list of texts and is none is empty, however deep it stands', () => {
  const answer = [
    {
      _id: 'a',
      title: {en: 'Hello'},
      slug: 42,
      heroImage: {ref: true, alt: ['x'], crop: {top: '0.1', left: 0.2}},
      authors: [{name: 7, slug: 'ada'}, null],
      translations: ['b', null, {}],
    },
    {languages: 'french'},
  ]

  expect(wellTyped(answer)).toEqual([
    {
      _id: 'a',
      title: null,
      slug: null,
      heroImage: {ref: null, alt: null, crop: {top: null, left: 0.2}},
      authors: [{name: null, slug: 'ada'}, null],
      translations: ['b'],
    },
    {languages: null},
  ])
})

test('an answer as it should be stays as it is', () => {
  const answer = {
    title: 'Hello',
    standfirst: null,
    seo: {noindex: true, image: {decorative: false, hotspot: {x: 0.5, y: 0.5}}},
    legalLines: ['One', 'Two'],
    total: 12,
  }

  expect(wellTyped(answer)).toEqual(answer)
  expect(wellTyped(null)).toBeNull()
  expect(wellTyped(3)).toBe(3)
})
