/** What is left waiting of many changes at once. */
import {expect, test, vi} from 'vitest'
import {PageCache} from '../../../web/src/cache/page-cache.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import {allArticles} from '../../../web/src/content/lists.ts'
import {Belief} from '../../../web/src/invalidation/belief.ts'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import {Invalidation} from '../../../web/src/invalidation/invalidation.ts'
import {answerOfChange} from '../../support/answer-of-change.ts'
import {aPage} from '../../support/fleet.ts'

const newcomer = (i: number): Change =>
  readChange({
    _id: `article-${i}`,
    _type: 'article',
    _rev: `r${i}`,
    before: null,
    after: {slug: `tides-${i}`, language: 'en', publishedAt: '2026-01-01T00:00:00Z'},
  }) as Change

test('five hundred newcomers leave nobody waiting for the list that they are in', async () => {
  const cache = new PageCache({tags: new TagStates()})
  const asked: string[] = []
  const rendered = new Promise<boolean>(() => undefined)
  const waits = vi.spyOn(rendered, 'then')
  const invalidation = new Invalidation({
    cache,
    renewals: {
      now: (path) => {
        asked.push(path)
        return path === '/articles' ? rendered : new Promise(() => undefined)
      },
      soon: () => undefined,
    },
    revisionsOf: () => undefined,
    ask: async () => answerOfChange([]),
    belief: new Belief({ask: async () => 0 as never, clock: cache.tags}),
  })
  const list = {...aPage('/articles', 'list', cache.tags.now()), tags: [allArticles('en')]}
  await cache.write(list)

  for (let i = 0; i < 500; i++) await invalidation.apply(newcomer(i))

  expect(asked.filter((path) => path === '/articles')).toHaveLength(500)
  expect(waits).not.toHaveBeenCalled()
})

test('lists of every language are rendered before articles', async () => {
  const cache = new PageCache({tags: new TagStates()})
  const asked: string[] = []
  const now = async (path: string) => asked.push(path) > 0
  const invalidation = new Invalidation({
    cache,
    renewals: {now, soon: () => undefined},
    revisionsOf: () => undefined,
    ask: async () => answerOfChange([]),
    belief: new Belief({ask: async () => 0 as never, clock: cache.tags}),
  })
  for (const path of ['/fr/topics', '/fr/articles/page/2', '/articles/a', '/fr/articles/a'])
    await cache.write(aPage(path, path, cache.tags.now()))
  await cache.doubtAll()

  await invalidation.renewStale()

  expect(asked.slice(0, 2).toSorted()).toEqual(['/fr/articles/page/2', '/fr/topics'])
  expect(asked).toHaveLength(4)
})
