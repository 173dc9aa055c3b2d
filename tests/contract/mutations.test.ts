import {DatabaseSync} from 'node:sqlite'
import {expect, vi} from 'vitest'
import {addEditor, test} from '../support/lake.ts'
import {dataset} from '../support/servers.ts'

const article = (_id: string, more: object = {}) => ({
  _id,
  _type: 'article',
  title: 'Tides',
  ...more,
})
const reference = (_ref: string, more: object = {}) => ({_type: 'reference', _ref, ...more})

test('[M1] a transaction is committed as a whole or not at all', async ({editor}) => {
  const {client} = editor
  const transaction = client
    .transaction()
    .create(article('first'))
    .patch('first', {set: {title: 'Changed in the same transaction'}})
    .create(article('first'))

  await expect(transaction.commit()).rejects.toMatchObject({statusCode: 409})

  expect(await client.getDocument('first')).toBeUndefined()
})

test('[M1] mutations of a transaction see those before them', async ({editor}) => {
  const {client} = editor

  await client
    .transaction()
    .create(article('first'))
    .patch('first', {set: {title: 'Later'}})
    .commit()

  expect(await client.getDocument('first')).toMatchObject({title: 'Later'})
})

test('[M2] create refuses, createIfNotExists leaves, createOrReplace replaces', async ({
  editor,
}) => {
  const {client} = editor
  const first = await client.create(article('tides', {mood: 'calm'}))

  await expect(client.create(article('tides'))).rejects.toMatchObject({
    statusCode: 409,
    details: {items: [{error: {type: 'documentAlreadyExistsError', id: 'tides'}}]},
  })
  const left = await client.createIfNotExists(article('tides', {title: 'Other'}))
  const replaced = await client.createOrReplace(article('tides', {title: 'Other'}))

  expect(left).toEqual(first)
  expect(replaced).toMatchObject({title: 'Other', _createdAt: first._createdAt})
  expect(replaced).not.toHaveProperty('mood')
})

test('[M3] a patch needs its document, a delete does not', async ({editor}) => {
  const {client} = editor

  await expect(client.patch('none', {set: {title: 'T'}}).commit()).rejects.toMatchObject({
    statusCode: 409,
    details: {items: [{index: 0, error: {type: 'documentNotFoundError', id: 'none'}}]},
  })
  await client.delete('none')
})

test('[M4] a patch for another revision is refused', async ({editor}) => {
  const {client} = editor
  const first = await client.create(article('tides'))
  await client.patch('tides', {set: {title: 'Second'}}).commit()

  const late = client
    .patch('tides', {set: {title: 'Late'}})
    .ifRevisionId(first._rev)
    .commit()

  await expect(late).rejects.toMatchObject({
    statusCode: 409,
    details: {items: [{error: {type: 'documentRevisionIDDoesNotMatchError'}}]},
  })
  expect(await client.getDocument('tides')).toMatchObject({title: 'Second'})
})

test('[M5] every patch operation does its work', async ({editor}) => {
  const {client} = editor
  const items = ['a', 'b', 'c'].map((_key) => ({_key, text: _key}))
  await client.create(article('tides', {count: 1, body: 'High watr', gone: 1, items}))

  const patched = await client
    .patch('tides')
    .set({'seo.title': 'Set deep', 'items[_key=="b"].text': 'B'})
    .setIfMissing({subtitle: 'New', title: 'Not this'})
    .unset(['gone', 'items[_key=="a"]'])
    .inc({count: 5})
    .dec({count: 1})
    .diffMatchPatch({body: '@@ -3,7 +3,8 @@\n gh wat\n+e\n r\n'})
    .commit()
  const inserted = await client
    .patch('tides')
    .insert('after', 'items[_key=="b"]', [{_key: 'd', text: 'd'}])
    .commit()

  expect(patched).toMatchObject({
    title: 'Tides',
    subtitle: 'New',
    seo: {title: 'Set deep'},
    count: 5,
    body: 'High water',
  })
  expect(patched).not.toHaveProperty('gone')
  expect(inserted.items).toEqual([
    {_key: 'b', text: 'B'},
    {_key: 'd', text: 'd'},
    {_key: 'c', text: 'c'},
  ])
})

for (const field of ['_id', '_type'])
  test(`[M5] a patch cannot change ${field}`, async ({editor}) => {
    await editor.client.create(article('tides'))

    const patch = editor.client.patch('tides', {set: {[field]: 'other'}}).commit()

    await expect(patch).rejects.toMatchObject({statusCode: 409})
  })

test('[M6] patch and delete by query change what the query finds', async ({lake, editor}) => {
  await lake.seed([article('a'), article('b', {old: true}), article('c', {old: true})])

  await editor.client
    .patch({query: '*[_type == $type && old]', params: {type: 'article'}})
    .set({title: 'Old'})
    .commit()
  await editor.client.delete({query: '*[title == "Old" && _id == "c"]'})

  const found = await editor.client.getDocuments(['a', 'b', 'c'])
  expect(found.map((document) => document?.title)).toEqual(['Tides', 'Old', undefined])
})

test('[M7] a strong reference needs its target, a weak one does not', async ({editor}) => {
  const {client} = editor

  await expect(client.create(article('a', {author: reference('none')}))).rejects.toMatchObject({
    statusCode: 409,
    details: {items: [{error: {type: 'documentReferenceDoesNotExistError', referenceID: 'none'}}]},
  })
  await client.create(article('b', {author: reference('none', {_weak: true})}))
  await client
    .transaction()
    .create(article('c', {author: reference('ada')}))
    .create({_id: 'ada', _type: 'author'})
    .commit()
})

test('[M8] what is strongly referenced stays', async ({lake, editor}) => {
  const {client} = editor
  await lake.seed([
    {_id: 'ada', _type: 'author'},
    article('a', {authors: [{...reference('ada'), _key: 'k'}]}),
    article('b', {author: reference('ada', {_weak: true})}),
  ])

  await expect(client.delete('ada')).rejects.toMatchObject({
    statusCode: 409,
    details: {
      items: [{error: {type: 'documentHasExistingReferencesError', referencingIDs: ['a']}}],
    },
  })
  await client.transaction().delete('ada').delete('a').commit()

  expect(await client.getDocuments(['ada', 'a', 'b'])).toEqual([
    null,
    null,
    expect.objectContaining({_id: 'b'}),
  ])
})

test('[M8] many that refer to each other go in one transaction, but not past one that stays', async ({
  lake,
  editor,
}) => {
  const {client} = editor
  const ring = Array.from({length: 1_000}, (_, at) =>
    article(`ring-${at}`, {next: reference(`ring-${(at + 1) % 1_000}`)}),
  )
  await lake.seed([...ring, article('outside', {next: reference('ring-7')})])
  const query = '*[string::startsWith(_id, "ring-")]'

  await expect(client.delete({query})).rejects.toMatchObject({
    details: {items: [{error: {id: 'ring-7', referencingIDs: ['outside']}}]},
  })
  await client.delete('outside')
  await client.delete({query})

  expect(await client.fetch('count(*[_type == "article"])')).toBe(0)
})

test('[M9] a dry run checks everything and changes nothing', async ({editor}) => {
  const {client} = editor

  const dry = await client.create(article('tides'), {dryRun: true})
  await client.create(article('other'))
  const refused = client.create(article('other'), {dryRun: true})

  expect(dry).toMatchObject({_id: 'tides'})
  expect(await client.getDocument('tides')).toBeUndefined()
  await expect(refused).rejects.toMatchObject({statusCode: 409})
})

test('[M9] a dry run may be asked for in the body, as for actions', async ({editor}) => {
  const {client} = editor
  await client.create(article('tides'))

  await client.request({
    method: 'POST',
    url: `/data/mutate/${dataset}`,
    body: {mutations: [{delete: {id: 'tides'}}], dryRun: true},
  })

  expect(await client.getDocument('tides')).toMatchObject({_id: 'tides'})
})

test('[M9] ids or documents are answered as asked', async ({editor}) => {
  const {client} = editor
  const mutations = [{create: article('a')}, {create: article('b')}]

  const ids = await client.mutate(mutations, {returnDocuments: false, returnFirst: false})

  expect(ids).toMatchObject({
    documentIds: ['a', 'b'],
    results: [
      {id: 'a', operation: 'create'},
      {id: 'b', operation: 'create'},
    ],
  })
})

test('[M9] objects in arrays get their keys when asked, the same ones on a retry', async ({
  editor,
}) => {
  const {client} = editor
  const items = [{text: 'a'}, {text: 'b', _key: 'mine'}, 'plain']
  const send = () =>
    client
      .transaction()
      .create(article('tides', {items}))
      .patch('tides', (patch) => patch.append('items', [{text: 'c', deep: [{text: 'd'}]}]))
      .transactionId('keys')
      .commit({autoGenerateArrayKeys: true})

  await send()
  const first = await client.getDocument('tides')
  await send()

  const key = expect.stringMatching(/^[0-9a-f]{12}$/)
  expect(first?.items).toEqual([
    {text: 'a', _key: key},
    {text: 'b', _key: 'mine'},
    'plain',
    {text: 'c', _key: key, deep: [{text: 'd', _key: key}]},
  ])
  expect(await client.getDocument('tides')).toEqual(first)
})

test('[M10] a repeated transaction is answered again and not applied again', async ({
  editor,
  onlyOurs,
}) => {
  onlyOurs('elsewhere any second use of an id is refused')
  const {client} = editor
  await client.create(article('tides', {count: 0}))
  const once = () =>
    client
      .transaction()
      .transactionId('only-once')
      .patch('tides', {inc: {count: 1}})
      .commit()

  const first = await once()
  const second = await once()
  const begin = () =>
    client.action(
      {
        actionType: 'sanity.action.document.create',
        publishedId: 'ebb',
        attributes: article('drafts.ebb'),
        ifExists: 'fail',
      },
      {transactionId: 'begun-once'},
    )
  const begun = await begin()
  const begunAgain = await begin()
  const other = client.transaction().transactionId('only-once').create(article('x')).commit()

  expect(second).toEqual(first)
  expect(begunAgain).toEqual(begun)
  await expect(other).rejects.toMatchObject({statusCode: 409})
  expect(await client.getDocument('tides')).toMatchObject({count: 1})
})

test('[M11] roles write what is theirs to write', async ({lake, reader}) => {
  const contributor = addEditor(lake, 'Contributor', 'contributor').client
  const viewer = addEditor(lake, 'Viewer', 'viewer').client

  await contributor.create(article('drafts.mine'))

  await expect(contributor.create(article('published'))).rejects.toMatchObject({
    statusCode: 403,
    details: {items: [{error: {type: 'insufficientPermissionsError'}}]},
  })
  await expect(viewer.create(article('drafts.x'))).rejects.toMatchObject({statusCode: 403})
  await expect(reader.create(article('drafts.x'))).rejects.toMatchObject({statusCode: 401})
})

test('[M12] a database that another program holds is a fault that passes', async ({
  lake,
  editor,
}) => {
  const other = new DatabaseSync(lake.datasets.get('production').databaseFile)
  const client = editor.client.withConfig({maxRetries: 0})
  other.exec('begin immediate')

  const blocked = client.create(article('tides'))
  await expect(blocked).rejects.toMatchObject({statusCode: 503})
  other.exec('rollback')
  other.close()
  await client.create(article('tides'))

  expect(await client.getDocument('tides')).toMatchObject({title: 'Tides'})
})

test('[M13] an error names the mutation that failed', async ({editor}) => {
  const transaction = editor.client
    .transaction()
    .create(article('a'))
    .delete('b')
    .create(article('a'))

  await expect(transaction.commit()).rejects.toMatchObject({
    message: expect.stringContaining('already exists'),
    details: {
      type: 'mutationError',
      description: expect.stringContaining('The mutation(s) failed'),
      items: [{index: 2, error: {description: expect.any(String)}}],
    },
  })
})

test('[M14] times never run backwards, whatever the clock does', async ({editor, onlyOurs}) => {
  onlyOurs('it sets the clock of this process back')
  const {client} = editor
  const first = await client.create(article('tides'))
  const now = Date.now()
  vi.setSystemTime(now - 3_600_000)

  const second = await client.patch('tides', {set: {title: 'Later'}}).commit()
  vi.useRealTimers()

  expect(second._updatedAt >= first._updatedAt).toBe(true)
})

test('[M16] changes that wait are bounded, and one too many is not begun', async ({
  lake,
  editor,
  onlyOurs,
}) => {
  onlyOurs('it asks the lake itself, all at once')
  const {mutate, document} = lake.datasets.get('production')
  const identity = {...editor, email: '', role: 'editor' as const}
  const write = (n: number) => mutate([{create: {_id: `note-${n}`, _type: 'note'}}], {identity})

  const written = await Promise.allSettled(Array.from({length: 103}, (_one, n) => write(n)))

  const refused = written.filter((one) => one.status === 'rejected')
  expect(refused.length).toBe(3)
  expect(refused[0]?.reason).toMatchObject({status: 429, headers: {'retry-after': '1'}})
  expect([document('note-99'), document('note-100')]).toEqual([expect.anything(), null])
  await write(100)
})
