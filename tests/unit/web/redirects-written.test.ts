/** What the site writes down of moves, in a real lake. */
import type {SanityClient} from '@sanity/client'
import {expect, onTestFinished, vi} from 'vitest'
import type {SiteConfig} from '../../../web/src/config.ts'
import type {Belief} from '../../../web/src/invalidation/belief.ts'
import {readChange, type Change} from '../../../web/src/invalidation/change.ts'
import {redirectTable} from '../../../web/src/redirects/table.ts'
import {idOf} from '../../../web/src/redirects/writer.ts'
import {openRedirects} from '../../../web/src/server/open-redirects.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'
import {clientFor, test, type World} from '../../support/lake.ts'
import {dataset, projectId} from '../../support/servers.ts'

vi.mock('../../../web/src/redirects/table.ts', {spy: true})

const article = (slug: string) => ({
  _id: `article-${slug}`,
  _type: 'article',
  slug: {_type: 'slug', current: slug},
})

/** A site that may write redirects, and is asked nothing yet. `before` a write of its own an editor may come. */
async function site(
  {lake, reader}: Pick<World, 'lake' | 'reader'>,
  before: () => Promise<unknown> = async () => undefined,
  directory = temporaryDirectory('redirects'),
) {
  const {token} = lake.registry.addUser({name: 'Site', role: 'redirector'})
  const config = {
    siteUrl: 'https://letters.example',
    directory,
    lake: {projectId, dataset, writeToken: token},
  } as SiteConfig
  const redirects = await openRedirects(config, {
    ask: (query, params) => reader.fetch(query, params),
    lake: async (given) => {
      await before()
      return clientFor(given)
    },
    belief: {isSuperseded: () => false} as Partial<Belief> as Belief,
    settled: () => undefined,
  })
  onTestFinished(async () => {
    await redirects.close()
    removeDirectory(directory)
  })
  return redirects
}

const from = '/articles/was'
const toIs = [{from, to: '/articles/is'}]
const documentAt = (client: SanityClient) => client.getDocument(idOf(from))

test('an editor who writes a redirect just before the site does is not written over', async ({
  lake,
  reader,
  editor,
}) => {
  const {client} = editor
  await client.create(article('is'))
  const editors = {_id: idOf(from), _type: 'redirect', from, to: '/authors'}
  const redirects = await site({lake, reader}, () => client.createIfNotExists(editors))

  await redirects.missed(toIs)

  await vi.waitFor(
    () => expect(redirects.find(from)).toEqual({status: 308, location: '/authors'}),
    30_000,
  )
  expect(await documentAt(client)).toMatchObject(editors)
})

test('a redirect of the site’s own that is outdated is replaced, and not what an editor makes of it meanwhile', async ({
  lake,
  reader,
  editor,
}) => {
  const {client} = editor
  for (const slug of ['is', 'other']) await client.create(article(slug))
  const own = {_id: idOf(from), _type: 'redirect', from, to: '/articles/then', gone: false}
  const back = {_id: idOf('/articles/then'), _type: 'redirect', from: '/articles/then', to: from}
  await client.transaction().create(own).create(back).commit()
  const edited = vi.fn<() => Promise<unknown>>(async () =>
    client.patch(own._id).set({to: '/articles/other'}).commit(),
  )
  const [alone, late] = [await site({lake, reader}), await site({lake, reader}, edited)]

  await late.refresh()
  await late.missed(toIs)
  const afterEdit = await documentAt(client)
  await late.close()
  await client.patch(own._id).set({to: '/articles/then'}).commit()
  await alone.refresh()
  await alone.missed(toIs)

  expect(edited).toHaveBeenCalled()
  expect(afterEdit).toMatchObject({to: '/articles/other'})
  expect(await documentAt(client)).toMatchObject({from, to: '/articles/is', permanent: true})
  expect(await documentAt(client)).not.toHaveProperty('gone')
  for (const path of [from, '/articles/then'])
    expect(alone.find(path), path).toEqual({status: 308, location: '/articles/is'})
})

test('the table of redirects is built once for all that are written down', async ({
  lake,
  reader,
  editor,
}) => {
  await editor.client.create(article('is'))
  const redirects = await site({lake, reader})
  await redirects.missed(
    Array.from({length: 3}, (_, i) => ({from: `/articles/few-${i}`, to: '/articles/is'})),
  )
  const few = vi.mocked(redirectTable).mock.calls.length
  vi.mocked(redirectTable).mockClear()

  await redirects.missed(
    Array.from({length: 30}, (_, i) => ({from: `/articles/many-${i}`, to: '/articles/is'})),
  )

  expect(vi.mocked(redirectTable).mock.calls.length).toBeLessThanOrEqual(few)
  expect(await reader.fetch('count(*[_type == "redirect"])')).toBe(33)
})

test('a move that is told once more after a restart brings no redirect back that an editor took away', async ({
  lake,
  reader,
  editor,
}) => {
  const {client} = editor
  await client.create(article('is'))
  const directory = temporaryDirectory('redirects')
  const moved = readChange({
    _id: 'article-is',
    _type: 'article',
    _rev: 'r2',
    before: {slug: 'was'},
    after: {slug: 'is'},
  }) as Change
  const first = await site({lake, reader}, undefined, directory)
  await first.changed(moved)
  await vi.waitFor(async () => expect(await documentAt(client)).toBeDefined(), 30_000)
  await client.delete(idOf(from))
  await first.refresh()
  await first.close()

  const second = await site({lake, reader}, undefined, directory)
  await second.changed(moved)
  await second.repair()

  expect(await documentAt(client)).toBeUndefined()
  expect(second.find(from)).toBeUndefined()
})
