import {expect, test} from 'vitest'
import {shownIn} from '../../../web/src/content/shown.ts'

test('an answer names every document in it, and how much of it is shown', () => {
  const answer = {
    _id: 'article-a',
    body: null,
    authors: [{_id: 'author-a', name: 'Ana', bio: null}, null],
    related: [
      {_id: 'article-b', standfirst: null, authors: [{_id: 'author-a', name: 'Ana'}], topics: null},
    ],
    total: 3,
  }

  expect(shownIn(answer).toSorted()).toEqual([
    'card:article-b',
    'full:article-a',
    'full:author-a',
    'link:author-a',
  ])
  expect(shownIn(null)).toEqual([])
})
