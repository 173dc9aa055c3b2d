import {describe, expect, test} from 'vitest'
import {articleId, authorId, keyOf, slugForTitle} from '../../../scripts/src/import/identity.ts'

describe('an address from a title', () => {
  test.each([
    ['So you didn’t get the job: Three important tips', 'so-you-didnt-get-the-job'],
    ['Interviews: how to prepare', 'interviews-how-to-prepare'],
    ['Élan vital', 'elan-vital'],
  ])('%s → %s', (title, slug) => {
    expect(slugForTitle(title)).toBe(slug)
  })
})

test('ids and keys come from the content alone, and have no dots', () => {
  expect(articleId({language: 'en'}, 'a-b')).toBe('article-a-b')
  expect(articleId({language: 'fr'}, 'a-b')).toBe('article-fr-a-b')
  expect(authorId('J. R. Hurley')).toBe('author-j-r-hurley')
  expect(keyOf('credential', 'MBA')).toBe(keyOf('credential', 'MBA'))
  expect(keyOf('credential', 'MBA')).not.toBe(keyOf('credential', 'CPHR'))
})
