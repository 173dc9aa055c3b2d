import {expect, test} from 'vitest'
import {questionName} from '../../../web/src/content/questions.ts'

const long = (word: string): string => `*[_type == "${word}"]{${'title, '.repeat(500)}_id}`

test('a question has its own name, however it was put together', () => {
  const article = questionName(long('article'), {slug: 'tides', language: 'en'})
  const again = questionName(`${long('article')}`, {slug: 'tides', language: 'en'})
  const french = questionName(long('article'), {slug: 'tides', language: 'fr'})
  const page = questionName(long('page'), {slug: 'tides', language: 'en'})

  expect(again).toBe(article)
  expect(new Set([article, french, page]).size).toBe(3)
})

test('the name of a question does not grow with its query', () => {
  expect(questionName(long('topic'), {slug: 'tides'}).length).toBeLessThan(50)
})
