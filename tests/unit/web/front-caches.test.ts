/** A cache before the site is made to fetch what was rendered, and believed only when readers get that from it. */
import {expect, onTestFinished, test, vi} from 'vitest'
import type {Seen} from '../../../web/src/front-cache/front-cache-door.ts'
import {FrontCaches} from '../../../web/src/front-cache/front-caches.ts'

type Ask = (path: string, options: {encoding: string; refresh: boolean}) => Promise<Seen>

const encodings = 3

/** A cache that shows what it fetched last; `versions` are the site's pages. */
function open({looksAfter = 60_000} = {}) {
  const versions = new Map<string, string>()
  const stored = new Map<string, string>()
  const asked: string[] = []
  const warnings: string[] = []
  const ask = vi.fn<Ask>(async (path, {encoding, refresh}) => {
    const name = `${encoding} ${path}`
    if (encoding === 'identity') asked.push(`${refresh ? 'fetch' : 'look'} ${path}`)
    await new Promise(setImmediate)
    if (refresh) stored.set(name, versions.get(path) ?? 'old')
    return {status: 200, etag: stored.get(name) ?? '', cache: refresh ? 'BYPASS' : 'HIT'}
  })
  const caches = new FrontCaches({
    urls: ['http://cache'],
    secret: 'secret',
    host: 'site',
    log: (level, message) => void (level === 'warn' && warnings.push(message)),
    looksAfter,
    open: () => ({ask, close: () => undefined}),
  })
  onTestFinished(() => caches.close())
  return {versions, stored, asked, warnings, ask, caches}
}

const looks = (asked: string[]) => asked.findIndex((one) => one.startsWith('look'))

test('all pages of a publish are fetched before the first is looked at, and none is done before that', async () => {
  const {asked, caches} = open()
  const paths = Array.from({length: 12}, (_, i) => `/${i}`)

  const refreshed = Promise.all(paths.map((path) => caches.refresh(path)))
  expect(caches.problem('/11')).toMatch(/is fetching/)
  await refreshed

  expect(asked.slice(0, 12)).toEqual(paths.map((path) => `fetch ${path}`))
  expect(asked).toHaveLength(24)
  expect(looks(asked)).toBe(12)
  expect(paths.map((path) => caches.problem(path)).filter(Boolean)).toEqual([])
})

test('a page that changes while it is looked at is fetched and looked at again, and the cache is not blamed', async () => {
  const {versions, stored, ask, caches, warnings} = open()
  const honest = ask.getMockImplementation()!
  const [looked, changed, compared] = [1, 2, 3].map(() => Promise.withResolvers<void>())
  let looks = 0
  ask.mockImplementation(async (path, options) => {
    if (options.refresh) {
      const answer = await honest(path, options)
      if (!versions.has(path)) return answer
      // Readers have the new one, and the site does not know yet that its fetching is over.
      changed!.resolve()
      await compared!.promise
      return answer
    }
    if (looks++ >= encodings) return honest(path, options)
    looked!.resolve()
    await changed!.promise
    const answer = await honest(path, options)
    if (options.encoding === 'identity') setImmediate(() => setImmediate(compared!.resolve))
    return answer
  })
  const first = caches.refresh('/a')
  await looked!.promise

  versions.set('/a', 'new')
  await Promise.all([first, caches.refresh('/a')])

  await vi.waitFor(() => expect(caches.problem('/a')).toBeUndefined(), 30_000)
  expect([...stored.values()]).toEqual(['new', 'new', 'new'])
  expect(looks).toBe(2 * encodings)
  expect(warnings).toEqual([])
})

test('a cache that passed the page on and shows another is named, and fetches it anew', async () => {
  const {stored, ask, caches} = open()
  const honest = ask.getMockImplementation()!
  ask.mockImplementation(async (path, options) => {
    const answer = await honest(path, options)
    if (options.refresh) stored.set(`${options.encoding} ${path}`, 'the one before')
    return answer
  })

  await caches.refresh('/a')
  expect(caches.problem('/a')).toMatch(/still shows the one before/)
  expect(caches.failing()).toEqual(['/a'])
  ask.mockImplementation(honest)

  await vi.waitFor(() => expect(caches.failing()).toEqual([]), 30_000)
  expect(caches.problem('/a')).toBeUndefined()
  expect([...stored.values()]).toEqual(['old', 'old', 'old'])
})

test('a cache that another instance made to fetch the page between fetch and look is not blamed', async () => {
  const {versions, stored, asked, ask, caches, warnings} = open()
  const honest = ask.getMockImplementation()!
  let others = 0
  ask.mockImplementation(async (path, options) => {
    // The other instance has a newer page than the one that was asked for it first.
    if (!options.refresh && others++ < encodings) {
      versions.set(path, 'new')
      stored.set(`${options.encoding} ${path}`, 'new')
    }
    return honest(path, options)
  })

  await caches.refresh('/a')

  expect(caches.problem('/a')).toBeUndefined()
  expect(asked).toEqual(['fetch /a', 'look /a', 'fetch /a', 'look /a'])
  expect([...stored.values()]).toEqual(['new', 'new', 'new'])
  expect(warnings).toEqual([])
})

test('a cache that is away holds up nobody, and gets the page when it is back', async () => {
  const {stored, ask, caches} = open()
  const honest = ask.getMockImplementation()!
  ask.mockRejectedValue(new Error('connect ECONNREFUSED'))

  await caches.refresh('/a')
  expect(caches.problem('/a')).toMatch(/ECONNREFUSED/)
  ask.mockImplementation(honest)

  await vi.waitFor(() => expect(caches.failing()).toEqual([]), 30_000)
  expect(stored.size).toBe(3)
})

test('a fetch that began before the page was done, and ends after it changed again, does not count for the change', async () => {
  const {versions, stored, ask, caches} = open({looksAfter: 1})
  const honest = ask.getMockImplementation()!
  ask.mockImplementation(async (path, options) => {
    if (options.refresh) return honest(path, options)
    throw new Error('connect ECONNREFUSED')
  })
  await caches.refresh('/a')
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
  let [fetches, looks] = [0, 0]
  // The first fetch and the third are slow; the second is that of the look that is tried again, which finds all well.
  ask.mockImplementation(async (path, options) => {
    const number = options.refresh ? Math.floor(fetches++ / encodings) : undefined
    if (number === 2) await gates[1].promise
    const answer = await honest(path, options)
    if (number === 0) await gates[0].promise
    if (!options.refresh) looks++
    return answer
  })
  const before = caches.refresh('/a')
  await vi.waitFor(() => expect(caches.problem('/a')).toBeUndefined(), 30_000)

  versions.set('/a', 'new')
  const after = [caches.refresh('/a'), caches.refresh('/a')]
  gates[0].resolve()
  await vi.waitFor(() => expect(looks).toBe(2 * encodings), 30_000)
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)

  expect(caches.problem('/a')).toMatch(/is fetching/)
  gates[1].resolve()
  await Promise.all([before, ...after])
  await vi.waitFor(() => expect(caches.problem('/a')).toBeUndefined(), 30_000)
  expect([...stored.values()]).toEqual(['new', 'new', 'new'])
})

test('behind a backlog the page that was rendered last is fetched and looked at while the others wait, and nobody waits for them all', async () => {
  const {asked, ask, caches} = open({looksAfter: 1})
  const honest = ask.getMockImplementation()!
  const goOn = Promise.withResolvers<void>()
  let fetches = 0
  ask.mockImplementation(async (path, options) => {
    if (options.refresh && path.startsWith('/old') && ++fetches > 5 * encodings) await goOn.promise
    return honest(path, options)
  })
  const backlog: Promise<void>[] = []
  for (let number = 0; number < 200; number++) {
    backlog.push(caches.refresh(`/old/${number}`))
    await Promise.resolve()
  }

  const newest = caches.refresh('/newest')
  await Promise.all([newest, caches.settled(['/newest', '/not-asked-for'])])

  expect(caches.problem('/newest')).toBeUndefined()
  expect(asked).toContain('look /newest')
  expect(caches.problem('/old/199')).toMatch(/is fetching/)
  goOn.resolve()
  await Promise.all(backlog)
  expect(caches.problem('/old/199')).toBeUndefined()
})

test('pages stand in line by when they were asked for, not by when they were rendered', async () => {
  const {asked, ask, caches} = open({looksAfter: 1})
  const honest = ask.getMockImplementation()!
  const goOn = Promise.withResolvers<void>()
  ask.mockImplementation(async (path, options) => {
    if (path.startsWith('/busy')) await goOn.promise
    return honest(path, options)
  })
  const from = 1e6
  const refresh = (path: string, breath: number) =>
    caches.refresh(path, {first: from + breath, last: from + breath})
  const busy = [0, 1, 2, 3].map((number) => refresh(`/busy/${number}`, 0))

  const all = [
    refresh('/newest', 9),
    ...[1, 2, 3, 4].map((number) => refresh(`/old/${number}`, number)),
  ]
  goOn.resolve()
  await Promise.all([...busy, ...all])

  const fetched = asked.filter((one) => /^fetch .(?:old|newest)/.test(one))
  expect(fetched).toEqual(
    ['/newest', '/old/1', '/old/4', '/old/2', '/old/3'].map((path) => `fetch ${path}`),
  )
})
