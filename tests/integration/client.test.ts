/** The surface of `@sanity/client`, method by method, as its documentation shows it: unmodified, against the lake. */
import {ChannelError, ClientError, isQueryParseError} from '@sanity/client'
import {stegaClean} from '@sanity/client/stega'
import {expect, onTestFinished, vi} from 'vitest'
import {addEditor, clientFor, test} from '../support/lake.ts'

interface Source<T> {
  subscribe(observer: {next(value: T): void; error(error: unknown): void}): {unsubscribe(): void}
}

/** Keep what an observable says, from now until the end of the test. */
function collect<T>(source: Source<T>): T[] {
  const values: T[] = []
  const subscription = source.subscribe({
    next: (value) => void values.push(value),
    error: (error) => void values.push(error as T),
  })
  onTestFinished(() => subscription.unsubscribe())
  return values
}

const patience = {timeout: 30_000, interval: 10}

const note = (_id: string, more: object = {}) => ({_id, _type: 'note', title: 'Tide', ...more})

test('fetch: by GET, by long POST, with the whole answer, with options', async ({lake, reader}) => {
  await lake.seed([note('a', {n: 1}), note('b', {n: 2})])
  const ids = Array.from({length: 2_000}, (_, n) => `id-${n}`)

  expect(await reader.fetch('*[_type == $type]|order(_id)._id', {type: 'note'})).toEqual(['a', 'b'])
  expect(await reader.fetch('*[_id in $ids || n == 2]._id', {ids})).toEqual(['b'])
  const whole = await reader.fetch('*[_id == "a"][0].n', {}, {filterResponse: false})
  expect(whole).toMatchObject({result: 1, query: '*[_id == "a"][0].n', ms: expect.any(Number)})
  expect(whole.syncTags?.length).toBeGreaterThan(0)
  const quiet = await reader.fetch('1', {}, {filterResponse: false, returnQuery: false})
  expect(quiet).not.toHaveProperty('query')
  const options = {perspective: 'raw', tag: 'test', cacheMode: 'noStale', useCdn: false} as const
  expect(await reader.fetch('count(*)', {}, options)).toBe(2)
  await expect(reader.fetch('*[')).rejects.toThrow(/GROQ query parse error/)
  await expect(reader.fetch('*[')).rejects.toHaveProperty('statusCode', 400)
  const abort = AbortSignal.abort()
  await expect(reader.fetch('*', {}, {signal: abort})).rejects.toThrow(/abort/i)
})

test('a query that is not GROQ is shown with the place where it goes wrong', async ({reader}) => {
  const error = await reader.fetch('*[_type == ').catch((reason: unknown) => reason)

  expect(error).toBeInstanceOf(ClientError)
  const {statusCode, message, details} = error as ClientError
  expect(statusCode).toBe(400)
  expect(isQueryParseError(details as object)).toBe(true)
  expect(message).toMatch(
    /GROQ query parse error[^]*\^ unexpected end-of-file, expected expression/,
  )
})

test('fetch: with source maps, plain and hidden in the texts', async ({lake, editor}) => {
  await lake.seed([note('a', {items: [{_key: 'k', label: 'First'}]})])
  const {client} = editor
  const options = {filterResponse: false, resultSourceMap: 'withKeyArraySelector'} as const

  const {resultSourceMap} = await client.fetch('*[_id == "a"][0]', {}, options)
  const hidden = await client
    .withConfig({stega: {enabled: true, studioUrl: 'https://studio.test'}})
    .fetch<{title: string}>('*[_id == "a"][0]{title}')

  expect(resultSourceMap?.documents).toEqual([{_id: 'a', _type: 'note'}])
  expect(hidden.title.length).toBeGreaterThan('Tide'.length)
  expect(hidden.title.startsWith('Tide')).toBe(true)
  expect(stegaClean(hidden)).toEqual({title: 'Tide'})
})

test('create, createIfNotExists, createOrReplace, patch, delete', async ({editor}) => {
  const {client} = editor

  const made = await client.create({_type: 'note', title: 'One'})
  expect(made).toMatchObject({_type: 'note', title: 'One', _rev: expect.any(String)})
  expect(
    await client.create(note('a'), {returnFirst: false, returnDocuments: false}),
  ).toMatchObject({
    documentIds: ['a'],
    results: [{id: 'a', operation: 'create'}],
  })
  expect(await client.createIfNotExists(note('a', {title: 'Other'}))).toMatchObject({title: 'Tide'})
  expect(await client.createOrReplace(note('a', {title: 'New'}))).toMatchObject({title: 'New'})
  const patched = await client
    .patch('a')
    .set({'deep.er': 1})
    .setIfMissing({list: []})
    .append('list', [{_key: 'x'}])
    .inc({'deep.er': 2})
    .unset(['title'])
    .ifRevisionId((await client.getDocument('a'))!._rev)
    .commit({returnDocuments: true, visibility: 'sync'})
  expect(patched).toMatchObject({deep: {er: 3}, list: [{_key: 'x'}]})
  expect(patched).not.toHaveProperty('title')
  await client.patch({query: '*[_type == "note"]'}).set({seen: true}).commit({visibility: 'async'})
  expect(await client.fetch('count(*[seen])')).toBe(2)
  expect(await client.delete('a', {dryRun: true})).toMatchObject({documentIds: ['a']})
  expect(await client.getDocument('a')).toMatchObject({_id: 'a'})
  await client.delete({query: '*[_type == "note"]'})
  expect(await client.fetch('count(*)')).toBe(0)
})

test('transactions, mutate, and what they return', async ({editor}) => {
  const {client} = editor

  const transaction = client
    .transaction()
    .create(note('a'))
    .createIfNotExists(note('a'))
    .patch('a', (patch) =>
      patch.set({n: 1}).diffMatchPatch({title: '@@ -1,4 +1,5 @@\n Tide\n+s\n'}),
    )
    .transactionId('mine')
  const result = await transaction.commit({autoGenerateArrayKeys: true})
  const documents = await client
    .transaction()
    .createOrReplace(note('b', {list: [{a: 1}]}))
    .commit({returnDocuments: true, autoGenerateArrayKeys: true})
  const mutated = await client.mutate([{delete: {id: 'b'}}], {
    returnFirst: false,
    returnDocuments: false,
  })

  expect(result).toMatchObject({transactionId: 'mine', documentIds: ['a', 'a', 'a']})
  expect(documents).toMatchObject([{_id: 'b', list: [{a: 1, _key: expect.any(String)}]}])
  expect(mutated).toMatchObject({results: [{id: 'b', operation: 'delete'}]})
  expect(await client.getDocument('a')).toMatchObject({n: 1, title: 'Tides', _rev: 'mine'})
  await expect(client.transaction().create(note('a')).delete('c').commit()).rejects.toMatchObject({
    statusCode: 409,
    details: {items: [{error: {type: 'documentAlreadyExistsError', id: 'a'}}]},
  })
})

test('getDocument and getDocuments, of releases too', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([note('a'), note('versions.spring.a', {title: 'Spring'})])

  expect(await client.getDocument('a')).toMatchObject({title: 'Tide'})
  expect(await client.getDocument('a', {releaseId: 'spring'})).toMatchObject({title: 'Spring'})
  expect(await client.getDocument('missing')).toBeUndefined()
  const [first, second] = await client.getDocuments(['missing', 'a'])
  expect([first, second?._id]).toEqual([null, 'a'])
})

test('listen hears, and live events name the tags of a query', async ({editor, reader}) => {
  const {client} = editor
  const options = {events: ['welcome' as const, 'mutation' as const], includeResult: true}
  const heard = collect(client.listen('*[_type == "note"]', {}, options))
  const live = collect(reader.live.events())
  await vi.waitFor(() => expect([heard.length, live.length]).toEqual([1, 1]), patience)

  await client.create(note('a'))

  await vi.waitFor(() => expect([heard.length, live.length]).toEqual([2, 2]), patience)
  expect(heard[0]).toMatchObject({type: 'welcome', listenerName: expect.any(String)})
  expect(heard[1]).toMatchObject({documentId: 'a', transition: 'appear', result: {title: 'Tide'}})
  expect(live[0]).toMatchObject({type: 'welcome', id: expect.any(String)})
  const {tags} = live[1] as {tags: string[]}
  const {syncTags = []} = await reader.fetch('*[_id == "a"]', {}, {filterResponse: false})
  expect(syncTags.some((tag) => tags.includes(tag))).toBe(true)
})

test('listen tells of a filter that is not GROQ, and live events of drafts where asked', async ({
  editor,
}) => {
  const {client} = editor
  const wrong = collect(client.listen('*[_type == '))
  const live = collect(client.live.events({includeDrafts: true, tag: 'test', waitFor: 'function'}))
  await vi.waitFor(() => expect([wrong.length, live.length]).toEqual([1, 1]), patience)

  await client.create(note('drafts.a'))

  expect(wrong[0]).toBeInstanceOf(ChannelError)
  expect(String(wrong[0])).toMatch(/GROQ query parse error/)
  await vi.waitFor(() => expect(live).toHaveLength(2), patience)
  expect(live[0]).toMatchObject({type: 'welcome'})
  expect(live[1]).toMatchObject({type: 'message', tags: expect.any(Array)})
})

test('actions of documents and versions', async ({lake, editor}) => {
  const {client} = editor
  const ids = {draftId: 'drafts.a', publishedId: 'a'}

  await client.action({
    actionType: 'sanity.action.document.create',
    publishedId: 'a',
    attributes: note('drafts.a'),
    ifExists: 'fail',
  })
  const edit = {actionType: 'sanity.action.document.edit', ...ids} as const
  await client.action({...edit, patch: {set: {title: 'Edited'}}})
  await client.action([{actionType: 'sanity.action.document.publish', ...ids}], {
    transactionId: 'published',
  })
  expect(await client.getDocument('a')).toMatchObject({title: 'Edited', _rev: 'published'})
  const {releaseId} = await client.releases.create({metadata: {title: 'Spring'}})
  await client.createVersion({baseId: 'a', releaseId, publishedId: 'a'})
  await client.replaceVersion({releaseId, publishedId: 'a', document: {_type: 'note', title: 'V'}})
  expect(await client.getDocument('a', {releaseId})).toMatchObject({title: 'V'})
  expect(await client.fetch('*[_id == "a"][0].title', {}, {perspective: [releaseId]})).toBe('V')
  await client.unpublishVersion({releaseId, publishedId: 'a'})
  await client.discardVersion({releaseId, publishedId: 'a'})
  expect(await client.getDocument('a', {releaseId})).toBeUndefined()
  await client.action({actionType: 'sanity.action.document.unpublish', ...ids})
  expect(await client.getDocument('drafts.a')).toMatchObject({title: 'Edited'})
  await client.action({actionType: 'sanity.action.document.discard', draftId: 'drafts.a'})
  const dryRun = client.action({...edit, patch: {set: {}}}, {dryRun: true})
  await expect(dryRun).rejects.toMatchObject({statusCode: 404})
  expect(lake.datasets.get('production').document('a')).toBeNull()
})

test('releases: from creation to deletion', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([note('a')])
  const {releaseId} = await client.releases.create({
    metadata: {title: 'Spring', releaseType: 'asap'},
  })
  await client.createVersion({baseId: 'a', releaseId, publishedId: 'a'})
  const later = new Date(Date.now() + 3_600_000).toISOString()

  await client.releases.edit({releaseId, patch: {set: {'metadata.title': 'Summer'}}})
  await client.releases.schedule({releaseId, publishAt: later})
  expect(await client.releases.get({releaseId})).toMatchObject({
    state: 'scheduled',
    metadata: {title: 'Summer'},
  })
  await client.releases.unschedule({releaseId})
  const raw = client.withConfig({perspective: 'raw'})
  const documents = await raw.releases.fetchDocuments({releaseId})
  expect(documents.result).toMatchObject([{_id: `versions.${releaseId}.a`}])
  await client.releases.archive({releaseId})
  await client.releases.unarchive({releaseId})
  await client.releases.publish({releaseId})
  await client.releases.delete({releaseId})

  expect(await client.releases.get({releaseId})).toBeUndefined()
})

test('assets: upload, address, delete', async ({lake, editor}) => {
  const {client} = editor
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"/>')

  const image = await client.assets.upload('image', svg, {
    filename: 'a.svg',
    title: 'A',
    description: 'B',
    label: 'l',
    creditLine: 'C',
    source: {id: 's', name: 'unsplash', url: 'https://example.com/a'},
  })
  const file = await client.assets.upload('file', Buffer.from('text'), {
    filename: 'a.txt',
    contentType: 'text/plain',
  })

  expect(image).toMatchObject({
    _type: 'sanity.imageAsset',
    originalFilename: 'a.svg',
    title: 'A',
    creditLine: 'C',
    source: {id: 's', name: 'unsplash'},
    metadata: {dimensions: {width: 4, height: 2}},
  })
  const path = new URL(file.url).pathname
  const request = () => lake.fetch(new Request(`http://localhost${path}`))
  expect(await (await request()).text()).toBe('text')
  await client.delete(file._id)
  expect((await request()).status).toBe(404)
})

test('users, projects and datasets', async ({lake, editor}) => {
  const admin = addEditor(lake, 'Ada', 'administrator').client

  expect(await editor.client.users.getById('me')).toMatchObject({id: editor.id, name: 'Editor'})
  expect(await editor.client.users.getById(editor.id)).toMatchObject({displayName: 'Editor'})
  expect(await admin.projects.list()).toMatchObject([{id: 'masthead'}])
  expect(await admin.projects.getById('masthead')).toMatchObject({id: 'masthead'})
  expect(await admin.datasets.create('other', {aclMode: 'public'})).toMatchObject({
    datasetName: 'other',
  })
  expect((await admin.datasets.list()).map(({name}) => name)).toEqual(['other', 'production'])
  expect(await admin.datasets.getEmbeddingsSettings('other')).toMatchObject({enabled: false})
  await expect(
    admin.datasets.editEmbeddingsSettings('other', {enabled: true}),
  ).rejects.toMatchObject({statusCode: 501})
  expect(await admin.request({url: '/check/cors'})).toMatchObject({result: {allowed: false}})
  await admin.datasets.edit('other', {aclMode: 'public'})
  expect(await admin.datasets.delete('other')).toEqual({deleted: true})
  await expect(editor.client.datasets.create('more')).rejects.toMatchObject({statusCode: 403})
  await expect(admin.datasets.create('more', {aclMode: 'private'})).rejects.toMatchObject({
    statusCode: 501,
  })
})

test('what the lake does not offer says so', async ({editor}) => {
  const {client} = editor
  const generate = client.withConfig({apiVersion: 'vX'}).agent.action.generate({
    schemaId: 'a',
    documentId: 'a',
    instruction: 'write',
  })

  await expect(generate).rejects.toMatchObject({statusCode: 501})
  for (const url of ['/collaboration/comments/query', '/context/knowledge-bases', '/jobs/a'])
    await expect(client.request({url})).rejects.toMatchObject({statusCode: 501})
})

test('clones, observables and raw requests', async ({lake, editor}) => {
  await lake.seed([note('a')])
  const {client} = editor

  const observed = collect(client.observable.fetch('*[0]._id'))
  await vi.waitFor(() => expect(observed).toEqual(['a']), patience)
  expect(await client.clone().fetch('count(*)')).toBe(1)
  expect(await client.withConfig({perspective: 'drafts'}).fetch('*[0]._originalId')).toBe('a')
  expect(await client.request({url: '/ping'})).toEqual({ping: 'pong'})
  const other = clientFor('mh_000000000000_wrong')
  await expect(other.fetch('*')).rejects.toMatchObject({statusCode: 401})
})
