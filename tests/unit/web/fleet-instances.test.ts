/** What instances of the site say of themselves, and what of the others they wait for. */
import {expect, test} from 'vitest'
import type {Instances, InstancesOptions} from '../../../web/src/fleet/instances.ts'
import {anInstance, type Meet} from '../../support/meetings.ts'

/** What Redis keeps of who is there, for as many as join. */
function open() {
  const said = new Map<string, string>()
  /** How often each met the others. */
  const meetings = new Map<string, number>()
  const meet: Meet = async (id, about) => {
    meetings.set(id, (meetings.get(id) ?? 0) + 1)
    await new Promise(setImmediate)
    if (about === '') said.delete(id)
    else said.set(id, about)
    return [...said].flat()
  }
  const join = (name: string, options: Partial<InstancesOptions> = {}) => {
    const joined = anInstance(meet, {name, ...options})
    joined.instances.start()
    return joined
  }
  return {said, join, meetings: ({id}: Instances) => meetings.get(id) ?? 0}
}

const later = () => new Promise(setImmediate)

test('an instance whose pages take long to give away goes on saying that it is there', async () => {
  const {join, meetings} = open()
  const giving = Promise.withResolvers<void>()
  const {instances} = join('busy', {met: () => giving.promise})
  const waiting = join('waiting').instances

  await expect
    .poll(() => waiting.problemElsewhere('/', [0]).then(() => waiting.others.length))
    .toBe(1)
  const before = meetings(instances)
  instances.works(1, Promise.resolve())

  await expect.poll(() => meetings(instances)).toBeGreaterThan(before)
  giving.resolve()
})

test('what is done while an instance tells how far it is, is told at once after that', async () => {
  const {join} = open()
  const {instances, log} = join('busy')
  const waiting = join('waiting').instances
  const rendering = Promise.withResolvers<void>()
  log.position = 1
  instances.works(1, rendering.promise)
  const telling = instances.problemElsewhere('/', [0]) // begins to tell, or is at it already
  await later()

  rendering.resolve()
  await telling

  await expect.poll(() => waiting.problemElsewhere('/', [1])).toBeUndefined()
})

test('nothing is done of what was missed before that was looked for, nor what came after', async () => {
  const {join} = open()
  const {instances, log} = join('busy')
  const waiting = join('waiting').instances
  const looking = Promise.withResolvers<void>()
  log.position = 7
  instances.works(0, looking.promise)
  instances.works(7, Promise.resolve())

  for (const mark of [1, 7])
    await expect.poll(() => waiting.problemElsewhere('/', [mark])).toContain('still rendering')
  looking.resolve()

  for (const mark of [1, 7])
    await expect.poll(() => waiting.problemElsewhere('/', [mark])).toBeUndefined()
})

test('an instance at which more pages fail than it names is not believed to have any page', async () => {
  const {join} = open()
  const failing = Array.from({length: 51}, (_, i) => `/${i}`)
  join('failing', {failing: () => failing})
  const waiting = join('waiting').instances

  await expect.poll(() => waiting.problemElsewhere('/1', [])).toContain('could not render the page')
  expect(await waiting.problemElsewhere('/50', [])).toContain('could not render many pages')
  failing.pop()

  await expect.poll(() => waiting.problemElsewhere('/50', [])).toBeUndefined()
})

test('an instance of an earlier version, which says only up to which mark it is done, is understood', async () => {
  const {said, join} = open()
  said.set('earlier', JSON.stringify({name: 'earlier', done: 3, failing: ['/broken']}))
  const waiting = join('waiting').instances

  await expect.poll(() => waiting.problemElsewhere('/', [4])).toContain('still rendering')

  expect(await waiting.problemElsewhere('/', [2, 3])).toBeUndefined()
  expect(await waiting.problemElsewhere('/broken', [3])).toContain('could not render the page')
})

test('who is silent for long has ended; while nobody can be asked, and for a while afterwards, nobody has', async () => {
  const {join} = open()
  const {instances: other} = join('other')
  const {instances, log} = join('one', {goneAfter: 300})
  const meet = () => instances.problemElsewhere('/', [])
  const isGone = () => meet().then(() => instances.isGone(other.id))
  await expect.poll(() => meet().then(() => instances.others.length)).toBe(1)
  expect(await isGone()).toBe(false)

  await other.close()
  await expect.poll(isGone).toBe(true)
  expect(instances.isGone(instances.id)).toBe(false)

  log.door.isReachable = false
  await expect.poll(isGone).toBe(false)
  log.door.isReachable = true
  expect(await isGone()).toBe(false)
})
