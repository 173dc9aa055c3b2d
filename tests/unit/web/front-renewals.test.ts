import {setTimeout as wait} from 'node:timers/promises'
import {expect, onTestFinished, test, vi} from 'vitest'
import {Renewals, type RenewalsOptions} from '../../../web/src/renewals/renewals.ts'

const minute = 60_000

function open(options: RenewalsOptions): Renewals {
  const renewals = new Renewals({delay: () => 5, ...options})
  onTestFinished(() => renewals.close())
  return renewals
}

test('an address that is asked for many times at once is rendered once', async () => {
  const render = vi.fn<() => Promise<void>>(async () => wait(5))
  const renewals = open({render})

  for (let i = 0; i < 10; i++) renewals.soon('/a')
  await renewals.now('/a')

  expect(render.mock.calls.length).toBeLessThanOrEqual(2)
  expect(renewals.size).toBe(0)
})

test('an address that is asked for while it is rendered is rendered once more', async () => {
  const {promise, resolve} = Promise.withResolvers<void>()
  const render = vi.fn<() => Promise<void>>(() => promise)
  const renewals = open({render})
  const first = renewals.now('/a')

  const second = renewals.now('/a')
  resolve()

  expect(await Promise.all([first, second])).toEqual([true, true])
  expect(render).toHaveBeenCalledTimes(2)
})

test('no more pages are rendered at once than allowed', async () => {
  let running = 0
  let most = 0
  const render = async () => {
    most = Math.max(most, ++running)
    await wait(1)
    running--
  }
  const paths = Array.from({length: 50}, (_, i) => `/${i}`)

  const failed = await open({render, parallel: 3}).all(paths)

  expect(failed).toEqual([])
  expect(most).toBe(3)
})

test('a page that cannot be rendered is named, and tried again until it can', async () => {
  const report = vi.fn<() => void>()
  const render = vi.fn<() => Promise<undefined>>(async () => undefined)
  render.mockRejectedValueOnce(new Error('lake down')).mockRejectedValueOnce(new Error('lake down'))
  const renewals = open({render, report})

  expect(await renewals.all(['/a'])).toEqual(['/a'])

  await vi.waitFor(() => expect(renewals.size).toBe(0), 30_000)
  expect(render).toHaveBeenCalledTimes(3)
  expect(report).toHaveBeenCalledTimes(2)
})

test('whoever asks for a page while it is tried again hears how that goes, not how it went before', async () => {
  const {promise, resolve} = Promise.withResolvers<undefined>()
  const render = vi
    .fn<() => Promise<undefined>>(() => promise)
    .mockRejectedValueOnce(new Error('lake down'))
  const renewals = open({render})
  await renewals.now('/a')
  await vi.waitFor(() => expect(render).toHaveBeenCalledTimes(2), 30_000)

  const asked = renewals.now('/a')
  resolve(undefined)

  expect(await asked).toBe(true)
})

test('readers do not hurry a page that just failed; a new change does', async () => {
  const render = vi
    .fn<() => Promise<undefined>>(async () => undefined)
    .mockRejectedValueOnce(new Error('lake down'))
  const renewals = open({render, delay: () => 60_000})
  await renewals.now('/a')

  renewals.soon('/a')
  expect(render).toHaveBeenCalledOnce()

  expect(await renewals.now('/a')).toBe(true)
})

test('a change that comes while a page fails is not kept waiting', async () => {
  const {promise, reject} = Promise.withResolvers<undefined>()
  const render = vi.fn<() => Promise<undefined>>(async () => undefined).mockReturnValueOnce(promise)
  const renewals = open({render, delay: () => 60_000})
  const first = renewals.now('/a')

  const second = renewals.now('/a')
  reject(new Error('the lake answered with an older revision'))

  expect(await Promise.all([first, second])).toEqual([true, true])
  expect(renewals.size).toBe(0)
})

/** Renders end when they are told to, one at a time. */
function openByHand(options: Partial<RenewalsOptions> = {}) {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const render = (path: string) => {
    begun.push(path)
    return new Promise<void>((resolve) => ends.push(resolve))
  }
  const renewals = open({render, parallel: 2, ...options})
  const endOne = async () => {
    ends.shift()?.()
    await new Promise(setImmediate)
  }
  return {renewals, begun, endOne}
}

test('what an editor waits for goes before what waits, and a wave goes last and never has all places', async () => {
  const {renewals, begun, endOne} = openByHand()
  for (const path of ['/w1', '/w2', '/w3', '/w4']) void renewals.now(path, 'last')

  void renewals.now('/list')
  void renewals.now('/other')
  void renewals.now('/own', 'first')

  expect(begun).toEqual(['/w1', '/list'])
  for (let i = 0; i < 6; i++) await endOne()
  expect(begun).toEqual(['/w1', '/list', '/own', '/other', '/w2', '/w3', '/w4'])
})

test('a page of a wave comes forward when a change or a reader wants it, and is rendered once', async () => {
  const {renewals, begun, endOne} = openByHand()
  for (const path of ['/w1', '/w2', '/w3', '/w4']) void renewals.now(path, 'last')

  renewals.soon('/w4')
  expect(begun).toEqual(['/w1', '/w4'])
  void renewals.now('/w3', 'first')
  for (let i = 0; i < 4; i++) await endOne()

  expect(begun).toEqual(['/w1', '/w4', '/w3', '/w2'])
  expect(renewals.size).toBe(0)
})

test('it is quiet when the pages of a change are done, whatever is left of a wave', async () => {
  const {renewals, endOne} = openByHand()
  for (const path of ['/w1', '/w2', '/w3']) void renewals.now(path, 'last')
  void renewals.now('/own', 'first')
  let isQuiet = false

  void renewals.quiet(minute).then(() => (isQuiet = true))
  await endOne()
  expect(isQuiet).toBe(false)
  await endOne()

  expect(isQuiet).toBe(true)
  expect(renewals.size).toBe(2)
})

test('whoever has waited for quiet as long as he would is forgotten, and so is who waits when nothing more is rendered', async () => {
  const {renewals} = openByHand()
  void renewals.now('/never-done')

  await Promise.all(Array.from({length: 100}, () => renewals.quiet(1)))
  expect(renewals.waitingForQuiet).toBe(0)
  const waiting = renewals.quiet(minute)
  expect(renewals.waitingForQuiet).toBe(1)
  renewals.close()
  await waiting

  expect(renewals.waitingForQuiet).toBe(0)
})

test('of the pages of a publish it is told at once, and of more of them when half of these have had their turn', async () => {
  const told: string[][] = []
  const {renewals, endOne} = openByHand({upcoming: (paths) => told.push(paths)})
  const paths = Array.from({length: 50}, (_, i) => `/${i}`)

  const all = renewals.all(paths)
  await new Promise(setImmediate)
  expect(told).toEqual([paths.slice(2, 26)])
  for (const _ of paths) await endOne()
  await all

  expect(told.flat()).toEqual(paths.slice(2, 2 + told.flat().length))
  expect(told.slice(0, -1).every(({length}) => length >= 12)).toBe(true)
})

test('while a page is made that an editor waits for it is told of a few, and then of all of the publish', async () => {
  const told: string[][] = []
  const {renewals, endOne} = openByHand({upcoming: (paths) => told.push(paths)})
  const paths = Array.from({length: 20}, (_, i) => `/${i}`)

  void renewals.now('/own', 'first')
  for (const path of paths) void renewals.now(path)
  await new Promise(setImmediate)
  expect(told).toEqual([paths.slice(1, 9)])
  await endOne()

  await vi.waitFor(() => expect(told.flat()).toEqual(paths.slice(1)))
})

test('a page that an editor waits for counts before it has its place, too', async () => {
  const told: string[][] = []
  const {renewals, begun} = openByHand({upcoming: (paths) => told.push(paths)})
  const paths = Array.from({length: 20}, (_, i) => `/${i}`)
  for (const path of ['/busy', '/also-busy']) void renewals.now(path)

  void renewals.now('/own', 'first')
  for (const path of paths) void renewals.now(path)
  await new Promise(setImmediate)

  expect(begun).toEqual(['/busy', '/also-busy'])
  expect(told).toEqual([paths.slice(0, 8)])
})

test('those told of that are buried under newer publishes hold up no telling of these, and are told of again', async () => {
  const told: string[][] = []
  const {renewals, endOne} = openByHand({upcoming: (paths) => told.push(paths)})
  const [old, newer] = ['old', 'newer'].map((name) =>
    Array.from({length: 24}, (_, i) => `/${name}/${i}`),
  ) as [string[], string[]]
  for (const path of ['/busy', '/also-busy', ...old]) void renewals.now(path)
  await new Promise(setImmediate)

  for (const path of newer) void renewals.now(path)
  await new Promise(setImmediate)
  expect(told).toEqual([old, newer.slice(0, 12)])
  while (renewals.size > 0) await endOne()

  const all = told.flat()
  for (const path of newer) expect(all.filter((one) => one === path)).toHaveLength(1)
  expect(all.filter((one) => one === old.at(-1))).toHaveLength(2)
})

test('of the pages of a wave it is told of a few at a time', async () => {
  const told: string[][] = []
  const {renewals, endOne} = openByHand({upcoming: (paths) => told.push(paths)})
  const paths = Array.from({length: 20}, (_, i) => `/${i}`)

  for (const path of paths) void renewals.now(path, 'last')
  await new Promise(setImmediate)
  expect(told).toEqual([paths.slice(1, 9)])
  for (const _ of paths) await endOne()

  expect(told.slice(0, -1).every(({length}) => length >= 4 && length <= 8)).toBe(true)
})

test('during a wave it is told of what others change, of none of the wave with them, and not of what an editor waits for', async () => {
  const told: string[][] = []
  const {renewals} = openByHand({upcoming: (paths) => told.push(paths)})
  const wave = Array.from({length: 20}, (_, i) => `/w${i}`)
  const lists = ['/', '/list', '/feed', '/topic']
  for (const path of wave) void renewals.now(path, 'last')
  await new Promise(setImmediate)

  void renewals.now('/own', 'first')
  void renewals.now('/second', 'first')
  for (const path of lists) void renewals.now(path)
  await new Promise(setImmediate)

  expect(told).toEqual([wave.slice(1, 9), lists])
})

test('of a wave nothing is asked ahead while editors wait for pages of their own', async () => {
  const told: string[][] = []
  const {renewals, endOne} = openByHand({upcoming: (paths) => told.push(paths)})
  const wave = Array.from({length: 12}, (_, i) => `/w${i}`)
  const own = ['/a', '/b', '/c', '/d']
  for (const path of own) void renewals.now(path, 'first')

  for (const path of wave) void renewals.now(path, 'last')
  await new Promise(setImmediate)
  expect(told).toEqual([])
  for (const _ of own) await endOne()

  await vi.waitFor(() => expect(told.flat()).toHaveLength(8), 30_000)
})

test('behind a backlog every second turn is that of what was asked for last, every other that of what waits longest', async () => {
  const {renewals, begun, endOne} = openByHand({parallel: 1})
  const publish = async (name: string) => {
    void renewals.now(`/${name}`, 'first')
    for (const list of ['a', 'b']) void renewals.now(`/${name}/${list}`)
    await Promise.resolve()
  }
  for (const name of ['one', 'two', 'three', 'four']) await publish(name)
  await publish('newest')

  for (let i = 0; i < 14; i++) await endOne()

  const newest = begun.flatMap((path, at) => (path.startsWith('/newest') ? [at] : []))
  expect(begun.filter((path) => path.startsWith('/newest'))).toEqual([
    '/newest',
    '/newest/a',
    '/newest/b',
  ])
  expect(newest.map((at, i) => newest[i + 1]! - at).slice(0, 2)).toEqual([2, 2])
  const others = begun.filter((_, at) => at < newest.at(-1)! && !newest.includes(at))
  expect(others).toEqual(['/one', '/one/a', '/one/b', '/two'])
  expect(begun).toHaveLength(15)
})

test('a page that every publish of a backlog concerns is rendered once for all that came by then, and keeps its turn', async () => {
  const {renewals, begun, endOne} = openByHand({parallel: 1})
  const settled: string[] = []
  for (let number = 0; number < 20; number++) {
    void renewals.now(`/${number}`, 'first')
    void renewals.now('/').then(() => settled.push(`publish ${number}`))
    await Promise.resolve()
  }

  while (!begun.includes('/')) await endOne()
  const at = begun.indexOf('/')
  void renewals.now('/').then(() => settled.push('later'))
  await endOne()
  await Promise.resolve()

  expect(at).toBeLessThan(6)
  expect(settled).toHaveLength(20)
  while (renewals.size > 0) await endOne()
  expect(begun.filter((path) => path === '/')).toHaveLength(2)
  expect(settled.at(-1)).toBe('later')
})

/** Ask in a breath of its own. */
async function inTurn(...asking: (() => unknown)[]): Promise<void> {
  for (const ask of asking) {
    ask()
    await Promise.resolve()
  }
}

test('a page that fails keeps its place among those who came meanwhile, at both ends', async () => {
  const begun: string[] = []
  const isOver = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const renewals = open({
    parallel: 1,
    delay: () => 1,
    render: async (path) => {
      begun.push(path)
      if (path === '/fails' && begun.length === 1) throw new Error('lake down')
      if (path === '/slow') await goOn.promise
      if (begun.length === 6) isOver.resolve()
    },
  })
  await renewals.now('/fails')
  await inTurn(
    () => renewals.now('/slow'),
    () => renewals.now('/a'),
    () => renewals.now('/b'),
    () => renewals.now('/c'),
  )
  await wait(50) // its timer is over

  goOn.resolve()
  await isOver.promise

  // It has waited longest: the turn of those who have comes second.
  expect(begun).toEqual(['/fails', '/slow', '/c', '/fails', '/b', '/a'])
})

test('a page that was asked for while it was rendered has the place of then, not of when that was over', async () => {
  const {renewals, begun, endOne} = openByHand({parallel: 1})
  await inTurn(
    () => renewals.now('/a'),
    () => renewals.now('/b'),
    () => renewals.now('/a'),
    () => renewals.now('/c'),
    () => renewals.now('/d'),
  )

  for (let i = 0; i < 4; i++) await endOne()

  expect(begun).toEqual(['/a', '/b', '/d', '/a', '/c'])
})

test('who renders is told when the page was asked for, first and last, of those to whom this is the answer', async () => {
  const told: [path: string, first: number, last: number][] = []
  const ends: (() => void)[] = []
  const renewals = open({
    parallel: 1,
    render: (path, {first, last}) => {
      told.push([path, first, last])
      return new Promise<void>((resolve) => ends.push(resolve))
    },
  })
  await inTurn(
    () => renewals.now('/busy'),
    () => renewals.now('/a'),
    () => renewals.now('/a'),
  )
  ends.shift()?.()
  await new Promise(setImmediate)
  await inTurn(
    () => renewals.now('/a'),
    () => renewals.now('/a', 'next', {first: 1, last: 2}),
  )

  ends.shift()?.()
  await new Promise(setImmediate)

  const [[, busy] = ['', 0]] = told
  expect(told.slice(1)).toEqual([
    ['/a', busy + 1, busy + 2],
    ['/a', 1, busy + 3],
  ])
})
