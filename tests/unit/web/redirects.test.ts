/** Redirects at hand: what the lake says and what webhooks tell become one table, in every language. */
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import {KnownRedirects} from '../../../web/src/redirects/known-redirects.ts'
import {Redirects, type RedirectsOptions} from '../../../web/src/redirects/redirects.ts'
import {idOf} from '../../../web/src/redirects/writer.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

interface Document {
  _id?: string
  _type: string
  slug: string
  language?: string
  formerSlugs?: string[]
}

function newDirectory(): string {
  const directory = temporaryDirectory('redirects')
  onTestFinished(() => removeDirectory(directory))
  return directory
}

/** A lake with these documents and redirects, which the site may write, and the site's memory of redirects over it. */
function world(documents: Document[], rules: object[] = [], more: Partial<World> = {}) {
  const {directory = newDirectory(), ...options} = more
  const write = vi.fn<NonNullable<RedirectsOptions['write']>>(async (document) => {
    const at = rules.findIndex((one) => (one as {_id?: string})._id === document._id)
    rules.splice(at < 0 ? rules.length : at, 1, document)
    return {}
  })
  const redirects = new Redirects({
    ask: async <Answer>(query: string, {slugs}: Record<string, unknown>) => {
      if (query.startsWith('count(')) return (rules.length + documents.length || 1) as Answer
      return (
        Array.isArray(slugs)
          ? documents.filter(({slug}) => slugs.includes(slug))
          : {redirects: rules, former: documents.filter((one) => one.formerSlugs)}
      ) as Answer
    },
    origin: 'https://letters.example',
    file: join(directory, 'moved.json'),
    write,
    report: (error) => {
      throw error
    },
    ...options,
  })
  onTestFinished(async () => redirects.close())
  return {redirects, write}
}

interface World extends RedirectsOptions {
  directory: string
}

const moved = (type: string, before: object, after: object): Change =>
  readChange({_id: 'x', _type: type, _rev: 'r', before, after, changed: {}}) as Change

const leadsTo = (location: string) => ({status: 308, location})

test('a former slug that somebody else took shows the page of who took it, in every language', async () => {
  const {redirects} = world([
    {_type: 'author', slug: 'ana-new', formerSlugs: ['ana']},
    {_type: 'author', slug: 'ana'},
  ])

  await redirects.refresh()

  for (const path of ['/authors/ana', '/fr/authors/ana'])
    expect(redirects.find(path), path).toBeUndefined()
})

test('an address that is no text keeps no other redirect from leading on', async () => {
  const {redirects} = world([
    {_type: 'article', slug: 42 as never, formerSlugs: ['odd']},
    {_type: 'article', slug: 'new', formerSlugs: [{} as never, 'old']},
  ])

  await redirects.refresh()

  expect(redirects.find('/articles/old')).toEqual(leadsTo('/articles/new'))
  expect(redirects.find('/articles/odd')).toBeUndefined()
})

test('an author who moves, whoever wrote it, leads on in every language; an article in its own', async () => {
  const {redirects, write} = world([
    {_type: 'author', slug: 'new'},
    {_type: 'article', slug: 'neuf', language: 'fr'},
  ])

  await redirects.changed(moved('author', {slug: 'old'}, {slug: 'new'}))
  await redirects.changed(
    moved('article', {slug: 'vieux', language: 'fr'}, {slug: 'neuf', language: 'fr'}),
  )

  expect(redirects.find('/authors/old')).toEqual(leadsTo('/authors/new'))
  expect(redirects.find('/fr/authors/old')).toEqual(leadsTo('/fr/authors/new'))
  expect(redirects.find('/fr/articles/vieux')).toEqual(leadsTo('/fr/articles/neuf'))
  expect(redirects.find('/articles/vieux')).toBeUndefined()
  await vi.waitFor(
    () =>
      expect(write.mock.calls.map(([{from, to}]) => [from, to])).toEqual([
        ['/authors/old', '/authors/new'],
        ['/fr/authors/old', '/fr/authors/new'],
        ['/fr/articles/vieux', '/fr/articles/neuf'],
      ]),
    30_000,
  )
})

test('later pages and feeds of what moved lead to those of where it is now, and of what is gone are gone', async () => {
  const {redirects} = world([{_type: 'topic', slug: 'new'}])

  await redirects.changed(moved('topic', {slug: 'old'}, {slug: 'new'}))

  expect(redirects.find('/topics/old/page/2')).toEqual(leadsTo('/topics/new/page/2'))
  expect(redirects.find('/fr/topics/old/page/12')).toEqual(leadsTo('/fr/topics/new/page/12'))
  expect(redirects.find('/topics/old/feed.xml')).toEqual(leadsTo('/topics/new/feed.xml'))
  for (const path of ['/topics/new/page/2', '/topics/old/page/x', '/topics/old/more/page/2'])
    expect(redirects.find(path), path).toBeUndefined()
})

test('the Markdown of an article that moved leads to that of where it is now, and of what is gone is gone', async () => {
  const rules = [
    {from: '/articles/retracted', gone: true},
    {from: '/articles/told', to: '/authors', permanent: true},
  ]
  const {redirects} = world([{_type: 'article', slug: 'new', formerSlugs: ['old']}], rules)

  await redirects.refresh()

  expect(redirects.find('/articles/old.md')).toEqual(leadsTo('/articles/new.md'))
  expect(redirects.find('/articles/retracted.md')).toEqual({status: 410})
  expect(redirects.find('/articles/told.md')).toEqual(leadsTo('/authors'))
  for (const path of ['/articles/new.md', '/topics/old.md'])
    expect(redirects.find(path), path).toBeUndefined()
})

test('later pages of a list that an editor leads elsewhere, or ends, go with it', async () => {
  const rules = [
    {from: '/authors/ana', to: '/authors', permanent: true},
    {from: '/authors/ben', to: 'https://ben.example/authors/ben', permanent: false},
    {from: '/authors/cem', gone: true},
  ]
  const {redirects} = world([], rules)

  await redirects.refresh()

  expect(redirects.find('/authors/ana/page/2')).toEqual(leadsTo('/authors'))
  expect(redirects.find('/authors/ben/atom.xml')).toEqual({
    status: 307,
    location: 'https://ben.example/authors/ben',
  })
  expect(redirects.find('/authors/cem/page/3')).toEqual({status: 410})
})

test('an article that changes its language leads from where it was to where it is', async () => {
  const {redirects} = world([{_type: 'article', slug: 'tides', language: 'fr'}])

  await redirects.changed(
    moved('article', {slug: 'tides', language: 'en'}, {slug: 'tides', language: 'fr'}),
  )

  expect(redirects.find('/articles/tides')).toEqual(leadsTo('/fr/articles/tides'))
})

/** A lake whose answers are those of a moment ago until it is told to catch up. */
function laggingWorld() {
  const directory = temporaryDirectory('redirects')
  interface Contents {
    redirects: object[]
    live: Document[]
  }
  const lake = {
    shows: {redirects: [], live: []} as Contents,
    asked: 0,
    documents: 1,
    isAway: false,
    /** Settles when it answers what redirects there are. */
    answer: () => undefined as Promise<void> | undefined,
  }
  const superseded = new Set<string>()
  const write = vi.fn<NonNullable<RedirectsOptions['write']>>(async () => ({}))
  const redirects = new Redirects({
    ask: async <Answer>(query: string, {slugs}: Record<string, unknown>) => {
      if (lake.isAway) throw away
      if (query.startsWith('count(')) return lake.documents as Answer
      if (!Array.isArray(slugs)) {
        lake.asked++
        await lake.answer()
        return {redirects: lake.shows.redirects, former: []} as Answer
      }
      return lake.shows.live.filter(({slug}) => slugs.includes(slug)) as Answer
    },
    origin: 'https://letters.example',
    file: join(directory, 'moved.json'),
    isSuperseded: (_id, rev) => superseded.has(rev),
    write,
    report: (error) => {
      if (error !== away) throw error
    },
  })
  onTestFinished(async () => {
    await redirects.close()
    removeDirectory(directory)
  })
  return {lake, redirects, superseded, write}
}

const away = new Error('The lake is away.')

const aRedirect = (rev: string, to: string) => ({_id: 'r', _rev: rev, from: '/old', to})
const told = (facts: object): Change =>
  readChange({_id: 'r', _type: 'redirect', changed: {}, ...facts}) as Change
const renamed = (_id: string, before: string, after: string, _rev = _id): Change =>
  told({_id, _type: 'article', _rev, before: {slug: before}, after: {slug: after}})

test('a redirect is asked for again and again while the lake does not know yet what its webhook told', async () => {
  const {lake, redirects, superseded} = laggingWorld()

  await redirects.changed(told({_rev: 'r1', before: null, after: {from: '/old'}}))
  expect(redirects.find('/old')).toBeUndefined()
  lake.shows.redirects = [aRedirect('r1', '/articles')]
  await vi.waitFor(() => expect(redirects.find('/old')).toEqual(leadsTo('/articles')), 30_000)

  superseded.add('r1')
  await redirects.changed(told({_rev: 'r2', before: {from: '/old'}, after: {from: '/old'}}))
  lake.shows.redirects = [aRedirect('r2', '/topics')]
  await vi.waitFor(() => expect(redirects.find('/old')).toEqual(leadsTo('/topics')), 30_000)

  superseded.add('r2')
  await redirects.changed(told({before: {from: '/old'}, after: null}))
  lake.shows.redirects = []
  await vi.waitFor(() => expect(redirects.find('/old')).toBeUndefined(), 30_000)
})

test('a copy of the lake that is behind takes no redirect back, and one that knows is asked no more', async () => {
  const {lake, redirects} = laggingWorld()
  lake.shows = {redirects: [], live: [{_id: 'x', _type: 'article', slug: 'was'}]}
  const change = moved('article', {slug: 'was'}, {slug: 'is'})

  await redirects.changed(change)
  await redirects.refresh()

  expect(redirects.find('/articles/was')).toEqual(leadsTo('/articles/is'))
  lake.shows.live = [{_id: 'x', _type: 'article', slug: 'is'}]
  const before = lake.asked
  await vi.waitFor(() => expect(lake.asked).toBeGreaterThan(before), 30_000)
  await redirects.refresh()
  const after = lake.asked
  await redirects.refresh()
  expect(lake.asked).toBe(after + 1)
  expect(redirects.find('/articles/was')).toEqual(leadsTo('/articles/is'))
})

test('of what is told while the lake is asked it is asked once more, for all of it together', async () => {
  const {lake, redirects} = laggingWorld()
  const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  lake.answer = () => answers[lake.asked - 1]?.promise
  const first = redirects.refresh()
  await vi.waitFor(() => expect(lake.asked).toBe(1), 30_000)

  const articles = Array.from({length: 200}, (_, i) => `new-${i}`)
  const asked = articles.map((slug) =>
    redirects.changed(told({_id: slug, _type: 'article', _rev: slug, before: null, after: {slug}})),
  )
  const redirect = redirects.changed(told({_rev: 'r1', before: null, after: {from: '/old'}}))
  answers[0]!.resolve()
  await first
  expect(redirects.find('/old')).toBeUndefined()
  lake.shows = {
    redirects: [aRedirect('r1', '/articles')],
    live: articles.map((slug) => ({_id: slug, _type: 'article', slug})),
  }
  answers[1]!.resolve()
  await Promise.all([...asked, redirect])

  // On a slow machine once more: what it did not know at first is asked again a quarter of a second later.
  expect(lake.asked).toBeLessThanOrEqual(3)
  expect(redirects.find('/old')).toEqual(leadsTo('/articles'))
})

test('of two articles at one address, one that moves leads nobody away from the other', async () => {
  const {lake, redirects} = laggingWorld()
  lake.shows.live = [
    {_id: 'b', _type: 'article', slug: 'one'},
    {_id: 'a', _type: 'article', slug: 'two'},
  ]

  await redirects.changed(renamed('a', 'one', 'two'))

  expect(redirects.find('/articles/one')).toBeUndefined()
})

test('two articles that exchange their addresses keep nobody waiting', async () => {
  const {lake, redirects} = laggingWorld()
  lake.shows.live = [
    {_type: 'article', slug: 'one'},
    {_type: 'article', slug: 'two'},
  ]

  await redirects.changed(renamed('a', 'one', 'two'))
  await redirects.changed(renamed('b', 'two', 'one'))

  lake.shows.redirects = [aRedirect('r1', '/articles')]
  await redirects.refresh()
  expect(redirects.find('/old')).toEqual(leadsTo('/articles'))
  for (const path of ['/articles/one', '/articles/two'])
    expect(redirects.find(path), path).toBeUndefined()
})

test('with the lake away, two articles that exchange their addresses hide neither', async () => {
  const {lake, redirects} = laggingWorld()
  lake.isAway = true

  await redirects.changed(renamed('a', 'one', 'two'))
  await redirects.changed(renamed('b', 'two', 'one'))

  for (const path of ['/articles/one', '/articles/two'])
    expect(redirects.find(path), path).toBeUndefined()
})

test('news of a move that come after those of the next one take back neither', async () => {
  const {lake, redirects, superseded} = laggingWorld()
  lake.isAway = true
  superseded.add('there')

  await redirects.changed(renamed('a', 'two', 'one', 'back'))
  await redirects.changed(renamed('a', 'one', 'two', 'there'))

  expect(redirects.find('/articles/two')).toEqual(leadsTo('/articles/one'))
  expect(redirects.find('/articles/one')).toBeUndefined()
})

test('a lake that has nothing at all takes no redirect back, and one that has others does', async () => {
  const {lake, redirects} = laggingWorld()
  lake.shows.redirects = [aRedirect('r1', '/articles')]
  await redirects.refresh()

  Object.assign(lake, {shows: {redirects: [], live: []}, documents: 0})
  await redirects.refresh()
  const meanwhile = redirects.find('/old')
  lake.documents = 1
  await redirects.refresh()

  expect(meanwhile).toEqual(leadsTo('/articles'))
  expect(redirects.find('/old')).toBeUndefined()
})

test('an article that comes back to a former address and leaves it again leads on from there, and the lake is told so', async () => {
  const rules: object[] = []
  const live = {_type: 'article', slug: 'one'}
  const {redirects} = world([live], rules)
  const rename = async (slug: string) => {
    const before = live.slug
    live.slug = slug
    await redirects.changed(renamed('a', before, slug, slug))
  }

  for (const slug of ['two', 'one', 'three']) await rename(slug)

  for (const path of ['/articles/one', '/articles/two'])
    expect(redirects.find(path), path).toEqual(leadsTo('/articles/three'))
  const another = world([live], rules)
  await another.redirects.refresh()
  for (const path of ['/articles/one', '/articles/two'])
    expect(another.redirects.find(path), path).toEqual(leadsTo('/articles/three'))
})

test.each([
  {edit: {to: '/authors'}, answer: leadsTo('/authors')},
  {edit: {to: null, gone: true}, answer: {status: 410}},
])(
  'an editor who changes what the site wrote down is believed, and nothing is written over it: $edit',
  async ({edit, answer}) => {
    const rules: object[] = []
    const live = [{_type: 'article', slug: 'two'}]
    const directory = newDirectory()
    const {redirects, write} = world(live, rules, {directory})
    const change = renamed('a', 'one', 'two')
    await redirects.changed(change)
    await vi.waitFor(() => expect(rules).toHaveLength(1), 30_000)
    rules[0] = {...rules[0], ...edit}

    await redirects.refresh()
    const edited = redirects.find('/articles/one')
    await redirects.changed(change)
    await redirects.close()
    const restarted = world(live, rules, {directory}).redirects
    await restarted.load()

    expect(edited).toEqual(answer)
    expect(redirects.find('/articles/one')).toEqual(answer)
    expect(restarted.find('/articles/one')).toEqual(answer)
    expect(write).toHaveBeenCalledOnce()
  },
)

test('what the site wrote down of an address leads nobody astray when another document has left it since, and where it led is taken', async () => {
  const at = (second: number) => `2026-01-01T00:00:0${second}Z`
  const [a, b, c] = ['a', 'b', 'c'].map((_id) => ({_id, _type: 'article', slug: `${_id}-first`}))
  const live = [a, b, c].filter((one) => one !== undefined)
  const rules: object[] = []
  const {redirects, write} = world(live, rules)
  let second = 0
  write.mockImplementation(async (document) => {
    const place = rules.findIndex((one) => (one as {_id: string})._id === document._id)
    rules.splice(place < 0 ? rules.length : place, 1, {...document, _updatedAt: at(second)})
    return {_updatedAt: at(second)}
  })
  const rename = async (one: (typeof live)[number] | undefined, slug: string) => {
    if (!one) return
    const change = renamed(one._id, one.slug, slug, `${one._id}-${slug}`)
    one.slug = slug
    await redirects.changed({...change, updatedAt: at(++second)})
    await redirects.refresh()
  }

  await rename(a, 'one')
  await rename(a, 'two')
  await vi.waitFor(() => expect(JSON.stringify(rules)).toContain('"from":"/articles/one"'), 30_000)
  await rename(b, 'one')
  await rename(a, 'three')
  await rename(c, 'two')
  await rename(b, 'four')

  expect(redirects.find('/articles/one')).toEqual(leadsTo('/articles/four'))
  await vi.waitFor(
    () =>
      expect(rules).toContainEqual(
        expect.objectContaining({from: '/articles/one', to: '/articles/four'}),
      ),
    30_000,
  )
})

test('an instance that missed moves leads to where another one wrote that they went', async () => {
  const clock = vi.spyOn(Date, 'now').mockReturnValue(1_000_000)
  onTestFinished(() => void clock.mockRestore())
  const rules: object[] = []
  const live = {_type: 'article', slug: 'one'}
  const [missing, another] = [world([live], rules), world([live], rules)]
  const rename = async (slug: string, instances: (typeof another)[]) => {
    const before = live.slug
    live.slug = slug
    for (const {redirects} of instances) await redirects.changed(renamed('a', before, slug, slug))
  }
  await rename('three', [another, missing])
  await rename('one', [another])
  await rename('four', [another])
  clock.mockReturnValue(1_061_000) // for a minute it holds to be true what it heard itself

  await missing.redirects.refresh()

  for (const path of ['/articles/one', '/articles/three'])
    expect(missing.redirects.find(path), path).toEqual(leadsTo('/articles/four'))
})

test('news of a move that come late hide nobody who has taken the address meanwhile', async () => {
  const {lake, redirects, superseded} = laggingWorld()
  lake.isAway = true
  superseded.add('there')
  const newcomer = {_id: 'b', _type: 'article', _rev: 'b', before: null, after: {slug: 'one'}}

  await redirects.changed(told(newcomer))
  await redirects.changed(renamed('a', 'one', 'two', 'there'))

  expect(redirects.find('/articles/one')).toBeUndefined()
})

test('a move that could not be written down is written as soon as that is possible', async () => {
  const rules: object[] = []
  const reported: unknown[] = []
  const {redirects, write} = world([{_type: 'article', slug: 'is'}], rules, {
    report: (error) => reported.push(error),
  })
  write.mockRejectedValueOnce(away).mockRejectedValueOnce(away)

  await redirects.changed(renamed('a', 'was', 'is'))

  await vi.waitFor(
    () => expect(rules).toMatchObject([{from: '/articles/was', to: '/articles/is'}]),
    30_000,
  )
  expect(reported).toEqual([away, away])
})

test('what an earlier process could not write down is written by the next one', async () => {
  const directory = newDirectory()
  const live = [{_type: 'article', slug: 'is'}]
  const without = world(live, [], {directory, write: undefined}).redirects
  await without.changed(renamed('a', 'was', 'is'))
  await without.close()
  const rules: object[] = []
  const {redirects} = world(live, rules, {directory})
  await redirects.load()

  await redirects.repair()

  expect(rules).toMatchObject([{from: '/articles/was', to: '/articles/is'}])
})

test('a redirect that the site wrote down is the lake’s: who takes it back is believed, whoever tells of it', async () => {
  const clock = vi.spyOn(Date, 'now').mockReturnValue(1_000_000)
  onTestFinished(() => void clock.mockRestore())
  const rules: object[] = []
  const {redirects, write} = world([{_type: 'article', slug: 'is'}], rules)
  await redirects.changed(renamed('a', 'was', 'is'))
  await vi.waitFor(() => expect(rules).toHaveLength(1), 30_000)
  await redirects.repair()
  const before = redirects.find('/articles/was')

  rules.length = 0
  clock.mockReturnValue(1_061_000) // for a minute it holds to be true what it wrote itself
  await redirects.repair()

  expect(before).toEqual(leadsTo('/articles/is'))
  expect(redirects.find('/articles/was')).toBeUndefined()
  expect(write).toHaveBeenCalledOnce()
})

test('whoever leaves an address leaves nothing behind there of who had it before', async () => {
  const {lake, redirects} = laggingWorld()
  lake.shows.live = [
    {_id: 'a', _type: 'article', slug: 'two'},
    {_id: 'b', _type: 'article', slug: 'one'},
  ]
  await redirects.changed(renamed('a', 'one', 'two'))

  lake.shows.live.pop()
  await redirects.changed(told({_id: 'b', _type: 'article', before: {slug: 'one'}, after: null}))

  expect(redirects.find('/articles/one')).toBeUndefined()
})

test('an address leads on only while something is published there, in either spelling, also over a restart', async () => {
  const live: Document[] = [{_type: 'article', slug: 'there'}]
  const rules = [
    {from: '/old', to: '/articles/there', permanent: true},
    {from: '/OLD', to: '/articles/There.md', permanent: true},
    {from: '/older', to: 'https://letters.example/topics/tides?x=1#y', permanent: true},
  ]
  const directory = newDirectory()
  const {redirects} = world(live, rules, {directory})

  await redirects.refresh()
  const before = ['/old', '/OLD', '/older'].map((path) => redirects.find(path))
  live.splice(0, 1, {_type: 'topic', slug: 'tides'}, {_type: 'page', slug: 'there'})
  await redirects.refresh()
  const after = ['/old', '/OLD', '/older'].map((path) => redirects.find(path))
  await redirects.close()
  const restarted = world([], [], {directory}).redirects
  await restarted.load()

  expect(before).toEqual([leadsTo('/articles/there'), leadsTo('/articles/There.md'), undefined])
  expect(after).toEqual([undefined, undefined, leadsTo('/topics/tides?x=1#y')])
  expect(restarted.find('/old')).toBeUndefined()
  expect(restarted.hasEnded('/old')).toBe(true)
  expect(restarted.find('/older')).toEqual(leadsTo('/topics/tides?x=1#y'))
})

test('a text in a language that the site does not have stands in nobody’s way', async () => {
  const {redirects} = world(
    [
      {_type: 'article', slug: 'old', language: 'de'},
      {_type: 'article', slug: 'new'},
    ],
    [{from: '/articles/old', to: '/articles/new', permanent: true}],
  )

  await redirects.refresh()

  expect(redirects.find('/articles/old')).toEqual(leadsTo('/articles/new'))
})

test('where a document goes while an earlier move is being written down counts', async () => {
  const rules: object[] = []
  const live = {_id: 'a', _type: 'article', slug: 'one'}
  const {redirects, write} = world([live], rules)
  const at = (second: number) => `2026-01-01T00:00:0${second}Z`
  const held = Promise.withResolvers<void>()
  write.mockImplementation(async (document) => {
    await held.promise
    const _updatedAt = at(9) // later than the lake wrote the moves
    rules.splice(0, Infinity, ...rules.filter((one) => !isOf(one, document._id)), {
      ...document,
      _updatedAt,
    })
    return {_updatedAt}
  })
  const rename = async (slug: string, second: number) => {
    const before = live.slug
    live.slug = slug
    await redirects.changed({...renamed('a', before, slug, slug), updatedAt: at(second)})
  }

  await rename('two', 1)
  await rename('one', 2)
  await rename('three', 3)
  held.resolve()
  await redirects.repair()

  await vi.waitFor(
    () =>
      expect(rules).toContainEqual(
        expect.objectContaining({from: '/articles/one', to: '/articles/three'}),
      ),
    30_000,
  )
  expect(redirects.find('/articles/one')).toEqual(leadsTo('/articles/three'))
})

const isOf = (document: object, id: string) => (document as {_id?: string})._id === id

type Lagging = ReturnType<typeof laggingWorld>['lake']

test.each([
  {state: 'away', begin: (lake: Lagging) => (lake.isAway = true)},
  {
    state: 'empty',
    begin: (lake: Lagging) => Object.assign(lake, {shows: {redirects: [], live: []}, documents: 0}),
  },
  {
    state: 'behind',
    begin: async (_lake: Lagging, redirects: Redirects) =>
      redirects.changed(told({_id: 'q', _rev: 'q1', before: null, after: {from: '/q'}})),
  },
])(
  'while the lake is $state nothing is written down: an editor may have written there',
  async ({begin}) => {
    const {lake, redirects, write} = laggingWorld()
    const live = [{_id: 'a', _type: 'article', slug: 'is'}]
    lake.shows = {redirects: [aRedirect('r1', '/articles')], live}
    await redirects.refresh()
    await begin(lake, redirects)

    await redirects.changed(renamed('a', 'was', 'is'))
    await redirects.missed([{from: '/articles/lost', to: '/articles/is'}])
    await redirects.repair()
    const meanwhile = write.mock.calls.length
    const editors = {_id: 'e', _rev: 'e1', from: '/articles/was', to: '/authors'}
    const others = [aRedirect('r1', '/articles'), {_id: 'q', _rev: 'q1', from: '/q', to: '/'}]
    Object.assign(lake, {
      isAway: false,
      documents: 1,
      shows: {redirects: [editors, ...others], live},
    })

    await vi.waitFor(() => expect(write).toHaveBeenCalled(), 30_000)
    expect(meanwhile).toBe(0)
    expect(write.mock.calls.map(([{from}]) => from)).toEqual(['/articles/lost'])
    expect(redirects.find('/articles/was')).toEqual(leadsTo('/authors'))
  },
)

test('what an editor has written of an address is not written over while other moves are written down', async () => {
  const {lake, redirects, write} = laggingWorld()
  const held = Promise.withResolvers<void>()
  write.mockImplementationOnce(async () => held.promise.then(() => ({})))
  lake.shows.live = [{_id: 'a', _type: 'article', slug: 'is'}]
  lake.shows.redirects = [{...aRedirect('r1', '/authors'), from: '/articles/here'}]
  await redirects.changed(renamed('a', 'was', 'is'))
  await vi.waitFor(() => expect(write).toHaveBeenCalledOnce(), 30_000)

  lake.isAway = true
  await redirects.changed(renamed('b', 'here', 'there'), {writes: false})
  held.resolve()
  await redirects.repair()
  await redirects.close()

  expect(write).toHaveBeenCalledOnce()
})

test('where the lake has something else by the time the site writes, that counts', async () => {
  const rules: object[] = []
  const {redirects, write} = world([{_type: 'article', slug: 'is'}], rules)
  write.mockImplementationOnce(async (document) => {
    rules.push({...document, _rev: 'e', to: '/authors'})
    return undefined
  })

  await redirects.changed(renamed('a', 'was', 'is'))

  await vi.waitFor(
    () => expect(redirects.find('/articles/was')).toEqual(leadsTo('/authors')),
    30_000,
  )
  expect(write).toHaveBeenCalledOnce()
})

test('a move that the lake always refuses holds up no other', async () => {
  const rules: object[] = []
  const reported: unknown[] = []
  const {redirects, write} = world(
    ['a', 'b', 'c'].map((slug) => ({_type: 'article', slug})),
    rules,
    {report: (error) => reported.push(error)},
  )
  const made = write.getMockImplementation()
  const refusal = new Error('The lake refuses it.')
  write.mockImplementation(async (document, replaces) => {
    if (document.from === '/articles/refused') throw refusal
    return made?.(document, replaces)
  })

  await redirects.missed([
    {from: '/articles/refused', to: '/articles/a'},
    {from: '/articles/one', to: '/articles/b'},
    {from: '/articles/two', to: '/articles/c'},
  ])

  await vi.waitFor(
    () => expect(rules).toMatchObject([{from: '/articles/one'}, {from: '/articles/two'}]),
    30_000,
  )
  await redirects.close()
  expect(redirects.find('/articles/refused')).toEqual(leadsTo('/articles/a'))
  expect(new Set(reported)).toEqual(new Set([refusal]))
})

test('a move that is missed shows that what the site wrote of its address before is outdated', async () => {
  const at = (path: string) => `/articles/${path}`
  const rules = ['za', 'az'].map(([from = '', to = '']) => ({
    _id: idOf(at(from)),
    from: at(from),
    to: at(to),
    permanent: true,
  }))
  const {redirects} = world([{_type: 'article', slug: 'c'}], rules)
  await redirects.refresh()

  await redirects.missed([{from: at('z'), to: at('c')}])

  for (const path of [at('z'), at('a')])
    expect(redirects.find(path), path).toEqual(leadsTo(at('c')))
  expect(rules).toContainEqual(expect.objectContaining({from: at('z'), to: at('c')}))
})

test('a page that hides a redirect is made like any other', async () => {
  const rules = [{from: '/articles/one', to: '/articles/two', permanent: true}]
  const {redirects} = world(
    ['one', 'two'].map((slug) => ({_type: 'article', slug})),
    rules,
  )

  await redirects.refresh()

  expect(redirects.hasEnded('/articles/one')).toBe(false)
})

test('of a thousand moves, as one script may make, each is known after a restart as told', () => {
  const origin = 'https://letters.example'
  const moves = Array.from({length: 1_000}, (_, i) => ({from: `/was-${i}`, to: `/is-${i}`}))
  const toldAgain = (known: KnownRedirects) =>
    moves.filter((move) => known.isToldAgain(move, move.to, 'r')).length
  const [before, since] = [new KnownRedirects({origin}), new KnownRedirects({origin})]

  const first = toldAgain(before)
  since.load(before.content())

  expect([first, toldAgain(since)]).toEqual([0, 1_000])
})
