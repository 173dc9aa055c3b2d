/** What publishing writes into an article besides making it visible. */
import {expect, test} from 'vitest'
import {
  changesOnPublication as changesOf,
  type ArticleLike,
} from '../../../studio/src/rules/publication.ts'

const now = '2026-11-23T12:00:00.000Z'

const changesOnPublication = (
  {draft, published}: {draft: ArticleLike; published: ArticleLike | null},
  time: string,
) => changesOf({draft: {_type: 'article', ...draft}, published}, time)

test('the first publication sets its date', () => {
  const changes = changesOnPublication({draft: {}, published: null}, now)

  expect(changes).toEqual({publishedAt: now})
})

test('a later publication keeps the first one’s date', () => {
  const draft = {publishedAt: '2026-01-01T00:00:00Z', slug: {current: 'a'}}

  expect(changesOnPublication({draft, published: draft}, now)).toEqual({})
})

test('the updated date follows the newest change note, and nothing else', () => {
  const draft = {
    publishedAt: '2026-01-01T00:00:00Z',
    changeNotes: [{date: '2026-03-01T00:00:00Z'}, {date: '2026-02-01T00:00:00Z'}, {}],
  }

  expect(changesOnPublication({draft, published: draft}, now)).toEqual({
    updatedAt: '2026-03-01T00:00:00Z',
  })
})

test('a changed slug keeps the one that readers know, once', () => {
  const published = {publishedAt: now, slug: {current: 'old'}, formerSlugs: ['older']}
  const draft = {...published, slug: {current: 'new'}}

  const changes = changesOnPublication({draft, published}, now)

  expect(changes).toEqual({formerSlugs: ['older', 'old']})
  expect(changesOnPublication({draft: {...draft, ...changes}, published}, now)).toEqual({})
})

test('a former slug that is taken up again is no longer a former one', () => {
  const published = {publishedAt: now, slug: {current: 'new'}, formerSlugs: ['older', 'old']}
  const draft = {...published, slug: {current: 'old'}}

  expect(changesOnPublication({draft, published}, now)).toEqual({formerSlugs: ['older', 'new']})
  const topic = {_type: 'topic', slug: {current: 'new'}, formerSlugs: ['old']}
  expect(changesOf({draft: {...topic, slug: {current: 'old'}}, published: topic}, now)).toEqual({
    formerSlugs: ['new'],
  })
})

test('the first slug of an article stays the first of its former ones, wherever the article goes', () => {
  let published: ArticleLike = {_type: 'article', publishedAt: now, slug: {current: 'a'}}
  const firsts: (string | undefined)[] = []

  for (const current of ['b', 'a', 'a', 'c', 'b', 'a']) {
    const draft = {...published, slug: {current}}
    published = {...draft, ...changesOf({draft, published}, now)}
    firsts.push(published.formerSlugs?.[0])
    expect(changesOf({draft: published, published}, now)).toEqual({})
  }

  expect(firsts).toEqual(Array(6).fill('a'))
  expect(published.formerSlugs).toEqual(['a', 'c', 'b'])
})

test('an author keeps former slugs too, and has no dates of publication', () => {
  const published = {_type: 'author', slug: {current: 'a-smith'}}
  const draft = {...published, slug: {current: 'a-jones'}}

  expect(changesOf({draft, published}, now)).toEqual({formerSlugs: ['a-smith']})
})
