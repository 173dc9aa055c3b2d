/** What an instance of the site does about what another one cleared, and when it is done with that. */
import {expect, test} from 'vitest'
import {PageCache} from '../../../web/src/cache/page-cache.ts'
import {TagStates, type Journal} from '../../../web/src/cache/tag-states.ts'
import {allArticles} from '../../../web/src/content/lists.ts'
import {shownTag} from '../../../web/src/content/shown.ts'
import {Belief} from '../../../web/src/invalidation/belief.ts'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import {Invalidation, type Told} from '../../../web/src/invalidation/invalidation.ts'
import {readNews} from '../../../web/src/invalidation/news.ts'
import {watchedFields} from '../../../web/src/invalidation/webhook-rule.ts'
import {aPage} from '../../support/fleet.ts'

const state = {slug: 'tides', language: 'en', publishedAt: '2026-01-01T00:00:00Z'}
const tides = (facts: object): Change =>
  readChange({_id: 'article-tides', _type: 'article', after: state, ...facts}) as Change
const appears = tides({_rev: 'r1', before: null})
const changed = Object.fromEntries(watchedFields.map((field) => [field, field === 'title']))
const newTitle = tides({_rev: 'r2', previousRev: 'r1', before: state, changed})

/** Of this the lake is asked what is beside it in the topic. */
const newTopic = tides({
  _rev: 'r3',
  before: state,
  after: {...state, topics: ['sea']},
  changed: {...changed, topics: true},
})

/** Nobody refers to it and nothing is beside it, however many questions are asked at once. */
const none = Object.assign([], {older: [], newer: []})
const nothing = Object.assign([], {...none, q0: none, q1: none, q2: none})

const journal: Journal = {
  load: async () => [],
  append: async () => undefined,
  isLong: false,
  shorten: () => undefined,
}

/** An instance that renders when it is told to. */
function anInstance() {
  const cache = new PageCache({tags: new TagStates(journal)})
  const renders = new Map<string, PromiseWithResolvers<boolean>>()
  const lake = {isAway: false}
  const invalidation = new Invalidation({
    cache,
    renewals: {
      now: (path) => {
        const render = renders.get(path) ?? Promise.withResolvers<boolean>()
        renders.set(path, render)
        return render.promise
      },
      soon: () => undefined,
    },
    revisionsOf: () => undefined,
    ask: async () => {
      if (lake.isAway) throw new Error('The lake is away.')
      return nothing as never
    },
    belief: new Belief({ask: async () => 0 as never, clock: cache.tags}),
    asksAgain: Array<number>(2_000).fill(1),
  })
  const show = (path: string, tags: string[]) =>
    cache.write({...aPage(path, path, cache.tags.now()), tags})
  /** It renders this page, as it is now, for all who wait for that. */
  const render = async (path: string, tags: string[]) => {
    await show(path, tags)
    renders.get(path)?.resolve(true)
    renders.delete(path)
  }
  return {cache, invalidation, lake, show, render, rendering: () => [...renders.keys()]}
}

/** Two of them: what the one clears, the other works off; `done` has which marks it is done with, in this order. */
function two() {
  const [one, other] = [anInstance(), anInstance()]
  const done: number[] = []
  let marks = 0
  one.cache.tags.shareWith(async ({tags}, told) => {
    const mark = ++marks
    const news = readNews(JSON.parse(JSON.stringify(told)))
    if (!news) throw new Error('This is not news.')
    await other.cache.heard(tags)
    void other.invalidation.renewHeard(news, tags).then(() => done.push(mark))
  })
  return {one, other, done}
}

const own = '/articles/tides'
const list = '/articles'
const listed = [allArticles('en')]
const withTides = [...listed, shownTag('article-tides', 'card')]

test('a page that a receipt follows is waited for where it is stale for what came before, and the rest of that is not', async () => {
  const {one, other, done} = two()
  for (const instance of [one, other]) {
    await instance.show(list, listed)
    await instance.show('/feed', listed)
  }
  await one.invalidation.apply(appears)
  await one.render(list, withTides)
  const followed: string[][] = []

  await one.invalidation.apply(newTitle, (pages) => void followed.push(pages))
  await expect.poll(other.rendering).toEqual(expect.arrayContaining([own, list, '/feed']))
  await other.render(own, [])

  expect(followed).toEqual([[own, list]])
  await new Promise(setImmediate)
  expect(done).toEqual([])
  await other.render(list, withTides)
  await expect.poll(() => done).toEqual([2])
})

test('what a receipt follows because it was told once more, is waited for too', async () => {
  const {one, other, done} = two()
  for (const instance of [one, other]) await instance.show(list, listed)
  const told: {pages: string[]; isAgain: boolean | undefined}[] = []
  const note: Told = (pages, {isAgain}) => void told.push({pages, isAgain})
  one.lake.isAway = true
  await expect(one.invalidation.apply(newTopic, note)).rejects.toThrow('away')
  one.lake.isAway = false
  await expect.poll(() => told.length).toBe(2)
  await expect.poll(other.rendering).toEqual([own])
  await other.render(own, [])
  await expect.poll(() => done).toEqual([1, 2])
  await one.cache.tags.heard(listed)
  await other.cache.tags.heard(listed)
  await one.render(list, withTides)

  await one.invalidation.apply(newTopic, note)
  await expect.poll(other.rendering).toEqual([own, list])
  await other.render(own, [])

  expect(told[2]).toEqual({pages: [own, list], isAgain: true})
  await new Promise(setImmediate)
  expect(done).toEqual([1, 2])
  await other.render(list, withTides)
  await expect.poll(() => done).toEqual([1, 2, 3])
})

test('a deletion that was found tells the others of a transaction by which what it cleared can be waited for', async () => {
  const one = anInstance()
  const told: unknown[] = []
  one.cache.tags.shareWith(async (_mark, news) => void told.push(readNews(news)?.transaction))
  const gone = tides({before: state, after: null})
  const again = tides({_id: 'article-ebb', before: state, after: null})

  await one.invalidation.apply(gone)
  await one.invalidation.apply(again)

  expect(told).toEqual([expect.stringMatching(/^found-/), expect.stringMatching(/^found-/)])
  expect(told[0]).not.toBe(told[1])
})
