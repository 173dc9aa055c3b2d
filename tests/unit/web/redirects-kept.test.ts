/** What the site keeps of moves, and writes into the lake: over restarts, beside editors and other instances. */
import {expect, onTestFinished, test, vi} from 'vitest'
import type {Redirects} from '../../../web/src/redirects/redirects.ts'
import {idOf} from '../../../web/src/redirects/writer.ts'
import {
  aRedirect,
  type Addressed,
  away,
  laggingWorld,
  leadsTo,
  newDirectory,
  renamed,
  told,
  world,
} from '../../support/redirects.ts'

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
  const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000_000)
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
  const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000_000)
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
  const live: Addressed[] = [{_type: 'article', slug: 'there'}]
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
