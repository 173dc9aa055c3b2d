import {execFile} from 'node:child_process'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {expect, onTestFinished, test} from 'vitest'
import {readConfig} from '../../../web/src/config.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import {Belief} from '../../../web/src/invalidation/belief.ts'
import {Invalidation} from '../../../web/src/invalidation/invalidation.ts'
import {readNews, writeNews} from '../../../web/src/invalidation/news.ts'
import {readChange} from '../../../web/src/invalidation/change.ts'
import {repository} from '../../support/directory.ts'
import {answerOfChange} from '../../support/answer-of-change.ts'
import {openDirectories, openInstance} from '../../support/fleet.ts'
import {freePort} from '../../support/free-port.ts'

const settings = {
  SANITY_API_HOST: 'http://127.0.0.1:3900',
  SANITY_PROJECT_ID: 'masthead',
  SANITY_DATASET: 'production',
}

test('where there is one instance, nothing of Redis is loaded', async () => {
  const door = join(repository, 'web', 'src', 'server', 'join-fleet.ts')
  const program = `
    import {createRequire} from 'node:module'
    import {joinFleet} from ${JSON.stringify(door)}
    const fleet = await joinFleet({config: {redisUrl: undefined}})
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((name) => name.includes('ioredis'))
    console.log(JSON.stringify({fleet: fleet ?? null, loaded}))`

  const args = ['--input-type=module', '-e', program]
  const {stdout} = await promisify(execFile)(process.execPath, args, {cwd: join(repository, 'web')})

  expect(JSON.parse(stdout)).toEqual({fleet: null, loaded: []})
})

test('what one instance tells the others of a change is the change', () => {
  const state = {slug: 'tides', language: 'en', authors: ['ada'], topics: []}
  const change = readChange({
    _id: 'article-tides',
    _type: 'article',
    _rev: 'rev2',
    before: {...state, authors: []},
    after: state,
    changed: {title: false, body: true},
  })
  if (typeof change === 'string') throw new Error(change)
  const news = {
    change,
    paths: ['/articles/tides'],
    pages: ['/', '/articles/tides'],
    transaction: 't1',
  }

  expect(readNews(JSON.parse(JSON.stringify(writeNews(news))))).toEqual(news)
  const earlier = {...(writeNews(news) as object), pages: undefined}
  expect(readNews(JSON.parse(JSON.stringify(earlier)))).toEqual({...news, pages: []})
  for (const other of [undefined, null, 'words', {}, {document: {_id: 'x'}, paths: []}])
    expect(readNews(other)).toBeUndefined()
})

test('when the lake answers with yesterday’s content, the others are told once more', async () => {
  const shown = ['rev1', 'rev2']
  const told: unknown[] = []
  const invalidation = new Invalidation({
    cache: {
      at: () => undefined,
      clear: async (_tags, {news} = {}) => void told.push(news),
      paths: () => [],
      carrying: () => [],
      verdict: () => 'fresh',
    },
    renewals: {now: async () => true, soon: () => undefined},
    revisionsOf: () => shown.shift()?.split(' '),
    ask: async () => answerOfChange(),
    belief: new Belief({ask: async () => 0 as never, clock: new TagStates()}),
  })
  const change = readChange({_id: 'a', _type: 'article', _rev: 'rev2', after: {slug: 'tides'}})
  if (typeof change === 'string') throw new Error(change)

  await invalidation.apply(change, undefined, 't1')

  // Once for the page itself, and once more for lists that were asked for meanwhile.
  await expect.poll(() => told.length).toBe(3)
  expect(readNews(told[1])).toMatchObject({paths: ['/articles/tides'], transaction: 't1'})
})

test('as long as Redis does not say, another instance may have a receipt', async () => {
  const directories = openDirectories()
  const redis = `redis://127.0.0.1:${await freePort()}` // nobody is there
  const {fleet, stop} = await openInstance({redis, directory: directories.next()})
  onTestFinished(async () => {
    await stop()
    directories.remove()
  })

  expect(await fleet.receipts.get('tx1')).toBeUndefined()
  expect(await fleet.receipts.mayHave('tx1', 1)).toBe(true)
})

test('an address of Redis that is none is refused without its password', () => {
  const read = (REDIS_URL: string) => () => readConfig({...settings, REDIS_URL})

  expect(read('rediss://:secret@redis.example:6380')).not.toThrow()
  expect(read('http://user:secret@redis.example')).toThrow('REDIS_URL')
  expect(read('http://user:secret@redis.example')).not.toThrow('secret')
})

test('front caches want addresses and a secret', () => {
  const read = (urls: string, secret?: string) =>
    readConfig({
      ...settings,
      FRONT_CACHE_URLS: urls,
      ...(secret ? {FRONT_CACHE_SECRET: secret} : {}),
    }).frontCaches

  expect(read('')).toBeUndefined()
  expect(read('http://10.0.0.1:8080, http://10.0.0.2', 'a-secret-that-is-long')?.urls).toEqual([
    'http://10.0.0.1:8080',
    'http://10.0.0.2',
  ])
  expect(() => read('http://10.0.0.1')).toThrow('FRONT_CACHE_SECRET')
  expect(() => read('nowhere', 'a-secret-that-is-long')).toThrow('FRONT_CACHE_URLS')
  expect(() => read('http://10.0.0.1', 'quote"in-it-and-long')).toThrow('letters')
})
