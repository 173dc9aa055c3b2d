/** How many marks the log of all instances keeps, over a real Redis. */
import {join} from 'node:path'
import {afterEach, beforeEach, expect, test} from 'vitest'
import {Pending} from '../../web/src/fleet/pending.ts'
import {SharedLog} from '../../web/src/fleet/shared-log.ts'
import {openDirectories} from '../support/fleet.ts'
import {startRedis, type TestRedis} from '../support/redis.ts'

let redis: TestRedis
let directories: ReturnType<typeof openDirectories>
const open: SharedLog[] = []

beforeEach(async () => {
  redis = await startRedis()
  directories = openDirectories()
})

afterEach(async () => {
  for (const log of open.splice(0)) await log.close()
  await redis.stop()
  directories.remove()
})

/** One instance's side of the log, how many marks it heard, and why it could not hear all of them. */
async function openLog(directory: string, bytes?: number) {
  const heard = {marks: 0, losses: [] as string[]}
  const log = new SharedLog({
    url: redis.url,
    prefix: 'masthead:{length}',
    ...(bytes === undefined ? {} : {bytes}),
    file: join(directory, 'heard.json'),
    pending: new Pending(join(directory, 'unsent.ndjson')),
    onEntry: async () => void heard.marks++,
    onLost: async (reason) => void heard.losses.push(reason),
    report: () => undefined,
  })
  open.push(log)
  await log.open()
  await expect.poll(() => log.isAgreed).toBe(true)
  return {log, heard}
}

/** Two of them, of which the second goes away; `back` has what it hears when it comes again. */
async function oneAway(bytes?: number) {
  const {log} = await openLog(directories.next(), bytes)
  const directory = directories.next()
  const leave = async () => {
    for (const before of open.splice(1)) await before.close()
    const other = await openLog(directory, bytes)
    await expect.poll(() => other.log.position).toBe(log.position)
    await other.log.close()
  }
  const back = async () => (await openLog(directory, bytes)).heard
  await leave()
  return {log, leave, back}
}

const tags = (count: number) => Array.from({length: count}, (_, i) => `name:a-document-${i}`)

async function publish(log: SharedLog, count: number, named: string[]): Promise<void> {
  for (let mark = 0; mark < count; mark++) await log.publish({tags: named})
}

test('one mark that names ten thousand documents costs nobody who was away those before it', async () => {
  const {log, back} = await oneAway()
  await publish(log, 1_000, tags(1))
  await publish(log, 1, tags(10_000))

  const heard = await back()
  await expect.poll(() => heard).toEqual({marks: 1_001, losses: []})
})

test('the log takes a bounded part of Redis’s memory, and of small marks after large ones it keeps many again', async () => {
  const {log, leave, back} = await oneAway(2e6)
  const used = async () => {
    const answer = await redis.ask(`MEMORY USAGE ${log.key('log')} SAMPLES 0`)
    return Number(answer.slice(1))
  }

  await publish(log, 500, tags(1_000))
  expect(await used()).toBeLessThan(4e6)
  expect(await back()).toEqual({marks: 0, losses: ['gap']})

  await leave()
  await publish(log, 1_000, tags(1))
  expect(await used()).toBeLessThan(2e6 + 1e5)
  const heard = await back()
  await expect.poll(() => heard).toEqual({marks: 1_000, losses: []})
})
