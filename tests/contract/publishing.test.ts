import {randomUUID} from 'node:crypto'
import type {SanityClient} from '@sanity/client'
import {expect, vi} from 'vitest'
import {addEditor, test, type Editor} from '../support/lake.ts'

const article = (_id: string, more: object = {}) => ({
  _id,
  _type: 'article',
  title: 'Tides',
  ...more,
})
const pair = {draftId: 'drafts.tides', publishedId: 'tides'}

/** Actions by their short name; the client's types lag behind what Studio sends. */
const act = (client: SanityClient, ...actions: [name: string, fields: object][]) =>
  client.action(
    actions.map(([name, fields]) => ({actionType: `sanity.action.${name}`, ...fields})) as never,
  )

test('[P1] create makes a draft once', async ({editor}) => {
  const {client} = editor
  const create = {publishedId: 'tides', attributes: article('drafts.tides'), ifExists: 'fail'}

  await act(client, ['document.create', create])
  await act(client, ['document.create', {...create, ifExists: 'ignore'}])

  await expect(act(client, ['document.create', create])).rejects.toMatchObject({
    statusCode: 409,
    details: {type: 'actionError', items: [{index: 0}]},
  })
  expect(await client.getDocument('drafts.tides')).toMatchObject({title: 'Tides'})
})

test('[P2] editing makes the draft from the published document', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([article('tides', {mood: 'calm'})])

  await act(client, ['document.edit', {...pair, patch: {set: {title: 'Changed'}}}])

  expect(await client.getDocument('drafts.tides')).toMatchObject({title: 'Changed', mood: 'calm'})
  expect(await client.getDocument('tides')).toMatchObject({title: 'Tides'})
})

test('[P2] an edit that changes nothing makes the draft and counts as an edit', async ({
  lake,
  editor,
}) => {
  const {client} = editor
  await lake.seed([article('tides')])
  const guard = {...pair, patch: {unset: ['_empty_action_guard_pseudo_field_']}}

  await act(client, ['document.edit', guard])
  const first = await client.getDocument('drafts.tides')
  await act(client, ['document.edit', guard])
  const second = await client.getDocument('drafts.tides')

  expect(first).toMatchObject({title: 'Tides'})
  expect(second?._rev).not.toBe(first?._rev)
})

test('[P2] there is nothing to edit when neither exists', async ({editor}) => {
  const edit = act(editor.client, ['document.edit', {...pair, patch: {set: {title: 'T'}}}])

  await expect(edit).rejects.toMatchObject({statusCode: 404})
})

test('[P3] publishing replaces the published document and removes the draft', async ({
  lake,
  editor,
}) => {
  const {client} = editor
  await lake.seed([article('tides', {gone: true})])
  const published = await client.getDocument('tides')
  await lake.seed([article('drafts.tides', {title: 'Changed'})])

  await editor.publish('tides')

  const now = await client.getDocument('tides')
  expect(now).toMatchObject({title: 'Changed', _createdAt: published?._createdAt})
  expect(now).not.toHaveProperty('gone')
  expect(await client.getDocument('drafts.tides')).toBeUndefined()
})

test('[P3] publishing can insist on the revisions that the editor saw', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([article('tides'), article('drafts.tides', {title: 'Changed'})])
  const publish = (guard: object) => act(client, ['document.publish', {...pair, ...guard}])

  await expect(publish({ifDraftRevisionId: 'old'})).rejects.toMatchObject({statusCode: 409})
  await expect(publish({ifPublishedRevisionId: 'old'})).rejects.toMatchObject({statusCode: 409})

  expect(await client.getDocument('tides')).toMatchObject({title: 'Tides'})
})

test('[P4] references that wait for publication become strong', async ({lake, editor}) => {
  const {client} = editor
  const author = {
    _type: 'reference',
    _ref: 'ada',
    _weak: true,
    _strengthenOnPublish: {type: 'author'},
  }
  await lake.seed([article('drafts.tides', {author})])

  await expect(editor.publish('tides')).rejects.toMatchObject({statusCode: 409})
  await lake.seed([{_id: 'ada', _type: 'author'}])
  await editor.publish('tides')

  expect((await client.getDocument('tides'))?.author).toEqual({_type: 'reference', _ref: 'ada'})
  await expect(client.delete('ada')).rejects.toMatchObject({statusCode: 409})
})

test('[P5] unpublishing leaves the content as a draft', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([article('tides')])

  await editor.unpublish('tides')

  expect(await client.getDocuments(['tides', 'drafts.tides'])).toEqual([
    null,
    expect.objectContaining({title: 'Tides'}),
  ])
})

test('[P6] delete removes the group, discard one draft', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([
    article('tides'),
    article('drafts.tides'),
    article('moon'),
    article('drafts.moon'),
  ])

  await act(
    client,
    ['document.delete', {publishedId: 'tides', includeDrafts: ['drafts.tides']}],
    ['document.version.discard', {versionId: 'drafts.moon'}],
  )

  const left = await client.getDocuments(['tides', 'drafts.tides', 'moon', 'drafts.moon'])
  expect(left.map((document) => document?._id)).toEqual([undefined, undefined, 'moon', undefined])
})

test('[P6] delete refuses to leave a draft behind', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([article('tides'), article('drafts.tides')])

  const remove = act(client, ['document.delete', {publishedId: 'tides', includeDrafts: []}])

  await expect(remove).rejects.toMatchObject({statusCode: 409})
  expect(await client.getDocument('tides')).toMatchObject({_id: 'tides'})
})

test('[P2] replaceDraft needs a draft or a published document', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([article('tides')])
  const replace = (publishedId: string) =>
    act(client, [
      'document.replaceDraft',
      {publishedId, attributes: article(`drafts.${publishedId}`, {title: 'Restored'})},
    ])

  await replace('tides')

  expect(await client.getDocument('drafts.tides')).toMatchObject({title: 'Restored'})
  await expect(replace('never')).rejects.toMatchObject({statusCode: 404})
})

test('[P9] a release is imported from its attributes or from its document', async ({
  lake,
  editor,
}) => {
  const {client} = editor
  const release = {_type: 'system.release', state: 'archived', metadata: {title: 'Spring'}}
  const fields = (name: string) => ({...release, _id: `_.releases.${name}`, name})

  await act(
    client,
    ['release.import', {releaseId: 'r1', attributes: fields('r1'), ifExists: 'fail'}],
    ['release.import', {releaseId: 'r2', document: fields('r2'), ifExists: 'fail'}],
  )

  for (const name of ['r1', 'r2'])
    expect(lake.datasets.get('production').document(`_.releases.${name}`)).toMatchObject(release)
})

test('[P7] actions of one request stand or fall together', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([article('tides')])
  const edit = (title: string) =>
    ['document.edit', {...pair, patch: {set: {title}}}] as [string, object]

  await act(client, edit('One'), edit('Two'), ['document.publish', pair])
  const failing = act(client, edit('Three'), ['document.publish', {...pair, publishedId: 'moon'}])

  await expect(failing).rejects.toMatchObject({details: {items: [{index: 1}]}})
  expect(await client.getDocument('tides')).toMatchObject({title: 'Two'})
  expect(await client.getDocument('drafts.tides')).toBeUndefined()
})

test('[P7] an action that the lake does not offer says so', async ({editor}) => {
  const action = act(editor.client, ['document.variant.create', {}])

  await expect(action).rejects.toMatchObject({
    statusCode: 501,
    message: expect.stringContaining('document.variant.create'),
  })
})

test('[P8] a version is made from a document, replaced, marked for unpublishing and discarded', async ({
  lake,
  editor,
}) => {
  const {client} = editor
  await lake.seed([article('tides', {title: 'Published'})])
  const {releaseId} = await client.releases.create({})
  const ids = {publishedId: 'tides', releaseId}
  const version = () => client.getDocument(`versions.${releaseId}.tides`)

  await client.createVersion({...ids, baseId: 'tides'})
  const made = await version()
  await client.replaceVersion({...ids, document: {_type: 'article', title: 'Replaced'}})
  const replaced = await version()
  await client.unpublishVersion(ids)
  const marked = await version()
  await client.discardVersion(ids)
  const discarded = await version()

  expect(made).toMatchObject({title: 'Published'})
  expect(replaced).toMatchObject({title: 'Replaced', _createdAt: made?._createdAt})
  expect(marked).toMatchObject({title: 'Replaced', _system: {delete: true}})
  expect(discarded).toBeUndefined()
  expect(await client.getDocument('tides')).toMatchObject({title: 'Published'})
})

test('[P8] a version that is not there is not replaced, and one that is not made again', async ({
  lake,
  editor,
}) => {
  const {client} = editor
  await lake.seed([article('tides')])
  const {releaseId} = await client.releases.create({})
  const ids = {publishedId: 'tides', releaseId}

  const replaced = client.replaceVersion({...ids, document: {_type: 'article'}})
  await expect(replaced).rejects.toMatchObject({statusCode: 404})
  await client.createVersion({...ids, baseId: 'tides'})
  const again = client.createVersion({...ids, baseId: 'tides'})
  await expect(again).rejects.toMatchObject({statusCode: 409})
  const elsewhere = client.action({
    actionType: 'sanity.action.document.version.create',
    publishedId: 'moon',
    document: {_id: `versions.${releaseId}.tides`, _type: 'article'},
  })
  await expect(elsewhere).rejects.toMatchObject({statusCode: 400})
})

test('[P8] the App SDK makes drafts and versions with their attributes', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([article('tides')])
  const published = await client.getDocument('tides')
  const create = (_id: string, publishedId: string, more = {}) =>
    act(client, ['document.version.create', {publishedId, attributes: {...more, ...article(_id)}}])

  await create('drafts.moon', 'moon')
  await create('versions.r1.tides', 'tides', published)

  expect(await client.getDocument('drafts.moon')).toMatchObject({title: 'Tides'})
  expect(await client.getDocument('versions.r1.tides')).toMatchObject({title: 'Tides'})
  await expect(create('drafts.moon', 'moon')).rejects.toMatchObject({statusCode: 409})
})

test('[P9] a release publishes its versions together', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([article('tides'), article('moon')])
  const {releaseId} = await client.releases.create({metadata: {title: 'Spring'}})
  for (const publishedId of ['tides', 'moon'])
    await client.createVersion({
      publishedId,
      releaseId,
      document: {_type: 'article', title: 'Spring'},
    })

  await client.releases.publish({releaseId})

  const ids = ['tides', 'moon', `versions.${releaseId}.tides`]
  const [tides, moon, version] = await client.getDocuments(ids)
  expect([tides?.title, moon?.title, version]).toEqual(['Spring', 'Spring', null])
  expect(tides?._rev).toBe(moon?._rev)
  expect(await client.releases.get({releaseId})).toMatchObject({state: 'published'})
})

test('[P9] a release that is not archived or published cannot be deleted', async ({editor}) => {
  const {client} = editor
  const {releaseId} = await client.releases.create({})

  await expect(client.releases.delete({releaseId})).rejects.toMatchObject({statusCode: 409})
  await client.releases.archive({releaseId})
  await client.releases.delete({releaseId})

  expect(await client.getDocument(`_.releases.${releaseId}`)).toBeUndefined()
})

test('[P9] an archived release comes back with its versions', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([article('tides')])
  const {releaseId} = await client.releases.create({})
  const document = {_type: 'article', title: 'Spring'}
  await client.createVersion({publishedId: 'tides', releaseId, document})
  const versionId = `versions.${releaseId}.tides`

  await client.releases.archive({releaseId})
  const archived = await client.getDocument(versionId)
  await client.releases.unarchive({releaseId})

  expect(archived).toBeUndefined()
  expect(await client.getDocument(versionId)).toMatchObject({title: 'Spring'})
  expect(await client.releases.get({releaseId})).toMatchObject({state: 'active'})
})

test('[P10] a scheduled release is published when its time has come', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([article('tides')])
  const {releaseId} = await client.releases.create({metadata: {releaseType: 'scheduled'}})
  const document = {_type: 'article', title: 'Later'}
  await client.createVersion({publishedId: 'tides', releaseId, document})

  const schedule = (inMs: number) =>
    client.releases.schedule({releaseId, publishAt: new Date(Date.now() + inMs).toISOString()})

  await schedule(3_600_000)
  expect(await client.getDocument('tides')).toMatchObject({title: 'Tides'})
  await client.releases.unschedule({releaseId})
  await schedule(200)

  await vi.waitFor(async () => {
    expect(await client.getDocument('tides')).toMatchObject({title: 'Later'})
  }, 30_000)
})

test('[P11] a contributor edits drafts and cannot publish them', async ({lake}) => {
  const {client} = addEditor(lake, 'Contributor', 'contributor')
  await lake.seed([article('tides')])

  await act(client, ['document.edit', {...pair, patch: {set: {title: 'Suggested'}}}])
  const publish = act(client, ['document.publish', pair])
  const remove = act(client, ['document.delete', {publishedId: 'tides'}])

  await expect(publish).rejects.toMatchObject({statusCode: 403})
  await expect(remove).rejects.toMatchObject({statusCode: 403})
})

/** The revision at a transaction, and the transactions and events that history knows of one document. */
async function pastOf({client}: Editor, id: string, revision: string) {
  const url = '/data/history/production'
  const {documents} = await client.request<{documents: object[]}>({
    url: `${url}/documents/${id}?revision=${revision}`,
  })
  const lines = await client.request<unknown>({url: `${url}/transactions/${id}`})
  const {events} = await client.request<{events: Record<string, object[]>}>({
    url: `${url}/events/documents/${id.replace('drafts.', '')}?limit=100`,
  })
  return {
    documents,
    transactions: JSON.stringify(lines ?? ''),
    events: Object.values(events).flat(),
  }
}

test('[P12] what is discarded with purge leaves no past', async ({lake}) => {
  const ada = addEditor(lake, 'Ada', 'administrator')
  await ada.client
    .transaction()
    .transactionId('written')
    .create({_id: 'drafts.tides', _type: 'article', title: 'Secret'})
    .create({_id: 'moon', _type: 'article', title: 'Moon'})
    .commit()

  await act(ada.client, ['document.discard', {draftId: 'drafts.tides', purge: true}])

  const {documents, transactions} = await pastOf(ada, 'drafts.tides', 'written')
  expect(documents).toEqual([])
  expect(transactions).not.toContain('Secret')
  const other = await pastOf(ada, 'moon', 'written')
  expect(other.documents).toMatchObject([{title: 'Moon'}])
  expect(other.transactions).toContain('Moon')
  expect(other.transactions).not.toContain('Secret')
})

test('[P12] a document that is deleted with purge may be made again, with a past of its own', async ({
  lake,
}) => {
  const ada = addEditor(lake, 'Ada', 'administrator')
  // History outlives what a test leaves behind: this document has to be one that never was.
  const published = `tides-${randomUUID()}`
  const draft = `drafts.${published}`
  const {_rev: first} = await ada.client.create(article(published))
  await ada.client.create(article(draft, {title: 'Draft'}))

  await act(ada.client, [
    'document.delete',
    {publishedId: published, includeDrafts: [draft], purge: true},
  ])
  const between = await pastOf(ada, published, first)
  const {_rev: second} = await ada.client.create(article(published, {title: 'Again'}))

  expect(between.documents).toEqual([])
  expect(between.events).toHaveLength(1)
  expect((await pastOf(ada, published, first)).documents).toEqual([])
  expect((await pastOf(ada, published, second)).documents).toMatchObject([{title: 'Again'}])
})

test('[P12] only administrators purge, and only what stays away', async ({lake, editor}) => {
  const ada = addEditor(lake, 'Ada', 'administrator')
  await lake.seed([article('drafts.tides')])
  const discard = ['document.discard', {draftId: 'drafts.tides', purge: true}] as [string, object]
  const create = {publishedId: 'tides', attributes: article('drafts.tides')}

  const refused = act(editor.client, discard)
  const contradiction = act(ada.client, discard, ['document.create', create])

  await expect(refused).rejects.toMatchObject({statusCode: 403})
  await expect(contradiction).rejects.toMatchObject({statusCode: 400})
  expect(await editor.client.getDocument('drafts.tides')).toMatchObject({_id: 'drafts.tides'})
})

test('[P12] the past of a draft that was published goes with its document', async ({lake}) => {
  const ada = addEditor(lake, 'Ada', 'administrator')
  const published = `tides-${randomUUID()}`
  const draft = `drafts.${published}`
  const version = `versions.spring.${published}`
  const {_rev: written} = await ada.client.create(article(draft, {title: 'Secret'}))
  await ada.publish(published)
  const {_rev: planned} = await ada.client.create(article(version, {title: 'Secret too'}))
  await act(ada.client, ['document.version.discard', {versionId: version}])

  await act(ada.client, ['document.delete', {publishedId: published, purge: true}])

  for (const [id, revision] of [
    [draft, written],
    [version, planned],
  ] as const) {
    const {documents, transactions} = await pastOf(ada, id, revision)
    expect(documents).toEqual([])
    expect(transactions).not.toContain('Secret')
  }
})

test('[P12] the mutation delete purges too, also what was deleted before', async ({
  lake,
  editor,
}) => {
  const ada = addEditor(lake, 'Ada', 'administrator')
  const id = `tides-${randomUUID()}`
  const {_rev: written} = await ada.client.create(article(id, {title: 'Secret'}))
  const purge = (client: typeof ada.client) =>
    client.mutate([{delete: {id, purge: true}}] as never, {returnDocuments: false})
  await ada.client.delete(id)
  expect((await pastOf(ada, id, written)).documents).toMatchObject([{title: 'Secret'}])

  await expect(purge(editor.client)).rejects.toMatchObject({statusCode: 403})
  await purge(ada.client)

  const {documents, transactions} = await pastOf(ada, id, written)
  expect(documents).toEqual([])
  expect(transactions).not.toContain('Secret')
})

test('[P13] what an action brings gets the keys that it lacks', async ({editor}) => {
  const {client} = editor
  const tags = [{name: 'sea'}, {_key: 'own', name: 'moon'}]
  const version = article('versions.r1.tides', {tags})

  await act(
    client,
    ['document.create', {publishedId: 'tides', attributes: article('drafts.tides', {tags})}],
    ['document.version.create', {publishedId: 'tides', document: version}],
    [
      'document.edit',
      {...pair, patch: {insert: {after: 'tags[-1]', items: [{name: 'tide', within: [{}]}]}}},
    ],
  )

  const key: unknown = expect.stringMatching(/./)
  const created = [{_key: key, name: 'sea'}, tags[1]]
  expect(await client.getDocument('versions.r1.tides')).toMatchObject({tags: created})
  expect(await client.getDocument('drafts.tides')).toMatchObject({
    tags: [...created, {_key: key, name: 'tide', within: [{_key: key}]}],
  })
})
