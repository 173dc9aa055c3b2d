import {expect, test} from 'vitest'
import {shownIn} from '../../../web/src/content/shown.ts'

test('an answer names every document in it, and how much of it is shown', () => {
  const card = {title: null, slug: 'b', standfirst: null, heroImage: null, topics: null}
  const answer = {
    _id: 'article-a',
    _rev: 'r',
    title: 'A',
    body: null,
    seo: null,
    authors: [{_id: 'author-a', name: 'Ana', bio: null}, null],
    related: [{_id: 'article-b', ...card, authors: [{_id: 'author-a', _rev: 'r', name: 'Ana'}]}],
    next: {_id: 'article-c', _rev: 'r', title: 'C', slug: 'c', language: 'en'},
    total: 3,
  }

  expect(shownIn(answer).toSorted()).toEqual([
    'card:article-b',
    'full:article-a',
    'full:author-a',
    'link:article-c',
    'name:author-a',
  ])
  expect(shownIn(null)).toEqual([])
})

test('a field more moves an answer to a larger shape by itself', () => {
  const line = {_id: 'a', title: 'A', slug: 'a', language: 'en', standfirst: 'S'}

  expect(shownIn(line)).toEqual(['line:a'])
  expect(shownIn({...line, heroImage: null})).toEqual(['card:a'])
  expect(shownIn({...line, heroImage: null, mood: 'new'})).toEqual(['full:a'])
})
