/** What webhooks told is not missed by the sweep: nothing is cleared for it once more, whenever and however often they told it. */
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import type {PageRecord} from '../../../web/src/cache/page.ts'
import type {Verdict} from '../../../web/src/cache/tag-states.ts'
import type {AskLake} from '../../../web/src/content/questions.ts'
import {shownTag} from '../../../web/src/content/shown.ts'
import {slugTag} from '../../../web/src/content/tags.ts'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import {Sweep, type SweepOptions} from '../../../web/src/invalidation/sweep.ts'
import {SweepPosition} from '../../../web/src/invalidation/sweep-position.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'
import {holding} from '../../support/pages-at-hand.ts'

interface Article {
  _id: string
  _type: 'article'
  _rev: string
  _updatedAt: string
  after: {slug: string}
}

const article = (name: string, second: number): Article => ({
  _id: name,
  _type: 'article',
  _rev: `${name}-1`,
  _updatedAt: `2026-01-01T00:00:0${second}Z`,
  after: {slug: name},
})

const [tides, harbours] = [article('tides', 1), article('harbours', 2)]

const told = (facts: object): Change => readChange(facts) as Change
const created = (one: Article) => told({...one, before: null})
const deleted = ({_id, _type, after}: Article) => told({_id, _type, before: after, after: null})

const page = (path: string, ...tags: string[]): PageRecord => ({
  key: path,
  path,
  status: 200,
  tags,
  renderedAt: 1,
  revalidate: false,
  digest: '',
})

/** A site that has swept once, and its lake. `whileLooking` happens once, after a sweep counted and before it knows what has gone. */
async function world({articles, pages = []}: {articles: Article[]; pages?: PageRecord[]}) {
  const lake = {
    articles,
    whileLooking: () => undefined as void,
    /** Happens once, after the lake answered what has changed. */
    whenFound: () => undefined as void,
  }
  const site = {verdict: 'fresh' as Verdict}
  const answerTo = (query: string, params: Record<string, unknown>): unknown => {
    if (query.includes('"article": count'))
      return {article: lake.articles.length, author: 1, page: 1, topic: 1}
    if (query.includes('[0]._updatedAt')) return lake.articles.at(-1)?._updatedAt ?? null
    if (query.includes('_updatedAt >= $since')) {
      const {since, after} = params as {since: string; after: string}
      const isLater = ({_updatedAt: at, _id: id}: Article) =>
        at > since || (at === since && id > after)
      const found = lake.articles.filter(isLater)
      const {whenFound} = lake
      lake.whenFound = () => undefined
      whenFound()
      return found
    }
    const {whileLooking} = lake
    lake.whileLooking = () => undefined
    whileLooking()
    return {present: lake.articles.map(({_id}) => _id), documents: lake.articles.length + 3}
  }
  const ask: AskLake = async (query, params) => answerTo(query, params) as never
  const clear = vi.fn<SweepOptions['cache']['clear']>(async () => undefined)
  const left = vi.fn<SweepOptions['left']>()
  const apply = vi.fn<SweepOptions['apply']>(async () => undefined)
  const remembered = vi.fn<(names: string[]) => void>()
  const directory = temporaryDirectory('sweep')
  const options: SweepOptions = {
    cache: holding(pages, {verdict: () => site.verdict, clear}),
    ask,
    apply,
    left,
    remembered,
    renewStale: () => undefined,
    renewForgotten: () => undefined,
    file: join(directory, 'sweep.json'),
    every: 3_600_000,
    report: (error) => {
      throw error
    },
  }
  let sweep = new Sweep(options)
  onTestFinished(async () => {
    await sweep.close()
    removeDirectory(directory)
  })
  const restart = async () => {
    await sweep.close()
    sweep = new Sweep(options)
    return sweep
  }
  await sweep.start()
  await sweep.now()
  expect(clear).not.toHaveBeenCalled()
  return {sweep, restart, lake, site, clear, left, apply, remembered}
}

const ofTides = page('/articles/tides', shownTag('tides', 'full'), shownTag('harbours', 'card'))
const ofHarbours = page(
  '/articles/harbours',
  slugTag('article', 'harbours', 'en'),
  shownTag('harbours', 'full'),
)

test('what a webhook told of as gone is not missed while pages that show it wait to be made anew', async () => {
  const pages = [ofTides, ofHarbours]
  const {sweep, lake, site, clear, left} = await world({articles: [tides, harbours], pages})

  lake.articles = [tides]
  sweep.told(deleted(harbours))
  site.verdict = 'stale'
  await sweep.now()
  await sweep.now()

  expect(clear).not.toHaveBeenCalled()
  expect(left).not.toHaveBeenCalled()
})

test('what a sweep cleared as gone is not cleared by the next one, unless a page shows it that was made meanwhile', async () => {
  const pages = [ofTides, ofHarbours]
  const {sweep, lake, site, clear, left} = await world({articles: [tides, harbours], pages})

  lake.articles = [tides]
  await sweep.now()
  site.verdict = 'stale'
  await sweep.now()
  expect(clear).toHaveBeenCalledTimes(1)
  site.verdict = 'fresh' // by a lake that was behind
  await sweep.now()

  expect(clear).toHaveBeenCalledTimes(2)
  expect(left).toHaveBeenLastCalledWith({
    addresses: expect.arrayContaining([slugTag('article', 'harbours', 'en')]) as string[],
    documents: ['harbours'],
  })
})

test('what was told of as gone is not missed after a restart either, and what came again before that looked around is', async () => {
  const pages = [ofTides, ofHarbours]
  const {sweep, restart, lake, site, clear} = await world({articles: [tides, harbours], pages})
  lake.articles = [tides]
  sweep.told(deleted(harbours))
  site.verdict = 'stale'

  const second = await restart()
  await second.start()
  await second.now()
  expect(clear).not.toHaveBeenCalled()
  const third = await restart()
  third.told(created({...harbours, _rev: 'harbours-2'}))
  await third.start()

  expect(clear).toHaveBeenCalledTimes(1)
})

test('what was told of as gone is remembered after a restart, unless it is there again by then', async () => {
  const {sweep, restart, lake, remembered} = await world({articles: [tides, harbours]})
  const names = [shownTag('harbours', 'full'), slugTag('article', 'harbours', 'en')]
  lake.articles = [tides]
  sweep.told(deleted(harbours))

  const second = await restart()
  await second.start()
  expect(remembered).toHaveBeenLastCalledWith(names)
  const third = await restart()
  third.told(created({...harbours, _rev: 'harbours-2'}))
  await third.start()

  expect(remembered).toHaveBeenLastCalledWith([])
})

test('a deletion that is told after the document was published again is not remembered', async () => {
  const {sweep, restart, lake, remembered} = await world({articles: [tides, harbours]})
  const again = {...harbours, _rev: 'harbours-2', _updatedAt: '2026-01-01T00:00:05Z'}
  lake.articles = [tides, again]

  sweep.told(created(again))
  sweep.told(told({...harbours, before: harbours.after, after: null}))
  await (await restart()).start()

  expect(remembered).toHaveBeenLastCalledWith([])
})

test('what was told of as gone and as there again is missed when it goes without a word', async () => {
  const pages = [ofTides, ofHarbours]
  const {sweep, lake, site, clear} = await world({articles: [tides, harbours], pages})
  const again = {...harbours, _rev: 'harbours-2'}

  sweep.told(deleted(harbours))
  sweep.told(created(again))
  site.verdict = 'stale'
  lake.articles = [tides]
  await sweep.now()

  expect(clear).toHaveBeenCalledTimes(1)
})

test.each([
  ['once', 1],
  ['twice', 2],
] as const)('a newcomer of which webhooks tell %s is counted once', async (_, times) => {
  const {sweep, lake, clear, apply} = await world({articles: [tides]})

  lake.articles = [tides, harbours]
  for (let i = 0; i < times; i++) sweep.told(created(harbours))
  await sweep.now()

  expect(clear).not.toHaveBeenCalled()
  expect(apply).not.toHaveBeenCalled()
})

test('a webhook that tells late, or twice, of what a sweep found already has nothing cleared', async () => {
  const {sweep, lake, clear} = await world({articles: [tides]})
  lake.articles = [tides, harbours]
  await sweep.now()
  clear.mockClear()

  sweep.told(created(harbours))
  await sweep.now()
  lake.articles = [tides]
  sweep.told(deleted(harbours))
  sweep.told(deleted(harbours))
  await sweep.now()

  expect(clear).not.toHaveBeenCalled()
})

test('what is told while a sweep looks around is counted', async () => {
  const {sweep, lake, clear, apply} = await world({
    articles: [tides],
    pages: [page('/articles/tides', shownTag('tides', 'full'))],
  })

  lake.whileLooking = () => {
    lake.articles = [tides, harbours]
    sweep.told(created(harbours))
  }
  await sweep.now()
  await sweep.now()

  expect(clear).not.toHaveBeenCalled()
  expect(apply).not.toHaveBeenCalled()
})

test('what was counted before it was told has nothing cleared, and what nobody told of is missed by the next sweep', async () => {
  const {sweep, lake, clear} = await world({articles: [tides, harbours], pages: [ofTides]})
  const unseen = [article('dunes', 1), article('cliffs', 1)]
  lake.articles = [tides, harbours, ...unseen]
  for (const one of unseen) sweep.told(created(one))
  await sweep.now()

  // One goes and is told of while the sweep looks around; of the other nobody tells.
  lake.articles = [tides, harbours]
  lake.whileLooking = () => sweep.told(deleted(unseen[0]!))
  await sweep.now()
  expect(clear).not.toHaveBeenCalled()
  await sweep.now()

  expect(clear).toHaveBeenCalledTimes(1)
})

test('what a webhook tells while a sweep works off an older revision is not missed by the next sweep', async () => {
  const {sweep, lake, apply} = await world({articles: [tides]})
  const changed = (number: number): Article => ({
    ...article('tides', number),
    _rev: `tides-${number}`,
  })
  const [found, newer] = [changed(2), changed(3)]
  lake.articles = [found]
  apply.mockImplementationOnce(async () => {
    lake.articles = [newer]
    sweep.told(told({...newer, before: found.after}))
  })

  await sweep.now()
  expect(apply).toHaveBeenCalledTimes(1)
  await sweep.now()

  expect(apply).toHaveBeenCalledTimes(1)
})

/** What a webhook tells of a revision of `tides` that followed the one before it. */
const revision = (number: number): Article => ({
  ...article('tides', number),
  _rev: `tides-${number}`,
})
const toldOf = (one: Article, previousRev: string) =>
  told({...one, before: one.after, changed: {}, previousRev})

test.each([
  ['before a sweep looks', 'tides-3'],
  ['while a sweep looks', 'tides-2'],
])(
  'what a lost webhook would have told is found though that of the next revision came, %s',
  async (when, found) => {
    const {sweep, lake, apply} = await world({articles: [tides]})
    const tell = () => {
      lake.articles = [revision(3)]
      sweep.told(toldOf(revision(3), 'tides-2'))
    }
    lake.articles = [revision(2)]
    if (when === 'before a sweep looks') tell()
    else lake.whenFound = tell

    await sweep.now()
    await sweep.now()

    expect(apply.mock.calls.map(([{rev}]) => rev)).toEqual([found])
  },
)

test('revisions of which webhooks tell in another order than they were written are not missed', async () => {
  const {sweep, lake, apply} = await world({articles: [tides]})
  lake.articles = [revision(4)]

  for (const number of [4, 3, 2]) sweep.told(toldOf(revision(number), `tides-${number - 1}`))
  sweep.told(toldOf(revision(4), 'tides-3'))
  await sweep.now()

  expect(apply).not.toHaveBeenCalled()
})

test.each([
  ['of a revision that was written since, of which nobody told,', '2026-01-01T00:00:03Z', 1],
  ['of the revision that was there then', tides._updatedAt, 0],
  ['of one of which an older rule does not say when it was written', undefined, 0],
])(
  'where nothing is known of a document since the last sweep, what follows %s is found or not',
  async (_, previousAt, times) => {
    const {sweep, lake, apply} = await world({articles: [tides, harbours]})
    const third = {...tides, _rev: 'tides-3', _updatedAt: '2026-01-01T00:00:04Z'}
    lake.articles = [harbours, third]

    sweep.told(told({...third, before: tides.after, previousRev: 'tides-2', previousAt}))
    await sweep.now()

    expect(apply).toHaveBeenCalledTimes(times)
  },
)

test('what is told after a start, before a sweep, counts as following what the last process knew', async () => {
  const {restart, lake, apply} = await world({articles: [tides, harbours]})
  const third = {...tides, _rev: 'tides-3', _updatedAt: '2026-01-01T00:00:04Z'}
  lake.articles = [harbours, third]
  const sweep = await restart()

  await sweep.load()
  const previousAt = '2026-01-01T00:00:03Z'
  sweep.told(told({...third, before: tides.after, previousRev: 'tides-2', previousAt}))
  await sweep.now()

  expect(apply).toHaveBeenCalledOnce()
})

test('of what was told, that is forgotten which was told of longest ago', () => {
  const position = new SweepPosition({file: '', report: () => undefined})
  const tell = (name: string, rev: string) =>
    position.told(told({...article(name, 1), _rev: rev, before: null}))
  const knows = (name: string, rev: string) => position.isTold({...article(name, 1), _rev: rev})
  tell('often', 'one')
  for (let i = 0; i < 2_000; i++) tell(`other-${i}`, 'one')

  tell('often', 'two')
  position.tidy([])

  expect(knows('often', 'two')).toBe(true)
  expect(knows('other-0', 'one')).toBe(false)
})
