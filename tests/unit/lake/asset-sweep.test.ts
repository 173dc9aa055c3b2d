import {readdirSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {createLake, type Lake} from '@masthead/lake'
import sharp from 'sharp'
import {expect, onTestFinished, test as base, vi} from 'vitest'
import {startSweeps, sweepAssets} from '../../../lake/src/assets/sweep.ts'
import {system} from '../../../lake/src/access/identity.ts'
import type {Datasets} from '../../../lake/src/dataset.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

const test = base.extend<{lake: Lake}>({
  lake: async ({}, use) => {
    const directory = temporaryDirectory('sweep')
    const lake = createLake({directory})
    await use(lake)
    await lake.close()
    removeDirectory(directory)
  },
})

const dataset = (lake: Lake) => lake.datasets.get('production')
/** As if everything until now were longer ago than what is kept. */
const later = () => new Date(Date.now() + 1_000)
const earlier = () => new Date(Date.now() - 60_000)
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
const sweep = (lake: Lake, since = later()) =>
  sweepAssets(dataset(lake), since, {youngerThan: later()})
const reference = (_ref: string, more: object = {}) => ({_type: 'reference', _ref, ...more})

async function upload(lake: Lake, colour: string): Promise<string> {
  const picture = sharp({create: {width: 8, height: 6, channels: 3, background: colour}})
  const {token} = lake.registry.addUser({name: colour, role: 'editor'})
  const request = new Request('http://localhost/v2025-02-19/assets/images/production', {
    method: 'POST',
    headers: {authorization: `Bearer ${token}`},
    body: new Uint8Array(await picture.png().toBuffer()),
  })
  const {document} = (await (await lake.fetch(request)).json()) as {document: {_id: string}}
  return document._id
}

const remove = (lake: Lake, ...ids: string[]) =>
  dataset(lake).mutate(
    ids.map((id) => ({delete: {id}})),
    {identity: system},
  )
const files = (lake: Lake) => readdirSync(join(dataset(lake).assetDirectory, 'images'))

test('[I12] the file of an asset that was deleted long ago goes, every other one stays', async ({
  lake,
}) => {
  const gone = await upload(lake, '#111')
  const there = await upload(lake, '#222')
  await remove(lake, gone)

  expect(await sweep(lake, earlier())).toEqual([])
  expect(await sweep(lake)).toEqual([gone])

  expect(files(lake)).toHaveLength(1)
  expect(there).toContain(files(lake)[0]?.slice(0, 40))
})

for (const [what, id, weak] of [
  ['a draft', 'drafts.a', true],
  ['a version in a release', 'versions.r1.a', true],
  ['a published document', 'a', true],
] as const)
  test(`what ${what} shows stays, although its document is gone`, async ({lake}) => {
    const asset = await upload(lake, '#333')
    await lake.seed([{_id: id, _type: 'article', image: {asset: reference(asset, {_weak: weak})}}])
    await remove(lake, asset)

    expect(await sweep(lake)).toEqual([])
    expect(files(lake)).toHaveLength(1)
  })

test('what a document showed lately stays, so that the revision can be restored', async ({
  lake,
}) => {
  const asset = await upload(lake, '#444')
  const image = {asset: reference(asset, {_weak: true})}
  await lake.seed([{_id: 'a', _type: 'article', image}])
  await remove(lake, asset)
  const deletedAt = new Date(Date.now() + 5)
  await new Promise((resolve) => setTimeout(resolve, 20))
  await dataset(lake).mutate([{patch: {id: 'a', unset: ['image']}}], {identity: system})

  // The asset was deleted before this moment, the document lost its picture after it.
  expect(await sweep(lake, deletedAt)).toEqual([])
  expect(await sweep(lake)).toEqual([asset])
})

test('an address in a text counts as well', async ({lake}) => {
  const asset = await upload(lake, '#555')
  const hash = /[0-9a-f]{40}/.exec(asset)?.[0]
  await lake.seed([{_id: 'a', _type: 'article', body: `![](http://localhost/images/${hash}.png)`}])
  await remove(lake, asset)

  expect(await sweep(lake)).toEqual([])
})

test('what nothing can bring back goes as soon as it is not young any more', async ({lake}) => {
  const purged = await upload(lake, '#666')
  const purge = {actionType: 'sanity.action.document.delete', publishedId: purged, purge: true}
  await dataset(lake).act([purge], {identity: system})
  const never = `${'a'.repeat(40)}-1x1.png`
  const folder = join(dataset(lake).assetDirectory, 'images')
  writeFileSync(join(folder, never), 'written when the lake was killed')

  expect(await sweepAssets(dataset(lake), earlier())).toEqual([])
  for (const name of files(lake)) utimesSync(join(folder, name), hoursAgo(2), hoursAgo(2))
  const swept = await sweepAssets(dataset(lake), earlier())

  expect(swept.toSorted()).toEqual([purged, `image-${never.replace('.', '-')}`].toSorted())
  expect(files(lake)).toEqual([])
})

test('a picture that was swept can be uploaded again', async ({lake}) => {
  const asset = await upload(lake, '#777')
  await remove(lake, asset)
  await sweep(lake)

  expect(await upload(lake, '#777')).toBe(asset)
  const path = dataset(lake).document(asset)?.path
  const response = await lake.fetch(new Request(`http://localhost/${String(path)}`))

  expect(response.status).toBe(200)
})

test('an upload of what is being swept keeps its file', async ({lake}) => {
  const asset = await upload(lake, '#888')
  await remove(lake, asset)

  const [again] = await Promise.all([upload(lake, '#888'), sweep(lake), sweep(lake)])

  const path = dataset(lake).document(again)?.path
  expect((await lake.fetch(new Request(`http://localhost/${String(path)}`))).status).toBe(200)
})

test('sweeps that meet do not stumble over each other', async ({lake}) => {
  const colours = Array.from({length: 12}, (_, number) => `#${(number + 1).toString(16)}00`)
  const assets = await Promise.all(colours.map((colour) => upload(lake, colour)))
  await remove(lake, ...assets)

  const swept = await Promise.all(colours.map(() => sweep(lake)))

  expect(new Set(swept.flat())).toEqual(new Set(assets))
  expect(files(lake)).toEqual([])
})

test('a sweep that is told to end removes nothing', async ({lake}) => {
  await remove(lake, await upload(lake, '#999'))

  const signal = AbortSignal.abort()
  expect(await sweepAssets(dataset(lake), later(), {youngerThan: later(), signal})).toEqual([])

  expect(files(lake)).toHaveLength(1)
})

test('a dataset that is deleted while another one is swept ends no sweep', async ({lake}) => {
  vi.useFakeTimers({toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval']})
  onTestFinished(() => void vi.useRealTimers())
  const swept: string[] = []
  const datasets = {
    names: () =>
      swept.length === 0 ? ['damaged', 'deleted', 'production'] : ['damaged', 'production'],
    get(name: string) {
      if (!datasets.names().includes(name)) throw new Error('not found')
      swept.push(name)
      return name === 'damaged' ? {databaseFile: '/nowhere', assetDirectory: ''} : dataset(lake)
    },
  }
  const faults: unknown[] = []
  const stop = startSweeps(datasets as unknown as Datasets, 90, (error) => faults.push(error))

  await vi.advanceTimersByTimeAsync(60_000)
  await stop()

  expect(swept).toEqual(['damaged', 'production'])
  expect(faults).toHaveLength(1)
})
