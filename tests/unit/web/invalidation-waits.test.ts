/** How long a publish is waited for, when the lake does not know yet what it told. */
import {expect, test, vi} from 'vitest'
import type {PageRecord} from '../../../web/src/cache/page.ts'
import {besideArticle} from '../../../web/src/content/lists.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import {Belief} from '../../../web/src/invalidation/belief.ts'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import {Invalidation} from '../../../web/src/invalidation/invalidation.ts'
import {answerOfChange} from '../../support/answer-of-change.ts'

const path = '/articles/tides'
const record = (status: number): PageRecord => ({
  key: path,
  path,
  status,
  tags: ['slug:article:en:tides'],
  renderedAt: 1,
  revalidate: false,
  digest: 'd',
})
const state = {slug: 'tides', language: 'en'}
const published = (facts: object): Change =>
  readChange({_id: 'a', _type: 'article', after: state, ...facts}) as Change

/** A site whose renders of the article give, one after the other, what they are told to; the last one for good. */
function world(
  renders: {status: number; revision?: string; worked?: boolean}[],
  {
    patience = Array<number>(20).fill(1),
    beside = () => [],
    shows,
  }: {patience?: number[]; beside?: () => string[]; shows?: {id: string; rev: string}} = {},
) {
  let shown = renders[0] ?? {status: 404}
  const seen = {renders: 0, clearings: 0}
  const lake = {refusals: 0}
  const cleared: string[] = []
  const workedOff = vi.fn<(change: Change, pages: string[], transaction?: string) => void>()
  const invalidation = new Invalidation({
    cache: {
      at: () => record(shown.status),
      carrying: () => [],
      clear: async (tags) => {
        if (tags.length > 0) seen.clearings++
        cleared.push(...tags)
      },
      paths: () => [],
      verdict: () => 'fresh',
    },
    renewals: {
      now: async () => {
        shown = renders[Math.min(seen.renders++, renders.length - 1)] ?? shown
        return shown.worked ?? true
      },
      soon: () => undefined,
    },
    revisionsOf: () => shown.revision?.split(' '),
    // Who refers to it, and what is beside it.
    ask: async (query) => {
      if (lake.refusals-- > 0) throw new Error('The lake is away.')
      if (query.includes('"shown"'))
        return (shows ? {rev: shows.rev, shown: {_id: shows.id, title: 'High tides'}} : {}) as never
      const newer = beside().map((_id) => ({_id, isFree: true}))
      return answerOfChange(newer)
    },
    belief: new Belief({ask: async () => 0 as never, clock: new TagStates()}),
    patience,
    secondLooks: [1, 1, 1],
    asksAgain: Array<number>(2_000).fill(1),
    workedOff,
  })
  return {invalidation, seen, cleared, lake, workedOff}
}

const aWhile = () => new Promise((resolve) => setTimeout(resolve, 100))

test('a newcomer is waited for as long as nothing is at its address, and its lists are made anew after that', async () => {
  const missing = {status: 404}
  const {invalidation, seen} = world([missing, missing, missing, {status: 200, revision: 'r1'}])

  await invalidation.apply(published({_rev: 'r1', before: null}))

  // Its lists are looked at once at first, once when it is there, and three times for copies of the lake that are still behind.
  await expect.poll(() => seen.renders).toBe(4)
  await expect.poll(() => seen.clearings).toBe(1 + 3 + 1 + 3)
})

test('what is beside a newcomer is asked for again where the lake was behind', async () => {
  const missing = {status: 404}
  const answers = [[], ['known-late']]
  const renders = [missing, missing, missing, {status: 200, revision: 'r1'}]
  const {invalidation, cleared} = world(renders, {
    beside: () => answers.shift() ?? ['known-late'],
  })
  const after = {...state, publishedAt: '2026-01-01T00:00:00Z'}

  await invalidation.apply(published({_rev: 'r1', before: null, after}))

  await expect.poll(() => cleared).toContain('list:beside%3Aknown-late')
})

test('a lake that does not know for long is asked for long', async () => {
  const behind = Array.from({length: 15}, () => ({status: 200, worked: false}))
  const {invalidation, seen} = world([...behind, {status: 200, worked: true}])

  await invalidation.apply(published({_rev: 'r2', previousRev: 'r1', before: state, changed: {}}))

  await expect.poll(() => seen.renders).toBe(16)
  await expect.poll(() => seen.clearings).toBe(2)
})

test('a revision that begins as another one does is not taken for it', async () => {
  const before = {status: 200, revision: 'import-10 other'}
  const {invalidation, seen} = world([before, before, {status: 200, revision: 'other import-1'}])

  await invalidation.apply(published({_rev: 'import-1', before: state, changed: {}}))

  await expect.poll(() => seen.renders).toBe(3)
})

test('a lake that knows what it told is asked once, and so is one where the document left its address', async () => {
  const there = world([{status: 200, revision: 'r1'}])
  const left = world([{status: 404}])

  await there.invalidation.apply(published({_rev: 'r1', before: null}))
  await left.invalidation.apply(
    published({_rev: 'r2', before: state, after: {...state, slug: null}, changed: {}}),
  )

  await aWhile()
  expect(there.seen).toEqual({renders: 1, clearings: 1})
  expect(left.seen).toEqual({renders: 1, clearings: 1})
})

test('nobody waits for what stands behind another document, nor for one that left its address to another', async () => {
  const another = [{status: 200, revision: 'b@r7'}]
  const behind = world(another, {shows: {id: 'b', rev: 'r1'}})
  const left = world(another)

  await behind.invalidation.apply(published({_rev: 'r1', before: null}))
  await left.invalidation.apply(
    published({_rev: 'r2', before: state, after: {...state, slug: null}, changed: {}}),
  )

  await expect.poll(() => behind.invalidation.rivalAt(path)).toEqual({id: 'b', title: 'High tides'})
  await aWhile()
  expect(behind.seen).toEqual({renders: 1, clearings: 1})
  expect(left.seen).toEqual({renders: 1, clearings: 1})
})

test('of a rival nothing is said any more when another instance tells what changed at its address', async () => {
  const {invalidation} = world([{status: 200, revision: 'b@r7'}], {shows: {id: 'b', rev: 'r1'}})
  await invalidation.apply(published({_rev: 'r1', before: null}))
  await expect.poll(() => invalidation.rivalAt(path)).toBeDefined()

  const change = published({_rev: 'r2', previousRev: 'r1', before: state, changed: {}})
  await invalidation.renewHeard({change, paths: [path], pages: [], transaction: undefined}, [])

  expect(invalidation.rivalAt(path)).toBeUndefined()
})

test('a lake that does not know yet of a newcomer, and shows who was there, is asked again', async () => {
  const another = {status: 200, revision: 'b@r7'}
  const renders = [another, another, another, {status: 200, revision: 'r1'}]
  const {invalidation, seen} = world(renders, {shows: {id: 'b', rev: 'older'}})

  await invalidation.apply(published({_rev: 'r1', before: null}))

  await expect.poll(() => seen.renders).toBe(4)
  expect(invalidation.rivalAt(path)).toBeUndefined()
})

test('a lake that was down, or whose next revision came before its news, is not taken for one that is behind', async () => {
  const down = Array.from({length: 5}, () => ({status: 200, worked: false}))
  const ahead = {status: 200, revision: 'r3'}
  const {invalidation, seen} = world([...down, ahead, ahead, ahead, {status: 200, revision: 'r2'}])

  await invalidation.apply(published({_rev: 'r2', before: null}))

  // The last clearing but one is for its lists; after it nobody looks for copies of the lake that disagree.
  await expect.poll(() => seen.renders).toBe(9)
  await aWhile()
  expect(seen.clearings).toBe(1 + 3 + 1)
})

test('news that come late, of a document that is gone by now, say nothing about the lake', async () => {
  const missing = {status: 404}
  const there = {status: 200, revision: 'r9'}
  const {invalidation, seen} = world([missing, missing, missing, there], {patience: [1, 60_000]})
  await invalidation.apply(published({_rev: 'r1', before: null}))
  await expect.poll(() => seen.renders).toBe(2)
  await invalidation.apply(published({_rev: 'r1', before: state, after: null}))
  seen.clearings = 0

  await invalidation.apply(published({_id: 'b', _rev: 'r9', before: null}))

  await aWhile()
  expect(seen.clearings).toBe(1)
})

test('no page is waited for where a redirect leads away', async () => {
  const {invalidation, seen} = world([{status: 404}])
  const redirect = {_id: 'r', _type: 'redirect', _rev: 'r1', before: null, after: {from: '/old'}}

  await invalidation.apply(readChange(redirect) as Change)

  await aWhile()
  expect(seen).toEqual({renders: 1, clearings: 1})
})

test('nobody waits for a revision that another one has followed', async () => {
  const {invalidation, seen} = world([{status: 404}])

  await invalidation.apply(published({_rev: 'r1', before: null}))
  await invalidation.apply(published({_rev: 'r2', previousRev: 'r1', before: state, after: null}))

  await aWhile()
  expect(seen.renders).toBeLessThanOrEqual(4)
})

test('a newcomer is waited for, and its lists are made anew, however many others change meanwhile', async () => {
  const missing = {status: 404}
  const {invalidation, seen} = world([missing, missing, missing, {status: 200, revision: 'r1'}])
  await invalidation.apply(published({_rev: 'r1', before: null}))

  const others = Array.from({length: 1_001}, (_, i) => published({_id: `b${i}`, _rev: `b${i}`}))
  for (const change of others)
    void invalidation.renewHeard({change, paths: [], pages: [], transaction: undefined}, [])

  await expect.poll(() => seen.renders).toBe(4)
  await expect.poll(() => seen.clearings).toBe(1 + 3 + 1 + 3)
})

test('what is rendered once more for an older change takes nothing from who waits for a newer one', async () => {
  const missing = {status: 404}
  const {invalidation, seen} = world([missing, missing, missing, {status: 200, revision: 'r2'}])
  const older = {change: published({_rev: 'r1'}), paths: [], pages: [], transaction: undefined}
  await invalidation.renewHeard(older, [])
  await invalidation.apply(published({_rev: 'r2', before: null}))

  await invalidation.renewHeard(older, [], {isAgain: true})

  await expect.poll(() => seen.renders).toBe(4)
})

/** Whose turn each page is after a change of an article that so many pages show. */
async function turnsOf(pages: number): Promise<string[]> {
  const shown = Array.from({length: pages}, (_, i) => ({...record(200), path: `/articles/${i}`}))
  const seen: string[] = []
  const invalidation = new Invalidation({
    cache: {
      at: () => record(200),
      carrying: () => shown,
      clear: async () => undefined,
      paths: () => shown,
      verdict: () => 'stale',
    },
    renewals: {
      now: async (page, turn) => {
        seen.push(`${turn} ${page}`)
        return true
      },
      soon: () => undefined,
    },
    revisionsOf: () => ['r2'],
    ask: async () => answerOfChange(),
    belief: new Belief({ask: async () => 0 as never, clock: new TagStates()}),
  })
  await invalidation.apply(published({_rev: 'r2', previousRev: 'r1', before: state}))
  return seen
}

test('the document’s own page goes first, what else shows it next, and a wave after what others change', async () => {
  const few = await turnsOf(3)
  const [own, ...wave] = await turnsOf(500)

  expect(few).toEqual([`first ${path}`, 'next /articles/0', 'next /articles/1', 'next /articles/2'])
  expect(own).toBe(`first ${path}`)
  expect(wave).toHaveLength(500)
  expect(wave.filter((one) => !one.startsWith('last '))).toEqual([])
})

test('behind a wave, the pages of what another instance tells of, and those that are looked at again, still come next', async () => {
  const wave = Array.from({length: 500}, (_, i) => ({...record(200), path: `/articles/${i}`}))
  const list = {...record(200), path: '/articles', tags: ['list:articles%3Aen']}
  const seen: string[] = []
  const revisions = ['r0', 'r1']
  const {promise: lookedAgain, resolve} = Promise.withResolvers<void>()
  const invalidation = new Invalidation({
    cache: {
      at: () => record(200),
      carrying: (tags) =>
        [...tags].flatMap((tag) => ({'list:articles%3Aen': [list], 'shown:a': wave})[tag] ?? []),
      clear: async () => undefined,
      paths: () => [...wave, list],
      verdict: () => 'stale',
    },
    renewals: {
      now: async (page, turn) => {
        seen.push(`${turn} ${page}`)
        if (seen.filter((one) => one.endsWith(' /articles')).length === 2) resolve()
        return true
      },
      soon: () => undefined,
    },
    revisionsOf: () => [revisions.shift() ?? 'r1'],
    ask: async () => answerOfChange(),
    belief: new Belief({ask: async () => 0 as never, clock: new TagStates()}),
    patience: [1, 1],
    secondLooks: [],
  })
  const change = published({_rev: 'r1', before: null})

  await invalidation.renewHeard({change, paths: [path], pages: [], transaction: undefined}, [
    'shown:a',
  ])

  const [heard, rest] = [seen.slice(0, 2), seen.slice(2)]
  expect(heard).toEqual([`first ${path}`, 'next /articles'])
  expect(new Set(rest)).toEqual(new Set(wave.map((page) => `last ${page.path}`)))
  expect(rest).toHaveLength(500)
  seen.length = 0
  await invalidation.apply(change)
  await lookedAgain
  expect(seen).toEqual([`first ${path}`, 'next /articles', `first ${path}`, 'next /articles'])
})

test('what the lake could not say when a change was told is asked again, and is not done twice when it tells once more', async () => {
  const shown = {status: 200, revision: 'r1'}
  const {invalidation, seen, cleared, lake} = world([shown], {beside: () => ['neighbour']})
  const change = published({
    _rev: 'r1',
    before: null,
    after: {...state, publishedAt: '2026-01-01T00:00:00Z'},
  })
  const told: {isAll: boolean}[] = []
  const note = (_pages: string[], known: {isAll: boolean}) => void told.push(known)
  lake.refusals = 3

  await expect(invalidation.apply(change, note)).rejects.toThrow('away')
  await vi.waitFor(() => expect(cleared).toContain(besideArticle('neighbour')), 30_000)
  const {clearings} = seen
  const {tags} = await invalidation.apply(change, note)

  expect(tags).toContain(besideArticle('neighbour'))
  expect(seen.clearings).toBe(clearings)
  expect(told.map(({isAll}) => isAll)).toEqual([false, true, true])
})

test('what a sweep tries in vain meanwhile takes nothing from who waits to hear of it, and whoever succeeds says so', async () => {
  const {invalidation, lake, workedOff} = world([{status: 200, revision: 'r1'}])
  const change = published({_rev: 'r1', before: null})
  const heard: {isAll: boolean}[] = []
  lake.refusals = Infinity
  const webhook = invalidation.apply(change, (_pages, known) => void heard.push(known))
  await expect(webhook).rejects.toThrow('away')
  await expect(invalidation.apply(change)).rejects.toThrow('away')
  const early = workedOff.mock.calls.length

  lake.refusals = 0

  await vi.waitFor(() => expect(heard.map(({isAll}) => isAll)).toEqual([false, true]), 30_000)
  expect([early, workedOff.mock.calls]).toEqual([0, [[change, [path], 'r1']]])
  const another = published({_rev: 'r2', previousRev: 'r1', before: state})
  await invalidation.apply(another)
  expect(workedOff.mock.lastCall).toEqual([another, [path], 'r2'])
})
