/** A dataset goes out by Sanity's own export, into an empty one by Sanity's own import, and out again: nothing is other than before. */
import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {createReadStream, mkdirSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {SanityClient} from '@sanity/client'
import {exportDataset} from '@sanity/export'
import {sanityImport} from '@sanity/import'
import sharp from 'sharp'
import {expect, onTestFinished, test} from 'vitest'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {startLake} from '../support/servers.ts'

type Document = Record<string, unknown>

const image = (color: string) =>
  sharp({create: {width: 60, height: 40, channels: 3, background: color}})
    .png()
    .toBuffer()

async function write(client: SanityClient) {
  const cover = await client.assets.upload('image', await image('#28a'), {
    filename: 'sea at dusk.png',
    title: 'The sea',
    creditLine: 'A. Marsh',
  })
  const unused = await client.assets.upload('image', await image('#a82'), {filename: 'unused.png'})
  const table = await client.assets.upload('file', Buffer.from('high,low\n6,12\n'), {
    filename: 'tides.csv',
    contentType: 'text/csv',
  })
  const to = (_ref: string, more = {}) => ({_type: 'reference', _ref, ...more})
  const article = {
    _type: 'article',
    title: 'Tides 🌊 – “high” & low',
    author: to('ada'),
    related: [{...to('not-there', {_weak: true}), _key: 'a'}],
    figure: {_type: 'image', asset: to(cover._id), hotspot: {x: 0.25, y: 0.5, width: 1, height: 1}},
    table: {_type: 'file', asset: to(table._id)},
    body: [
      {_type: 'block', _key: 'b', children: [{_type: 'span', _key: 'c', text: 'x'.repeat(50_000)}]},
    ],
    empty: {list: [], nothing: null, zero: 0, no: false, text: ''},
  }
  await client.releases.create({
    releaseId: 'spring',
    metadata: {title: 'Spring', releaseType: 'asap'},
  })
  await client
    .transaction()
    .create({_id: 'ada', _type: 'author', name: 'Ada Marsh'})
    .create({_id: 'tides', ...article, _createdAt: '2020-01-02T03:04:05.678Z'})
    .create({_id: 'drafts.tides', ...article, title: 'Tides, again'})
    .create({
      _id: 'drafts.new',
      _type: 'article',
      author: to('tides', {_strengthenOnPublish: {type: 'article'}, _weak: true}),
    })
    .create({_id: 'versions.spring.tides', ...article, title: 'Tides in spring'})
    .create({_id: 'with.dots', _type: 'note', n: 1.5e-7})
    .commit()
  return [cover, unused, table].map(({sha1hash}) => sha1hash).toSorted()
}

interface Exported {
  archive: string
  documents: Document[]
  assets: Record<string, string>
  assetMap: unknown
}

async function exported(
  client: SanityClient,
  dataset: string,
  mode: 'stream' | 'cursor',
): Promise<Exported> {
  const directory = temporaryDirectory('export')
  onTestFinished(() => removeDirectory(directory))
  const archive = join(directory, `${dataset}.tar.gz`)
  await exportDataset({client: client.withConfig({dataset}), dataset, outputPath: archive, mode})
  const content = join(directory, 'content')
  mkdirSync(content)
  execFileSync('tar', ['-xzf', archive, '-C', content, '--strip-components', '1'])
  const lines = readFileSync(join(content, 'data.ndjson'), 'utf8').split('\n').filter(Boolean)
  const documents = lines.map((line) => {
    const {_rev, _updatedAt, ...rest} = JSON.parse(line) as Document
    return rest
  })
  const files = ['images', 'files'].flatMap((kind) =>
    readdirSync(join(content, kind)).map((name) => join(kind, name)),
  )
  return {
    archive,
    documents: documents.toSorted((a, b) => (String(a._id) < String(b._id) ? -1 : 1)),
    assets: Object.fromEntries(
      files.map((file) => [file, sha1(readFileSync(join(content, file)))]),
    ),
    assetMap: withoutTimes(readFileSync(join(content, 'assets.json'), 'utf8')),
  }
}

/** An upload is new when it is made, whatever the archive says. */
const withoutTimes = (json: string): unknown =>
  JSON.parse(json, (name, value: unknown) =>
    ['_rev', '_createdAt', '_updatedAt'].includes(name) ? undefined : value,
  )

const sha1 = (bytes: Buffer) => createHash('sha1').update(bytes).digest('hex')

for (const mode of ['stream', 'cursor'] as const) {
  test(`export, import and export again (${mode}) give the same documents and files`, async () => {
    const lake = await startLake({env: {LAKE_DATASETS: 'production,copy'}})
    onTestFinished(() => lake.stop())
    const {token} = await lake.addUser('Ada', 'administrator')
    const client = lake.client(token)
    const uploaded = await write(client)

    const first = await exported(client, 'production', mode)
    const result = await sanityImport(createReadStream(first.archive), {
      client: client.withConfig({dataset: 'copy'}),
      operation: 'create',
    })
    const second = await exported(client, 'copy', mode)

    expect(result.warnings).toEqual([])
    expect(first.documents).toHaveLength(7)
    expect(Object.values(first.assets).toSorted()).toEqual(uploaded)
    expect(second.documents).toEqual(first.documents)
    expect(second.assets).toEqual(first.assets)
    expect(second.assetMap).toEqual(first.assetMap)
    const count = '{"references": count(*[references("ada")]), "all": count(*)}'
    expect(await client.withConfig({dataset: 'copy'}).fetch(count)).toEqual(
      await client.fetch(count),
    )
  })
}

test('importing a second time replaces, and changes nothing', async () => {
  const lake = await startLake({env: {LAKE_DATASETS: 'production,copy'}})
  onTestFinished(() => lake.stop())
  const {token} = await lake.addUser('Ada', 'administrator')
  const client = lake.client(token)
  await write(client)
  const first = await exported(client, 'production', 'stream')
  const copy = client.withConfig({dataset: 'copy'})

  await sanityImport(createReadStream(first.archive), {
    client: copy,
    operation: 'createOrReplace',
    releasesOperation: 'replace',
  })
  await sanityImport(createReadStream(first.archive), {
    client: copy,
    operation: 'createOrReplace',
    releasesOperation: 'replace',
  })

  expect((await exported(client, 'copy', 'stream')).documents).toEqual(first.documents)
})
