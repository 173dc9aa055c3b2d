import {expect, test} from 'vitest'
import {listTag, slugTag, tagsFor} from '../../../web/src/content/tags.ts'

test('a tag names the question, so that it is known before the answer', () => {
  expect(tagsFor('article', 'tides')).toEqual(['slug:article:tides'])
  expect(tagsFor('article', 'tides', 'fr')).toEqual(['slug:article:fr:tides'])
  expect(listTag('articles')).toBe('list:articles')
})

test('no slug can break a tag: commas, control characters and other scripts are encoded', () => {
  for (const slug of ['a,b', 'a\nb', '日本', '\ud800', 'settings', '%2c']) {
    expect(slugTag('article', slug)).toMatch(/^slug:article:[\w%.!~*'()-]+$/)
  }
  expect(slugTag('article', 'a,b')).not.toBe(slugTag('article', 'a%2Cb'))
})

test('a very long slug still has a tag of its own that Next does not drop', () => {
  const long = slugTag('article', 'a'.repeat(5_000))

  expect(long.length).toBeLessThanOrEqual(256)
  expect(long).not.toBe(slugTag('article', 'a'.repeat(5_001)))
})
