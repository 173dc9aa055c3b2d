/** A dataset that is deleted, and another that gets its name. */
import {existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {open} from 'node:fs/promises'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {createLake, type Lake} from '@masthead/lake'
import {test as base, expect, onTestFinished, vi} from 'vitest'
import {openDatasets} from '../../../lake/src/datasets.ts'
import {createQueryEngine} from '../../../lake/src/groq/engine.ts'
import {readHookSettings} from '../../../lake/src/webhooks/hook.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

interface World {
  directory: string
  lake: Lake
  /** What whoever runs the lake was told of. */
  faults: unknown[]
  /** Answers the status. */
  ask(method: string, path: string, body?: object): Promise<number>
  /** All that an anonymous listener is told, until its stream ends. */
  hear(path: string): Promise<string>
}

const datasets = ['production', 'other']

const test = base.extend<World>({
  directory: async ({}, use) => {
    const directory = temporaryDirectory('datasets')
    await use(directory)
    removeDirectory(directory)
  },
  faults: async ({}, use) => use([]),
  lake: async ({directory, faults}, use) => {
    const lake = createLake({directory, datasets, report: (error) => faults.push(error)})
    await use(lake)
    await lake.close()
  },
  hear: async ({lake}, use) =>
    use(async (path) => {
      const response = await lake.fetch(new Request(`http://localhost/v2025-02-19/data/${path}`))
      return response.text()
    }),
  ask: async ({lake}, use) => {
    const {token} = lake.registry.addUser({name: 'Ada', role: 'administrator'})
    const headers = {authorization: `Bearer ${token}`, 'content-type': 'application/json'}
    await use(async (method, path, body) => {
      const init = {method, headers, ...(body ? {body: JSON.stringify(body)} : {})}
      const {status} = await lake.fetch(new Request(`http://localhost/v2025-02-19${path}`, init))
      return status
    })
  },
})

/** Nobody listens there: its messages stay queued. */
const unheard = readHookSettings({name: 'site', url: 'http://127.0.0.1:9/', dataset: '*'})
const note = {mutations: [{create: {_id: 'a', _type: 'note'}}]}
const another = {mutations: [{create: {_id: 'b', _type: 'note'}}]}

const message = (documentId: string) => ({
  documentId,
  operation: 'create' as const,
  transactionId: 't',
  transactionTime: '2026-01-01T00:00:00Z',
  payload: '{}',
})

test('[D7] the name of a dataset is free again when its files are away, and what is then acknowledged stays', async ({
  directory,
  ask,
}) => {
  const deleting = ask('DELETE', '/datasets/other')
  const atOnce = [
    await ask('PUT', '/datasets/other', {}),
    await ask('DELETE', '/datasets/other'),
    await ask('POST', '/data/mutate/other', note),
  ]
  expect(await deleting).toBe(200)
  const afterwards = [
    await ask('PUT', '/datasets/other', {}),
    await ask('POST', '/data/mutate/other', note),
  ]

  expect(atOnce).toEqual([409, 409, 404])
  expect(afterwards).toEqual([200, 200])
  expect(readdirSync(join(directory, 'datasets')).toSorted()).toEqual(['other', 'production'])
  expect(existsSync(join(directory, 'datasets', 'other', 'content.sqlite'))).toBe(true)
})

test('[D7] webhooks are told of a new dataset from its first commit, whatever another of its name had', async ({
  lake,
  ask,
}) => {
  const {hooks} = lake.registry
  const {id} = hooks.create(unheard, 'masthead', 'p1')
  const queued = () => hooks.messages(id, 9).map(({dataset, seq}) => `${dataset} ${seq}`)
  await ask('POST', '/data/mutate/other', note)
  await vi.waitFor(() => expect(queued()).toEqual(['other 1']), 30_000)
  const earlier = hooks.messages(id, 9)[0]!.transactionId

  await ask('DELETE', '/datasets/other')
  expect(queued()).toEqual([])
  expect(hooks.cursor(id, 'other')).toBeNull()
  await ask('PUT', '/datasets/other', {})
  expect(hooks.cursor(id, 'other')).toBe(0) // a kill loses nothing of it from now on
  await ask('POST', '/data/mutate/other', note)

  await vi.waitFor(() => expect(queued()).toEqual(['other 1']), 30_000)
  expect(hooks.messages(id, 9)[0]!.transactionId).not.toBe(earlier)
})

test('a webhook that could not begin at once is told of what was committed meanwhile', async ({
  lake,
  ask,
}) => {
  const {hooks} = lake.registry
  const full = vi.spyOn(hooks, 'moveCursor').mockImplementation(() => {
    throw new Error('no room')
  })
  const {id} = hooks.create(unheard, 'masthead', 'p1')
  for (const name of datasets) await ask('POST', `/data/mutate/${name}`, note)

  full.mockRestore()

  const queued = () => hooks.messages(id, 9).map(({dataset, seq}) => `${dataset} ${seq}`)
  await vi.waitFor(() => expect(queued().toSorted()).toEqual(['other 1', 'production 1']), 30_000)
})

test('[D7] listeners are told to disconnect when their dataset is deleted, and those of others are not', async ({
  lake,
  ask,
  hear,
}) => {
  const heard = Promise.all([hear('listen/other?query=*'), hear('live/events/other')])
  void hear('listen/production?query=*')
  await vi.waitFor(() => expect(lake.streams()).toBe(3))

  await ask('DELETE', '/datasets/other')

  const goodbye = 'event: disconnect\ndata: {"reason":"The dataset \\"other\\" was deleted"}\n\n'
  for (const text of await heard) expect(text.endsWith(goodbye)).toBe(true)
  expect(lake.streams()).toBe(1)
})

test('[D7] of a dataset that could not be deleted nothing is forgotten, though another one is deleted meanwhile', async ({
  directory,
  lake,
  faults,
  ask,
  hear,
}) => {
  const {hooks} = lake.registry
  const {id} = hooks.create(unheard, 'masthead', 'p1')
  const queued = () => hooks.messages(id, 9).map(({dataset, seq}) => `${dataset} ${seq}`)
  await ask('PUT', '/datasets/third', {})
  await ask('POST', '/data/mutate/other', note)
  await vi.waitFor(() => expect(queued()).toEqual(['other 1']), 30_000)
  const heard = hear('listen/other?query=*')
  await vi.waitFor(() => expect(lake.streams()).toBe(1))
  vi.useFakeTimers({toFake: ['Date']})
  onTestFinished(() => void vi.useRealTimers())
  const inTheWay = join(directory, 'datasets', `.deleted-other-${Date.now()}`, 'full')
  mkdirSync(inTheWay, {recursive: true})
  const other = lake.datasets.get('other')
  const close = other.close.bind(other)
  const {promise: thirdIsGone, resolve} = Promise.withResolvers<void>()
  other.close = () => thirdIsGone.then(close)

  const deletingOther = ask('DELETE', '/datasets/other')
  const deletingThird = ask('DELETE', '/datasets/third').finally(resolve)

  expect(await Promise.all([deletingOther, deletingThird])).toEqual([500, 200])
  expect(faults).toMatchObject([{code: 'ENOTEMPTY'}])
  expect(await heard).not.toContain('disconnect')
  expect(queued()).toEqual(['other 1'])
  expect(await ask('POST', '/data/mutate/other', another)).toBe(200)
  await vi.waitFor(() => expect(queued()).toEqual(['other 2', 'other 1']), 30_000)
})

/** Datasets of which nothing can be forgotten: their deletion fails after their folder was renamed. */
function neverForgotten(directory: string, alsoDone = () => {}) {
  const faults: unknown[] = []
  const projectId = 'p'
  const all = openDatasets({
    directory,
    projectId,
    publicUrl: 'http://localhost',
    names: ['other'],
    createEngine: (dataset, databaseFile) => createQueryEngine({databaseFile, projectId, dataset}),
    forget() {
      alsoDone()
      throw new Error('cannot forget')
    },
    report: (error) => faults.push(error),
  })
  onTestFinished(() => all.close())
  return {all, faults}
}

test('[D7] a dataset that could not be deleted is back under its name on the disk before it goes on', async ({
  directory,
}) => {
  const {all, faults} = neverForgotten(directory)
  const root = join(directory, 'datasets')
  const handle = await open(root)
  await handle.close()
  const flushed: string[][] = []
  const sync = vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'sync')
  sync.mockImplementation(async () => void flushed.push(readdirSync(root)))
  onTestFinished(() => sync.mockRestore())

  await expect(all.delete('other')).rejects.toThrow('cannot forget')

  expect(flushed).toEqual([[expect.stringContaining('.deleted-other-')], ['other']])
  expect(all.names()).toEqual(['other'])
  expect(faults).toEqual([])
})

test('[D7] the name of a dataset that could be neither deleted nor put back is not used again, and both faults are told', async ({
  directory,
}) => {
  const inTheWay = join(directory, 'datasets', 'other', 'full')
  const {all, faults} = neverForgotten(directory, () => mkdirSync(inTheWay, {recursive: true}))

  await expect(all.delete('other')).rejects.toThrow(
    /neither deleted nor put back.*\.deleted-other-/,
  )

  expect(faults).toMatchObject([{message: 'cannot forget'}])
  expect(() => all.create('other')).toThrow(/restart/i)
  await expect(all.delete('other')).rejects.toThrow(/restart/i)
  expect(all.names()).toEqual([])
})

test('[D7] what a kill left of a deletion is removed by the next start, and nothing of another that has the name', async ({
  directory,
}) => {
  const first = createLake({directory, datasets})
  const {id} = first.registry.hooks.create(unheard, 'masthead', 'p1')
  first.registry.hooks.enqueue(id, 'gone', 1, [message('a')])
  first.registry.hooks.enqueue(id, 'other', 1, [message('b')])
  await first.close()
  for (const grave of ['.deleted-gone-1', '.deleted-other-2'])
    mkdirSync(join(directory, 'datasets', grave, 'assets'), {recursive: true})

  const second = createLake({directory, datasets: [...datasets, 'gone']})
  const kept = second.registry.hooks.messages(id, 9).map(({dataset}) => dataset)
  await second.close()

  expect(kept).toEqual(['other'])
  expect(readdirSync(join(directory, 'datasets')).toSorted()).toEqual([
    'gone',
    'other',
    'production',
  ])
})

test('a lake that could not be opened holds nothing: once mended it opens in the same process', async ({
  directory,
}) => {
  const broken = join(directory, 'datasets', 'production')
  mkdirSync(broken, {recursive: true})
  writeFileSync(join(broken, 'content.sqlite'), 'this is no database, but long enough to be read')

  expect(() => createLake({directory, datasets})).toThrow(/not a database/)
  rmSync(broken, {recursive: true})

  await createLake({directory, datasets}).close()
})

test('a lake whose webhooks could not begin holds nothing either', async ({directory}) => {
  const first = createLake({directory, datasets})
  first.registry.hooks.create(unheard, 'masthead', 'p1')
  await first.close()
  const fault = (sql: string) => {
    const registry = new DatabaseSync(join(directory, 'lake.sqlite'))
    registry.exec(sql)
    registry.close()
  }
  fault(
    "delete from hook_cursors; create trigger full before insert on hook_cursors begin select raise(abort, 'no room'); end",
  )

  expect(() => createLake({directory, datasets})).toThrow('no room')
  fault('drop trigger full')

  await createLake({directory, datasets}).close()
})
