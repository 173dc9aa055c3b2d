/** Pages that are stale because of a list, and are what they were: asked about, and not rendered. */
import {expect, test} from 'vitest'
import type {Render} from '../../../web/src/rendering/door.ts'
import type {AskForPage} from '../../../web/src/rendering/reading.ts'
import {openMaker, text} from '../../support/page-maker.ts'
import {full, random, seed} from '../../support/sample.ts'

interface Entry {
  _id: string
  _rev: string
  title: string
}
type Lists = Map<string, Entry[]>

const entry = (title: string, _rev = 'r1'): Entry => ({_id: `id-${title}`, _rev, title})

const sliceOf = (ask: AskForPage, list: string, from: number, to: number) =>
  ask<Entry[]>('slice', {list, from, to}, [`list:${list}`])
const countOf = (ask: AskForPage, list: string) => ask<number>('count', {list}, [`list:${list}`])

const titles = (entries: Entry[]) => entries.map(({title}) => title).join()

/** `/<list>/<from>`: two of its entries. Those of the list that the first of them names, if it names one, follow. */
const slices: Render = async (target, ask) => {
  const [, list = '', from] = target.split('/')
  const shown = await sliceOf(ask, list, Number(from), Number(from) + 2)
  const other = /^to-(\w+)/.exec(shown[0]?.title ?? '')?.[1]
  return text(`${titles(shown)}${other ? ` ${titles(await sliceOf(ask, other, 0, 2))}` : ''}`)
}

function openLists(render = slices, lists: Lists = new Map()) {
  const renders: string[] = []
  const world = openMaker((target, ask) => {
    renders.push(target)
    return render(target, ask)
  })
  const answer = (query: string, {list, from, to}: Record<string, unknown>) => {
    const entries = lists.get(String(list)) ?? []
    return query === 'count' ? entries.length : entries.slice(Number(from), Number(to))
  }
  const several = (query: string, params: Record<string, unknown>) =>
    Object.fromEntries(
      [...query.matchAll(/"q(\d+)": (\w+)/g)].map(([, i, own = '']) => {
        const named = (name: string) => params[`${name}_${i}`]
        return [`q${i}`, answer(own, {list: named('list'), from: named('from'), to: named('to')})]
      }),
    )
  world.ask.mockImplementation(async (query, params) => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    return (query.startsWith('{') ? several(query, params) : answer(query, params)) as never
  })
  const isFresh = (path: string) => world.cache.verdict(world.cache.at(path)!) === 'fresh'
  const renew = (path: string) => world.read(path, {renew: true})
  return {...world, lists, renders, isFresh, renew}
}

const three = () => [entry('a'), entry('b'), entry('c')]

test('a page whose part of a list is what it was is good again without a render', async () => {
  const {cache, lists, renders, isFresh, read, renew} = openLists()
  lists.set('x', three())
  await read('/x/0')
  const {renderedAt} = cache.at('/x/0')!

  lists.set('x', [...three().slice(0, 2), entry('d')])
  await cache.clear(['list:x'])

  expect(await renew('/x/0')).toBe('200 a,b')
  expect(renders).toEqual(['/x/0'])
  expect(isFresh('/x/0')).toBe(true)
  expect(cache.at('/x/0')).toMatchObject({
    sameSince: renderedAt,
    tags: ['list:x', 'name:id-a', 'name:id-b'],
  })
  lists.set('x', three().toReversed())
  await cache.clear(['list:x'])
  expect(await renew('/x/0')).toBe('200 c,b')
  expect(cache.at('/x/0')?.sameSince).toBeUndefined()
})

test('a page is rendered where another has asked for the new answer before it', async () => {
  const {cache, lists, read, renew} = openLists(async (_, ask) =>
    text(titles(await sliceOf(ask, 'x', 0, 2))),
  )
  lists.set('x', three())
  for (const path of ['/one', '/other']) await read(path)

  lists.set('x', three().toReversed())
  await cache.clear(['list:x'])
  await renew('/other')

  expect(await renew('/one')).toBe('200 c,b')
})

test('another revision is no reason for a render, another word is', async () => {
  const {cache, lists, renders, read, renew} = openLists()
  lists.set('x', [entry('a'), entry('"_rev":"b",')])
  await read('/x/0')

  lists.set('x', [entry('a', 'r2'), entry('"_rev":"b",')])
  await cache.clear(['list:x'])
  await renew('/x/0')
  expect(renders).toHaveLength(1)

  lists.set('x', [entry('a', 'r2'), entry('"_rev":"c",')])
  await cache.clear(['list:x'])
  expect(await renew('/x/0')).toBe('200 a,"_rev":"c",')
})

test('a page that does not show all of an answer is rendered for what it shows', async () => {
  const isOdd = (count: number) => count % 2
  const {cache, lists, renders, renew, read} = openLists(async (target, ask) => {
    const count = await ask<number>('count', {list: 'x'}, ['list:x'], isOdd)
    return text(String(target === '/both' ? await countOf(ask, 'x') : isOdd(count)))
  })
  lists.set('x', three())
  for (const path of ['/odd', '/both']) await read(path)

  lists.set('x', [entry('a')])
  await cache.clear(['list:x'])

  expect([await renew('/odd'), await renew('/both')]).toEqual(['200 1', '200 1'])
  expect(renders).toEqual(['/odd', '/both', '/both'])
  lists.set('x', [])
  await cache.clear(['list:x'])
  expect(await renew('/odd')).toBe('200 0')
})

test('what stands at an address is rendered again, as it says of which revision it is', async () => {
  const {cache, renders, read, renew} = openLists(async (_, ask) => {
    await sliceOf(ask, 'x', 0, 2)
    await ask('slice', {list: 'own'}, ['slug:own'])
    return text('The same')
  })
  await read('/own')

  await cache.clear(['list:x', 'slug:own'])
  await renew('/own')
  await cache.doubtAll()
  await renew('/own')

  expect(renders).toHaveLength(3)
})

test('a page is not taken for what it was by an answer that is not believed', async () => {
  const {cache, lists, isFresh, read, renew} = openLists()
  lists.set('x', three())
  await read('/x/0')
  const {judge} = cache

  cache.judge = {
    ...judge,
    ofAnswer: () => 'It is older than what was told.',
    ofPage: async (_, {answers}) => answers,
  }
  await cache.clear(['list:x'])
  await renew('/x/0')
  expect(isFresh('/x/0')).toBe(false)

  cache.judge = judge
  lists.set('x', three().toReversed())
  expect(await renew('/x/0')).toBe('200 c,b')
})

test('a page that another instance made since is not taken for what was made here', async () => {
  const {cache, lists, read, renew} = openLists()
  lists.set('x', three())
  await read('/x/0')
  const page = (await cache.read('/x/0'))!

  await cache.keep({
    ...page,
    renderedAt: cache.tags.now(),
    digest: 'another',
    value: {headers: {}, body: 'c,b'},
  })
  await cache.clear(['list:x'])

  expect(await renew('/x/0')).toBe('200 a,b')
})

test('what is cleared while a page is asked about makes it stale', async () => {
  const {ask, cache, lists, isFresh, read, renew} = openLists()
  lists.set('x', three())
  await read('/x/0')

  await cache.clear(['list:x'])
  ask.mockImplementationOnce(async () => {
    await cache.clear(['name:id-a'])
    return three().slice(0, 2) as never
  })
  await renew('/x/0')

  expect(isFresh('/x/0')).toBe(false)
})

test('pages that probably do not show a change are asked about at once, when the first is made', async () => {
  const {ask, cache, lists, maker, renders, read, renew} = openLists()
  const paths = ['/x/0', '/x/2', '/x/4', '/y/0']
  lists.set('x', [...three(), entry('d'), entry('last')])
  for (const path of paths) await read(path)
  ask.mockClear()
  await cache.clear(['list:x', 'name:id-last'])

  maker.askTogether(paths)
  await Promise.all(paths.map(renew))

  const asked = ask.mock.calls.map(([, {from_0, from_1, from}]) => [from_0, from_1, from])
  expect(asked.toSorted()).toEqual(
    [
      [0, 2, undefined],
      [undefined, undefined, 4],
    ].toSorted(),
  )
  expect(renders).toEqual([...paths, '/x/4'])
})

const rounds = full ? 2_000 : 60

test(`whatever moves in lists, a page that is good shows what is there, and none is rendered that did not change (seed ${seed})`, async () => {
  for (let round = 0; round < rounds; round++) {
    const next = random(seed + round)
    const some = (count: number) => Math.floor(next() * count)
    const {cache, lists, maker, renders, isFresh, renew} = openLists()
    const names = ['x', 'y', 'z']
    const paths = names.flatMap((name) => [0, 2, 4].map((from) => `/${name}/${from}`))
    const change = () => {
      const name = names[some(3)]!
      const entries = [...(lists.get(name) ?? [])]
      const title = next() < 0.3 ? `to-${names[some(3)]}` : `t${some(4)}`
      const isGone = next() < 0.4
      entries.splice(some(entries.length + 1), isGone ? 1 : 0, ...(isGone ? [] : [entry(title)]))
      lists.set(name, entries)
      return cache.clear([`list:${name}`])
    }
    const truth = () => {
      const answers: AskForPage = async (_, {list, from, to}) =>
        (lists.get(String(list)) ?? []).slice(Number(from), Number(to)) as never
      return Promise.all(paths.map(async (path) => `200 ${(await slices(path, answers))?.file}`))
    }
    for (let i = 0; i < 8; i++) await change()
    let shown = await Promise.all(paths.map(renew))

    for (let step = 0; step < 4; step++) {
      const before = shown
      // Some are made while others change, and all in the end.
      const early = next() < 0.5 ? [renew(paths[some(paths.length)]!)] : []
      const changes = Array.from({length: 1 + some(2)}, change)
      if (next() < 0.5) maker.askTogether(paths)
      await Promise.all([...early, ...changes])
      const isQuiet = early.length === 0
      renders.length = 0
      do shown = await Promise.all(paths.map(renew))
      while (!paths.every(isFresh))

      expect(shown, `round ${round}`).toEqual(await truth())
      const changed = paths.filter((_, i) => shown[i] !== before[i])
      if (isQuiet) expect(renders.toSorted(), `round ${round}`).toEqual(changed.toSorted())
    }
  }
})

test('a question that fails leaves the page as it is, and stale', async () => {
  const {ask, cache, failures, lists, isFresh, read, renew} = openLists()
  lists.set('x', three())
  await read('/x/0')
  await cache.clear(['list:x'])
  ask.mockRejectedValueOnce(new Error('The lake is away.'))

  expect(await renew('/x/0')).toBe('500 ')

  expect([failures, isFresh('/x/0')]).toEqual([['/x/0'], false])
  expect(await renew('/x/0')).toBe('200 a,b')
})
