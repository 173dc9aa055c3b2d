/** A dataset that is deleted, and another that gets its name. */
import {existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {createLake, type Lake} from '@masthead/lake'
import {test as base, expect, vi} from 'vitest'
import {readHookSettings} from '../../../lake/src/webhooks/hook.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

interface World {
  directory: string
  lake: Lake
  /** Answers the status. */
  ask(method: string, path: string, body?: object): Promise<number>
}

const datasets = ['production', 'other']

const test = base.extend<World>({
  directory: async ({}, use) => {
    const directory = temporaryDirectory('datasets')
    await use(directory)
    removeDirectory(directory)
  },
  lake: async ({directory}, use) => {
    const lake = createLake({directory, datasets})
    await use(lake)
    await lake.close()
  },
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
  await ask('POST', '/data/mutate/other', note)

  await vi.waitFor(() => expect(queued()).toEqual(['other 1']), 30_000)
  expect(hooks.messages(id, 9)[0]!.transactionId).not.toBe(earlier)
})

test('[D7] what a kill left of a deletion is removed by the next start', async ({directory}) => {
  const first = createLake({directory, datasets})
  const {id} = first.registry.hooks.create(unheard, 'masthead', 'p1')
  first.registry.hooks.moveCursor(id, 'gone', 7)
  await first.close()
  mkdirSync(join(directory, 'datasets', '.deleted-gone-1', 'assets'), {recursive: true})

  const second = createLake({directory, datasets})
  const cursor = second.registry.hooks.cursor(id, 'gone')
  await second.close()

  expect(cursor).toBeNull()
  expect(readdirSync(join(directory, 'datasets')).toSorted()).toEqual(['other', 'production'])
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
