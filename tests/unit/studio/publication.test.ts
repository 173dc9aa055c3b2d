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
  const published = {publishedAt: now, slug: {current: 'new'}, formerSlugs: ['old']}
  const draft = {...published, slug: {current: 'old'}}

  expect(changesOnPublication({draft, published}, now)).toEqual({formerSlugs: ['new']})
})

test('an author keeps former slugs too, and has no dates of publication', () => {
  const published = {_type: 'author', slug: {current: 'a-smith'}}
  const draft = {...published, slug: {current: 'a-jones'}}

  expect(changesOf({draft, published}, now)).toEqual({formerSlugs: ['a-smith']})
})
