/** What an instance of the site says of itself to the others, and whom of them it believes. */
import {expect, test} from 'vitest'
import {anInstance} from '../../support/meetings.ts'

/** An instance, what it says of itself, and whoever else is there. */
function among(others: string[] = []) {
  const said: {done: number; also: [number, number][]}[] = []
  const redis = {isSilent: false}
  const {instances, log} = anInstance(async (_id, about) => {
    if (redis.isSilent) throw new Error('Redis does not answer.')
    if (about !== '') said.push(JSON.parse(about) as (typeof said)[number])
    return others.flatMap((other, i) => [`other ${i}`, other])
  })
  return {instances, log, said, redis}
}

const never = () => new Promise<void>(() => undefined)

test('who cannot be understood is there, and hides nobody who can', async () => {
  const busy = JSON.stringify({name: 'busy', done: 1, also: [], failing: [], failMore: false})
  const ready = busy.replace('"done":1', '"done":9').replace('busy', 'ready')
  for (const other of ['{"name": "half', 'null', '[]', '{"done": 9, "failing": 3}']) {
    const {instances} = among([ready, other, busy])

    expect(await instances.problemElsewhere('/', [5])).toContain('still rendering')
    expect(instances.others.map(({name}) => name)).toEqual(['ready', expect.any(String), 'busy'])
  }
})

test('who is there is not known before Redis has said so', async () => {
  const {instances, redis} = among()
  redis.isSilent = true

  expect(await instances.problemElsewhere('/', [1])).toContain('could not be asked')
})

test('work of an epoch that is over calls no mark done that was not heard yet', async () => {
  const {instances, log, said} = among()
  log.position = 5
  instances.works(10, never())
  await instances.problemElsewhere('/', [])
  expect(said.at(-1)).toMatchObject({done: 5, also: []})

  log.position = 7
  instances.works(6, never())

  await expect
    .poll(() => instances.problemElsewhere('/', []).then(() => said.at(-1)))
    .toMatchObject({done: 5, also: [[7, 7]]})
})

test('of who has not heard yet that Redis lost its data nothing is known', async () => {
  const about = (epoch: string) =>
    JSON.stringify({name: 'other', epoch, done: 9, also: [], failing: [], failMore: false})
  const {instances: waiting} = among([about('before')])
  const {instances: knowing} = among([about('epoch')])

  expect(await waiting.problemElsewhere('/', [5])).toContain('still rendering')
  expect(await knowing.problemElsewhere('/', [5])).toBeUndefined()
})
