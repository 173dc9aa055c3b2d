/** What a lake cannot be believed, and when it is believed all the same. */
import {expect, onTestFinished, test, vi} from 'vitest'
import type {PageRecord} from '../../../web/src/cache/page.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import {Belief} from '../../../web/src/invalidation/belief.ts'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import {nameOf} from '../../../web/src/invalidation/gone-names.ts'
import {shownTag} from '../../../web/src/content/shown.ts'
import {settingsId, slugTag} from '../../../web/src/content/tags.ts'

const article = (facts: Record<string, unknown>): Change =>
  readChange({_id: 'article-a', _type: 'article', ...facts}) as Change

const updated = article({
  _rev: 'r2',
  previousRev: 'r1',
  before: {slug: 'a', language: 'en'},
  after: {slug: 'a', language: 'en'},
})
const deleted = article({_rev: 'r2', previousRev: 'r2', before: {slug: 'a'}, after: null})

const page = (status: number, tags: string[], renderedAt = 1): PageRecord => ({
  key: 'k',
  path: '/articles/a',
  status,
  tags,
  renderedAt,
  revalidate: false,
  digest: 'd',
})
const shown = page(200, ['slug:article:en:a', 'full:article-a', 'full:siteSettings'])
const missing = page(404, ['slug:article:en:a', 'full:siteSettings'])

/** A lake that answers so: how many it knows of the documents that it is asked about, or what it knows of one. */
const belief = ({
  knows = 0,
  now = () => 1_000,
  clock = new TagStates(),
}: {knows?: unknown; now?: () => number; clock?: TagStates} = {}) =>
  new Belief({ask: async <Answer>() => knows as Answer, clock, now})

test('an answer that shows a revision which another one followed is doubted, wherever it stands', () => {
  const one = belief()
  one.told(updated)

  expect(one.ofAnswer([{_id: 'x', related: [{_id: 'article-a', _rev: 'r1'}]}])).toMatch(/older/)
  expect(one.ofAnswer([{_id: 'article-a', _rev: 'r2'}])).toBeUndefined()
  expect(one.ofAnswer([{_id: 'article-a', _rev: 'r3'}])).toBeUndefined()
  expect(one.ofAnswer([{_id: 'article-b', _rev: 'r1'}]), 'of the same transaction').toBeUndefined()
  expect(one.ofAnswer(null)).toBeUndefined()
  expect(one.ofAnswer(undefined)).toMatch(/no Content Lake/)
})

test('a deletion that is told after the document was published again makes nothing of it old', async () => {
  const one = belief()
  const known = {slug: 'a', language: 'en'}
  one.told(article({_rev: 'r1', previousRev: 'r0', before: known, after: known}))
  one.told(article({_rev: 'r3', previousRev: 'r1', before: known, after: known}))
  one.told(article({previousRev: 'r1', before: known, after: null}))

  expect(one.isSuperseded('article-a', 'r3')).toBe(false)
  expect(await one.ofPage(missing, {before: undefined, answers: undefined})).toMatch(/announced/)
})

test('a deletion that is told late is one all the same of the address that was left with it', async () => {
  const one = belief()
  const [old, moved] = [
    {slug: 'a', language: 'en'},
    {slug: 'b', language: 'en'},
  ]
  one.told(article({_rev: 'r1', previousRev: 'r0', before: old, after: old}))
  one.told(article({_rev: 'r3', before: null, after: moved}))
  one.told(article({previousRev: 'r1', before: old, after: null}))

  expect(await one.ofPage(missing, {before: shown, answers: undefined})).toBeUndefined()
})

test('what was told late does not make the newer revision old', () => {
  const one = belief()
  one.told(article({_rev: 'r3', previousRev: 'r2', before: {slug: 'a'}, after: {slug: 'a'}}))
  one.told(updated)

  expect(one.isSuperseded('article-a', 'r3')).toBe(false)
  expect(one.isSuperseded('article-a', 'r1')).toBe(false)
  expect(one.isSuperseded('article-a', 'r2')).toBe(true)
})

test('a webhook that comes after the sweep found a newer revision does not make that one old', () => {
  const one = belief()
  const after = {slug: 'a', language: 'en'}
  one.told(article({_rev: 'r2', _updatedAt: '2026-01-01T00:00:02Z', after}))

  one.told(article({_rev: 'r1', _updatedAt: '2026-01-01T00:00:01Z', before: null, after}))
  one.told({...updated, updatedAt: '2026-01-01T00:00:02Z'})

  expect(one.isSuperseded('article-a', 'r2')).toBe(false)
  expect(one.isSuperseded('article-a', 'r1')).toBe(true)
  expect(one.ofAnswer([{_id: 'article-a', _rev: 'r2'}])).toBeUndefined()
})

test('a page that was there does not become “nothing” without a word of a deletion', async () => {
  const about = {before: shown, answers: undefined}
  const silent = belief()
  const told = belief()
  told.told(deleted)
  const swept = belief()
  swept.left({addresses: ['slug:article:en:a'], documents: ['article-a']})

  expect(await silent.ofPage(missing, about)).toMatch(/no deletion/)
  expect(await told.ofPage(missing, about)).toBeUndefined()
  expect(await swept.ofPage(missing, about)).toBeUndefined()
})

test('what had gone before a start is no loss, neither at its address nor where it was shown', async () => {
  const silent = belief()
  const remembering = belief()
  remembering.remembers([slugTag('article', 'a', 'en'), nameOf('article-a')])
  const list = {...shown, tags: ['list:en', shownTag('article-a', 'card')]}
  const emptied = {...list, tags: ['list:en']}

  for (const [page, before] of [
    [missing, shown],
    [emptied, list],
  ] as const) {
    expect(await silent.ofPage(page, {before, answers: undefined})).toMatch(/no deletion/)
    expect(await remembering.ofPage(page, {before, answers: undefined})).toBeUndefined()
  }
})

test('what was told since a start counts more than what had gone before, and settings never had', async () => {
  const one = belief()
  one.told(updated)

  one.remembers([slugTag('article', 'a', 'en'), nameOf('article-a'), nameOf(settingsId)])

  expect(await one.ofPage(missing, {before: undefined, answers: undefined})).toMatch(/announced/)
  expect(one.isSuperseded('article-a', 'r1')).toBe(true)
  const bare = {...shown, tags: ['slug:article:en:a', shownTag('article-a', 'full')]}
  expect(await one.ofPage(bare, {before: shown, answers: undefined})).toMatch(/lost all/)
})

test('nothing at an address that nobody ever saw is believed, unless a webhook announced something there', async () => {
  const one = belief()
  const about = {before: undefined, answers: undefined}

  expect(await one.ofPage(missing, about)).toBeUndefined()
  one.told(updated)
  expect(await one.ofPage(missing, about)).toMatch(/announced/)
})

const at = (slug: string) => ({slug, language: 'en'})
const second = (seconds: number) => `2026-01-01T00:00:0${seconds}Z`
const notedLate = article({
  _rev: 'r2',
  previousRev: 'r1',
  _updatedAt: second(2),
  before: at('z'),
  after: at('a'),
})
const standing = (_rev: string, seconds: number, slug: string) => ({
  _id: 'article-a',
  _type: 'article',
  _rev,
  _updatedAt: second(seconds),
  after: at(slug),
})

test.each([
  ['moved on', {one: standing('r3', 3, 'b'), newest: second(3)}],
  ['gone, of a lake that was written to since', {one: null, newest: second(4)}],
])('an announcement that came late holds up no “nothing”: %s', async (_, answer) => {
  const one = belief({knows: answer})
  one.told(notedLate)

  expect(await one.ofPage(missing, {before: undefined, answers: undefined})).toBeUndefined()
})

test('who moved on, by the word of the lake, left the page that showed it, and no other', async () => {
  const knows = {one: standing('r3', 3, 'b'), newest: second(3)}
  const [own, anothers] = [belief({knows}), belief({knows})]
  own.told(notedLate)
  anothers.told(notedLate)
  const other = page(200, ['slug:article:en:a', 'full:article-b', 'full:siteSettings'])

  expect(await own.ofPage(missing, {before: shown, answers: undefined})).toBeUndefined()
  expect(own.isSuperseded('article-a', 'r2')).toBe(true)
  expect(await anothers.ofPage(missing, {before: other, answers: undefined})).toMatch(/no deletion/)
})

test.each([
  ['behind', {one: standing('r1', 1, 'z'), newest: second(1)}, undefined],
  ['behind, and written to since', {one: standing('r1', 1, 'z'), newest: second(4)}, undefined],
  ['without the newcomer', {one: null, newest: second(1)}, undefined],
  ['one of copies, the other of which answered', {one: standing('r2', 2, 'a')}, undefined],
  ['one of copies that knows a later revision', {one: standing('r3', 3, 'a')}, undefined],
  ['without what is on the page', {one: null, newest: second(4)}, shown],
  ['none at all', undefined, undefined],
])('an announcement is waited for with a lake that is %s', async (_, answer, before) => {
  const one = belief({knows: answer})
  one.told(notedLate)

  expect(await one.ofPage(missing, {before, answers: undefined})).toMatch(/announced/)
})

test('what is told while the lake is asked counts more than its answer', async () => {
  const answer = {one: null, newest: second(3)}
  const one: Belief = new Belief({
    ask: async <Answer>() => {
      one.told(article({_rev: 'r4', _updatedAt: second(4), before: at('b'), after: at('a')}))
      return answer as Answer
    },
    clock: new TagStates(),
  })
  one.told(notedLate)

  expect(await one.ofPage(missing, {before: undefined, answers: undefined})).toMatch(/announced/)
})

test('who takes an address over is announced there, also when news that the one before left come after', async () => {
  const one = belief()
  one.told(
    readChange({
      _id: 'article-b',
      _type: 'article',
      _rev: 'b1',
      before: null,
      after: {slug: 'a'},
    }) as Change,
  )

  one.told(deleted)

  expect(await one.ofPage(missing, {before: shown, answers: undefined})).toMatch(/announced/)
})

test('a page at an address of its own that shows no document is doubted, whatever was told and however long', async () => {
  let now = 1_000
  const one = belief({now: () => now})
  one.told(updated)
  const hollow = page(200, ['slug:article:en:a', 'full:siteSettings'])

  for (const minutes of [0, 6, 60]) {
    now = 1_000 + minutes * 60_000
    for (const before of [shown, undefined])
      expect(await one.ofPage(hollow, {before, answers: undefined})).toMatch(/no document/)
  }
})

test('a list that lost everything is doubted, unless the lake still knows what stood there', async () => {
  const full = page(200, ['list:articles%3Aen', 'card:article-a', 'full:siteSettings'])
  const empty = page(200, ['list:articles%3Aen', 'full:siteSettings'])
  const about = {before: full, answers: undefined}
  const told = belief()
  told.told(deleted)

  expect(await belief().ofPage(empty, about)).toMatch(/lost/)
  const knowing = belief({knows: 1})
  expect(await knowing.ofPage(empty, about), 'asked once').toMatch(/lost/)
  expect(await knowing.ofPage(empty, about), 'asked anew').toBeUndefined()
  expect(await told.ofPage(empty, about)).toBeUndefined()
  expect(await belief().ofPage(full, {before: empty, answers: undefined})).toBeUndefined()
})

test('what was told explains the pages of the same millisecond, and a deletion those after it', async () => {
  vi.spyOn(Date, 'now').mockReturnValue(1_000_000)
  onTestFinished(() => void vi.restoreAllMocks())
  const clock = new TagStates()
  const list = ['list:articles%3Aen', 'full:siteSettings']
  const madeNow = (more: string[] = []) => page(200, [...list, ...more], clock.now())
  const [moved, gone] = [belief({clock}), belief({clock})]
  clock.now()

  const before = madeNow(['card:article-a'])
  moved.told(updated)
  gone.told(deleted)
  // It was begun when its answer was not cleared yet.
  const late = madeNow(['card:article-a'])

  expect(await moved.ofPage(madeNow(), {before, answers: undefined})).toBeUndefined()
  expect(await gone.ofPage(madeNow(), {before, answers: undefined})).toBeUndefined()
  expect(await gone.ofPage(madeNow(), {before: late, answers: undefined})).toBeUndefined()
})

test('a page without the settings that it had is doubted', async () => {
  const bare = page(200, ['slug:article:en:a', 'full:article-a'])
  const about = {before: shown, answers: undefined}
  const one = belief()
  const settings = {_id: 'siteSettings', _type: 'siteSettings', before: {}}

  one.told(readChange({...settings, _rev: 's2', after: {}}) as Change)
  expect(await one.ofPage(bare, about)).toMatch(/lost/)
  one.told(readChange({...settings, after: null}) as Change)
  expect(await one.ofPage(bare, about)).toBeUndefined()
})

test('a lake that says the same for minutes is believed', async () => {
  let now = 1_000
  const one = belief({now: () => now})
  const about = {before: shown, answers: undefined}

  expect(await one.ofPage(missing, about)).toBeDefined()
  now += 4 * 60_000
  expect(await one.ofPage(missing, about)).toBeDefined()
  now += 2 * 60_000
  expect(await one.ofPage(missing, about)).toBeUndefined()
})

test('a list that reaches no further page any more is believed, when it says whose list it is', async () => {
  const topic = {slug: 'tides', language: null}
  const one = belief()
  one.told(
    readChange({_id: 'topic-t', _type: 'topic', _rev: 'r1', before: null, after: topic}) as Change,
  )
  const tags = ['slug:topic:en:tides', 'full:siteSettings']
  const before = page(200, [...tags, 'full:topic-t', 'card:article-a'])
  const after = (shows: string[]) => page(404, [...tags, ...shows], 2)
  const about = {before, answers: undefined}

  expect(await one.ofPage(after(['full:topic-t']), about)).toBeUndefined()
  expect(await one.ofPage(after([]), about)).toMatch(/announced/)
})

test('who answers a list should know what was told lately, at that revision or a later one', () => {
  let now = 1_000
  const one = belief({now: () => now})
  const state = {slug: 'a', language: 'en'}
  const facts = {_updatedAt: '2026-01-01T00:00:02Z', before: null, after: state}
  one.told(article({_rev: 'r2', previousRev: 'r1', ...facts, before: state}))
  one.told(
    article({_id: 'article-gone', _rev: 'r9', previousRev: 'r9', before: state, after: null}),
  )
  const found = (_rev: string, _updatedAt = '2026-01-01T00:00:02Z') => [
    {_id: 'article-a', _rev, _updatedAt},
  ]
  const told = one.lately()

  expect(told.toSorted()).toEqual(['article-a', 'article-gone'])
  expect(one.ofLately(told, found('r2'))).toBeUndefined()
  expect(one.ofLately(told, found('r3', '2026-01-01T00:00:05Z'))).toBeUndefined()
  expect(one.ofLately(told, [])).toMatch(/does not know yet/)
  expect(one.ofLately(told, found('r1')), 'superseded').toMatch(/does not know yet/)
  expect(one.ofLately(told, found('r0', '2026-01-01T00:00:01Z')), 'older').toMatch(/does not know/)
  const gone = {_id: 'article-gone', _rev: 'r9', _updatedAt: '2026-01-01T00:00:00Z'}
  expect(one.ofLately(told, [...found('r2'), gone]), 'withdrawn').toMatch(/does not know yet/)
  expect(one.ofLately(told, {no: 'list'})).toBeUndefined()
  now += 21_000 // after the last look at the lists of a newcomer
  expect(one.lately()).toEqual(told)
  now += 40_000
  expect(one.lately()).toEqual([])
})

test('nobody is expected to know a document that readers are not shown', () => {
  const one = belief()

  one.told({...updated, id: 'inner.article-a'})

  expect(one.lately()).toEqual([])
})

test('what the sweep found to be gone is expected of nobody', () => {
  const one = belief()
  one.told(updated)

  one.left({addresses: ['slug:article:en:a'], documents: []})

  expect(one.lately()).toEqual([])
})

test('a doubt is over when another instance has made a page that is believed: a lake insists anew', async () => {
  let now = 0
  const clock = new TagStates()
  const one = belief({now: () => now, clock})
  expect(await one.ofPage(missing, {before: shown, answers: undefined})).toMatch(/no deletion/)
  const elsewhere = {...shown, renderedAt: clock.now()}
  now = 24 * 3_600_000

  const about = {before: elsewhere, answers: undefined}
  expect(await one.ofPage(missing, about)).toMatch(/no deletion/)
  now += 4 * 60_000
  expect(await one.ofPage(missing, about)).toMatch(/no deletion/)
  now += 60_000
  expect(await one.ofPage(missing, about)).toBeUndefined()
})
