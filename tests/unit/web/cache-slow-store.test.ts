/** A disk or a Redis that does not answer, or has no room for what was made: pages are made and read all the same. */
import {writeFileSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import {DiskPages} from '../../../web/src/cache/disk-pages.ts'
import {PageCache} from '../../../web/src/cache/page-cache.ts'
import type {PageStore} from '../../../web/src/cache/page-store.ts'
import {digestOf} from '../../../web/src/cache/page.ts'
import {TagJournal} from '../../../web/src/cache/tag-journal.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import {TimelyReads} from '../../../web/src/cache/timely-reads.ts'
import {WriteBehind} from '../../../web/src/cache/write-behind.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'
import {openMaker} from '../../support/page-maker.ts'

const never = <Answer>() => new Promise<Answer>(() => undefined)

const page = (cache: PageCache, path: string, html: string) => ({
  key: path,
  path,
  status: 200,
  tags: [`at:${path}`],
  renderedAt: cache.tags.now(),
  revalidate: false as const,
  digest: digestOf(html),
  value: {headers: {}, body: html},
})

/** It has nothing, and what it is to keep or to take away it keeps for ever on its way. */
const hanging = (): PageStore => ({
  list: async () => [],
  has: () => false,
  read: async () => undefined,
  write: never,
  remove: never,
})

test('pages are made while neither the disk nor the other instances take any', async () => {
  const store = new WriteBehind(hanging(), {quiet: 0})
  const {cache, documents, read} = openMaker(undefined, {store})
  cache.shareWith({read: async () => undefined, write: never})
  const addresses = Array.from({length: 200}, (_, i) => `/page-${i}`)
  for (const address of addresses)
    documents.set(address.slice(1), {_id: address, title: `Title of ${address}`})

  const made = []
  for (const address of addresses) made.push(await read(address, {renew: true}))

  expect(made).toEqual(addresses.map((address) => `200 Title of ${address}`))
  expect((await cache.shown('/page-0'))?.value.body).toEqual(Buffer.from('Title of /page-0'))
})

test('what is made ahead waits for a disk that takes no more of it', async () => {
  const cache = new PageCache({tags: new TagStates(), store: hanging()})
  const ahead = (path: string) => cache.keep(page(cache, path, 'ahead'), {isAhead: true})
  const isKept = (keeping: Promise<void>) =>
    Promise.race([keeping.then(() => true), new Promise((no) => setImmediate(no, false))])

  expect(await isKept(ahead('/first'))).toBe(true)
  for (let i = 0; i < 50; i++) void ahead(`/ahead-${i}`)

  expect(await isKept(ahead('/one-more'))).toBe(false)
  expect(await isKept(cache.keep(page(cache, '/asked-for', 'now')))).toBe(true)
})

test('a page that the disk had no time for counts as old after a restart', async () => {
  const directory = temporaryDirectory('pages')
  onTestFinished(() => removeDirectory(directory))
  const open = async () => {
    const disk = new DiskPages(join(directory, 'html'), {bytes: 1e9})
    const store = new WriteBehind(disk, {quiet: 3_600_000, longest: 3_600_000, bytes: 10_000})
    const tags = new TagStates(new TagJournal(join(directory, 'tags.ndjson')))
    const cache = new PageCache({tags, store})
    await cache.load()
    return cache
  }
  const first = await open()
  await first.keep(page(first, '/a', 'old'))
  await first.settled()
  await first.clear(['at:/a'])
  await first.keep(page(first, '/a', 'new'))
  await first.keep(page(first, '/large', 'x'.repeat(10_000)))
  expect((await first.shown('/a'))?.value.body).toBe('new')
  await first.settled()

  const second = await open()

  const shown = await second.shown('/a')
  expect(shown?.value.body).toBe('old')
  expect(shown && second.verdict(shown)).toBe('stale')
  expect((await second.shown('/large'))?.value.body).toHaveLength(10_000)
})

test('a page that the disk does not give in time is made as if there were none, and the next ones at once', async () => {
  const asked: string[] = []
  const hung = new Map<string, () => void>()
  const store = new TimelyReads(
    {
      ...hanging(),
      read: (key) => {
        asked.push(key)
        return new Promise((resolve) => hung.set(key, () => resolve(undefined)))
      },
    },
    {longest: 20},
  )
  const {documents, read} = openMaker(undefined, {store})
  const addresses = ['/a', '/b', '/c', '/d', '/e']
  for (const address of addresses)
    documents.set(address.slice(1), {_id: address, title: `Title of ${address}`})

  const made = await Promise.all(addresses.slice(0, 4).map((address) => read(address)))
  const next = await read('/e')

  expect([...made, next]).toEqual(addresses.map((address) => `200 Title of ${address}`))
  expect(asked).toEqual(['/a', '/b'])

  for (const give of hung.values()) give()
  await new Promise(setImmediate)
  store.read('/f').catch(() => undefined)
  expect(asked).toEqual(['/a', '/b', '/f'])
})

test('pages are read two at a time, each for whoever asked for it', async () => {
  let underWay = 0
  let most = 0
  const store = new TimelyReads({
    ...hanging(),
    read: async (key) => {
      most = Math.max(most, ++underWay)
      await new Promise(setImmediate)
      underWay--
      if (key === '/broken') throw new Error('It cannot be read.')
      return {...page(new PageCache({tags: new TagStates()}), key, key)}
    },
  })

  const read = await Promise.allSettled(['/a', '/broken', '/c', '/d'].map((key) => store.read(key)))

  expect(most).toBe(2)
  expect(
    read.map((one) => (one.status === 'fulfilled' ? one.value?.key : String(one.reason))),
  ).toEqual(['/a', 'Error: It cannot be read.', '/c', '/d'])
})

test('one page that the disk never gives takes no other away', async () => {
  const store = new TimelyReads(
    {...hanging(), read: (key) => (key === '/broken' ? never() : Promise.resolve(undefined))},
    {longest: 1},
  )

  await expect(store.read('/broken')).rejects.toThrow('disk')

  for (const key of ['/a', '/b']) await expect(store.read(key)).resolves.toBeUndefined()
})

test('readers in line for a disk that is slow leave it readable', async () => {
  const give: (() => void)[] = []
  const read = () => new Promise<undefined>((resolve) => give.push(() => resolve(undefined)))
  vi.useFakeTimers({toFake: ['setInterval', 'clearInterval']})
  onTestFinished(() => void vi.useRealTimers())
  const store = new TimelyReads({...hanging(), read}, {longest: 3_600_000})
  const waiting = ['/a', '/b', '/c', '/d'].map((key) => store.read(key))
  const outcomes = Promise.allSettled(waiting)
  vi.advanceTimersByTime(3_599_999)
  for (const one of give.splice(0)) one() // those who were in line have theirs begun now
  await new Promise(setImmediate)
  vi.advanceTimersByTime(1)
  const states = (await outcomes).map(({status}) => status)

  const next = store.read('/e')
  for (let turn = 0; turn < 3; turn++) {
    for (const one of give.splice(0)) one()
    await new Promise(setImmediate)
  }

  expect(states).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected'])
  await expect(next).resolves.toBeUndefined()
})

test('a page that came while the thread was busy is not late', async () => {
  const directory = temporaryDirectory('busy')
  onTestFinished(() => removeDirectory(directory))
  const file = join(directory, 'page')
  writeFileSync(file, 'here')
  const store = new TimelyReads(
    {
      ...hanging(),
      read: async (key) => {
        const body = await readFile(file)
        return {...page(new PageCache({tags: new TagStates()}), key, String(body))}
      },
    },
    {longest: 400},
  )

  const reading = store.read('/a')
  const end = performance.now() + 500
  while (performance.now() < end);

  await expect(reading).resolves.toMatchObject({key: '/a'})
})
