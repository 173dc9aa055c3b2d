import {expect} from 'vitest'
import {addEditor, test} from '../support/lake.ts'

const article = (_id: string, more: object = {}) => ({
  _id,
  _type: 'article',
  title: 'Tides',
  ...more,
})

test('[D1] a created document has its times, and the transaction as revision', async ({editor}) => {
  const created = await editor.client.create(article('tides'))

  expect(created).toMatchObject({_id: 'tides', _type: 'article', title: 'Tides'})
  expect(created._createdAt).toBe(created._updatedAt)
  expect(Math.abs(Date.now() - Date.parse(created._createdAt))).toBeLessThan(60_000)
  expect(created._rev).not.toBe('')
})

test('[D2] an id that is missing or unfinished is completed', async ({editor}) => {
  const free = await editor.client.create({_type: 'article'})
  const draft = await editor.client.create({_id: 'drafts.', _type: 'article'})

  expect(free._id).toMatch(/^[A-Za-z0-9]{22}$/)
  expect(draft._id).toMatch(/^drafts\.[A-Za-z0-9]{22}$/)
})

for (const id of ['with space', '-x', 'a..b', 'é', 'x'.repeat(129), '../up', 'a/b'])
  test(`[D2] the id "${id.slice(0, 20)}" is refused`, async ({editor}) => {
    const creation = editor.client.create(article(id))

    await expect(creation).rejects.toMatchObject({statusCode: 400})
  })

test('[D3] a document without type is refused', async ({editor}) => {
  const creation = editor.client.create({_id: 'x', title: 'No type'} as never)

  await expect(creation).rejects.toMatchObject({statusCode: 400})
})

test('[D3] a document may be nested 20 levels deep and no deeper', async ({editor}) => {
  const nested = (levels: number): object => (levels > 1 ? {a: nested(levels - 1)} : {a: 1})

  await editor.client.create(article('deep', nested(20)))
  const deeper = editor.client.create(article('deeper', nested(21)))

  await expect(deeper).rejects.toMatchObject({statusCode: 400})
})

test('[D3] names that would touch prototypes are refused', async ({lake, editor}) => {
  const body =
    '{"mutations":[{"create":{"_id":"x","_type":"article","__proto__":{"polluted":true}}}]}'
  const request = new Request('http://localhost/v2025-02-19/data/mutate/production', {
    method: 'POST',
    body,
    headers: {authorization: `Bearer ${editor.token}`},
  })

  const response = await lake.fetch(request)

  expect(response.status).toBe(400)
  expect(({} as {polluted?: boolean}).polluted).toBeUndefined()
})

test('[D4] documents by id come with the reasons for those left out', async ({lake, editor}) => {
  await lake.seed([article('tides')])

  const found = await editor.client.getDocuments(['tides', 'missing'])

  expect(found).toEqual([expect.objectContaining({_id: 'tides'}), null])
})

test('[D4] an id stands for its draft and versions too, when they are asked for', async ({
  lake,
  editor,
  reader,
}) => {
  await lake.seed([article('tides'), article('drafts.tides'), article('versions.r1.tides')])
  await lake.seed([article('drafts.new'), article('tides-2')])
  const all = (client: typeof reader, id: string) =>
    client.getDocument(id, {includeAllVersions: true}).then((found) => found.map(({_id}) => _id))

  const found = await all(editor.client, 'tides')
  expect(found.toSorted()).toEqual(['drafts.tides', 'tides', 'versions.r1.tides'])
  expect(await all(editor.client, 'new')).toEqual(['drafts.new'])
  expect(await all(editor.client, 'missing')).toEqual([])
  expect(await all(reader, 'tides')).toEqual(['tides'])
  expect(await all(reader, 'new')).toEqual([])
})

test('[D5] drafts, versions and releases are hidden from anonymous callers', async ({
  lake,
  reader,
}) => {
  await lake.seed([article('tides'), article('drafts.tides'), article('versions.r1.tides')])

  const found = await reader.getDocuments(['tides', 'drafts.tides', 'versions.r1.tides'])

  expect(found.map((document) => document?._id)).toEqual(['tides', undefined, undefined])
})

test('[D6] an export holds every document, one a line, for members only', async ({
  lake,
  editor,
}) => {
  await lake.seed([article('tides'), article('drafts.tides')])
  const url = 'http://localhost/v2025-02-19/data/export/production'
  const viewer = addEditor(lake, 'Viewer', 'viewer')
  const withToken = (token: string) => ({headers: {authorization: `Bearer ${token}`}})

  const exported = await lake.fetch(new Request(url, withToken(editor.token)))
  const viewed = await lake.fetch(new Request(url, withToken(viewer.token)))
  const anonymous = await lake.fetch(new Request(url))

  const documents = (await exported.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(documents.map(({_id}) => _id)).toEqual(['drafts.tides', 'tides'])
  expect([viewed.status, anonymous.status]).toEqual([200, 401])
})
