import {setTimeout} from 'node:timers/promises'
import {afterEach, beforeEach, expect, onTestFinished, test} from 'vitest'
import {createQueryEngine, type QueryEngine} from '../../../lake/src/groq/engine.ts'
import type {QueryEngineOptions} from '../../../lake/src/groq/engine.ts'
import type {Answer} from '../../../lake/src/groq/evaluation.ts'
import {HEAVY_QUERY_MS} from '../../../lake/src/groq/limits.ts'
import {createPool} from '../../../lake/src/groq/pool.ts'
import {createSpares} from '../../../lake/src/groq/spares.ts'
import type {Events, StartThread} from '../../../lake/src/groq/thread.ts'
import {dataset, openStore, projectId, type Store} from '../../support/groq-store.ts'

let store: Store
let engine: QueryEngine | undefined
beforeEach(() => {
  store = openStore()
  store.write(
    ...Array.from({length: 3_000}, (_, i) => ({_id: `a${i}`, _type: 'a', title: `Number ${i}`})),
  )
})
afterEach(async () => {
  await engine?.close()
  store.close()
})

const start = (limits: QueryEngineOptions['limits'] = {}) =>
  (engine = createQueryEngine({databaseFile: store.databaseFile, projectId, dataset, limits}))
const ask = (query: string, identity = 'me') => engine!.run({query, perspective: ['raw'], identity})

/** Compares every document with every other by something that no index knows. */
const runaway = '*{"a": count(*[title > ^.title])}'

test('the answer comes as a value and as its JSON text', async () => {
  start()

  const answer = await ask('*[_id == "a7"]{title}')

  expect(answer.json).toBe('[{"title":"Number 7"}]')
  expect(answer.result).toEqual([{title: 'Number 7'}])
})

test('a query that runs too long is ended, and says how to ask less', async () => {
  start({timeLimit: 1_000})

  await expect(ask(runaway)).rejects.toMatchObject({status: 408})
  expect((await ask('count(*)')).result).toBe(3_000)
})

test('others are answered while runaway queries hold threads', async () => {
  start({timeLimit: 60_000})
  const ended: string[] = []
  const long = [1, 2, 3, 4].map((n) =>
    ask(`${runaway}[${n}]`).catch(() => ended.push(`runaway ${n}`)),
  )

  for (let i = 0; i < 10; i++) {
    expect((await ask(`*[_id == "a${i}"][0].title`)).result).toBe(`Number ${i}`)
    ended.push('light')
  }

  expect(ended).toEqual(Array(10).fill('light'))
  await engine?.close()
  await Promise.all(long)
})

test('a query that needs too much memory ends alone', async () => {
  start({heapMb: 24, timeLimit: 20_000})
  const hungry = '*{"all": *{"text": title + ^.title + title, "more": *{"t": title}}}'

  await expect(ask(hungry)).rejects.toMatchObject({status: 413})
  expect((await ask('count(*)')).result).toBe(3_000)
})

test('too many waiting queries are sent away with a hint when to come back', async () => {
  start({maxQueue: 2, maxWorkers: 1, minWorkers: 1})

  const answers = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => ask(`count(*) + ${n}`)))

  const refused = answers.filter((answer) => answer.status === 'rejected')
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]?.reason).toMatchObject({status: 429, headers: {'retry-after': '1'}})
})

test('too many callers are sent away too, whatever they wait for', async () => {
  start({maxWaiting: 2})

  const answers = await Promise.allSettled([1, 2, 3].map(() => ask('count(*)')))

  expect(answers.map(({status}) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
})

test.each([
  ['different questions', {maxQueue: 4, maxWorkers: 1, minWorkers: 1}, (n: number) => `1 + ${n}`],
  ['callers', {maxWaiting: 4}, () => 'count(*)'],
])('of the %s that may wait, those without a token leave half to others', async (...args) => {
  const [, limits, query] = args
  start(limits)
  await ask('true')

  const nameless = [1, 2, 3, 4, 5].map((n) => ask(query(n), 'anonymous'))
  const members = [6, 7].map((n) => ask(query(n)))

  const refused = (await Promise.allSettled(nameless)).filter(({status}) => status === 'rejected')
  expect(refused.length).toBeGreaterThan(0)
  expect(await Promise.all(members)).toHaveLength(2)
})

test('a light query that waits for a busy machine is not taken for a heavy one', async () => {
  const threads: Events[] = []
  let cpu = 0
  const startThread: StartThread = (_target, _heapMb, events) => {
    threads.push(events)
    setImmediate(() => events.answered(undefined, 0))
    return {ready: true, ask: () => {}, cpu: async () => cpu, end: async () => {}}
  }
  const limits = {minWorkers: 1, maxWorkers: 2, maxHeavy: 0, timeLimit: 60_000}
  const pool = createPool({databaseFile: '', projectId, dataset}, limits, startThread)
  onTestFinished(() => pool.close())
  const request = {query: 'light', perspective: ['raw'], identity: 'me'}
  const answer: Answer = {ok: true, json: '1', ms: 1, syncTags: []}

  const first = pool.ask(request)
  await setTimeout(3 * HEAVY_QUERY_MS)
  threads[0]?.answered(answer, (cpu = 5))
  const second = pool.ask(request)
  await setTimeout(3 * HEAVY_QUERY_MS)
  threads[0]?.answered(answer, (cpu = 10))

  expect([await first, await second]).toEqual([answer, answer])
  expect(threads.length).toBe(1)
})

test('long queries on several datasets share the threads that are added for them', async () => {
  let started = 0
  const startThread: StartThread = (_target, _heapMb, events) => {
    started++
    setImmediate(() => events.answered(undefined, 0))
    const cpu = async () => performance.now() // never answered, and busy all the time
    return {ready: true, ask: () => {}, cpu, end: async () => {}}
  }
  const limits = {minWorkers: 1, maxWorkers: 2, maxHeavy: 9, timeLimit: 60_000}
  const spares = createSpares()
  const target = {databaseFile: '', projectId, dataset}
  const pools = [1, 2, 3].map(() => createPool(target, limits, startThread, spares))
  const asked = pools.map((pool) => pool.ask({query: 'long', perspective: ['raw'], identity: 'me'}))

  await expect.poll(() => started).toBe(4)
  await setTimeout(2 * HEAVY_QUERY_MS)
  expect(started).toBe(4)

  await Promise.all(pools.map((pool) => pool.close()))
  await Promise.all(asked)
  expect(spares.total()).toBe(0)
})

test('a short query is answered beside two heavy ones while other datasets have all threads that can be added', async () => {
  const answer: Answer = {ok: true, json: '1', ms: 1, syncTags: []}
  const startThread: StartThread = (_target, _heapMb, events) => {
    const thread = {
      ready: false,
      ask({query}: {query: string}) {
        if (query === 'short') setImmediate(() => events.answered(answer, 0))
      },
      cpu: async () => performance.now(), // a heavy one is never answered, and busy all the time
      end: async () => {},
    }
    setImmediate(() => {
      thread.ready = true
      events.answered(undefined, 0)
    })
    return thread
  }
  const limits = {minWorkers: 2, maxWorkers: 4, maxHeavy: 3, timeLimit: 60_000}
  const spares = createSpares()
  const leave = spares.join(() => 2)
  const pool = createPool({databaseFile: '', projectId, dataset}, limits, startThread, spares)
  const asking = (query: string) => pool.ask({query, perspective: ['raw'], identity: 'me'})
  const heavy = [asking('heavy 1'), asking('heavy 2')]
  await expect.poll(() => pool.figures().busy).toBe(2)
  await setTimeout(2 * HEAVY_QUERY_MS)

  const short = Promise.race([asking('short'), setTimeout(5_000, 'waits')])

  expect(await short).toEqual(answer)
  expect(await Promise.race([asking('short'), setTimeout(5_000, 'waits')])).toEqual(answer)
  expect(pool.figures()).toMatchObject({threads: 2, busy: 1, patient: 1})
  leave() // and with threads to add, both run again
  await expect.poll(() => pool.figures()).toMatchObject({busy: 2, patient: 0})

  await pool.close()
  await Promise.all(heavy)
})

test('closing answers what is under way, and later questions, with a passing failure', async () => {
  start()
  const running = ask(runaway)

  const closing = engine!.close()

  await expect(running).rejects.toMatchObject({status: 503})
  await expect(ask('1')).rejects.toMatchObject({status: 503})
  await closing
})

test('a database that cannot be opened is a fault that passes, not a wait', async () => {
  engine = createQueryEngine({databaseFile: `${store.databaseFile}.missing`, projectId, dataset})

  await expect(ask('1')).rejects.toMatchObject({code: 'ERR_SQLITE_ERROR', errcode: 14})
})
