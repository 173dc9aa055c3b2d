import {randomUUID} from 'node:crypto'
import {expect} from 'vitest'
import {test, type World} from '../support/lake.ts'

const article = (_id: string, more: object = {}) => ({_id, _type: 'article', title: 'One', ...more})

/** As Studio asks: history has no methods of its own in the client. */
const historyOf = ({client}: World['editor']) => ({
  async documents(id: string, choice: string) {
    const {documents} = await client.request<{documents: {title?: string}[]}>({
      url: `/data/history/production/documents/${id}?${choice}`,
    })
    return documents.map(({title}) => title)
  },
  async transactions(ids: string, options = '') {
    const text = await client.request<string>({
      url: `/data/history/production/transactions/${ids}?effectFormat=mendoza&${options}`,
    })
    const lines = typeof text === 'string' ? text.trim().split('\n') : [JSON.stringify(text)]
    return lines.filter(Boolean).map((line) => JSON.parse(line) as {id: string; author: string})
  },
  async events(id: string) {
    const {events} = await client.request<{events: Record<string, {type: string}[]>}>({
      url: `/data/history/production/events/documents/${id}?limit=100`,
    })
    return events[id]?.map(({type}) => type)
  },
})

test('[H1] any revision can be had, by transaction or time, also after deletion', async ({
  editor,
}) => {
  const {client} = editor
  const history = historyOf(editor)
  const first = await client.create(article('tides'))
  await new Promise((resolve) => setTimeout(resolve, 5))
  const second = await client.patch('tides', {set: {title: 'Two'}}).commit()
  await client.delete('tides')

  expect(await history.documents('tides', `revision=${first._rev}`)).toEqual(['One'])
  expect(await history.documents('tides', `revision=${second._rev}`)).toEqual(['Two'])
  expect(await history.documents('tides', `time=${first._updatedAt}`)).toEqual(['One'])
  expect(await history.documents('tides', 'lastRevision=true')).toEqual(['Two'])
  expect(await history.documents('tides', `time=${new Date().toISOString()}`)).toEqual([])
})

/** History outlives what a test leaves behind: its document has to be one that never was. */
const freshId = () => `tides-${randomUUID()}`

test('[H2] transactions name their author and can be cut at both ends', async ({editor}) => {
  const {client} = editor
  const id = freshId()
  const history = historyOf(editor)
  const commit = (name: string, title: string) =>
    client.transaction().transactionId(name).createOrReplace(article(id, {title})).commit()
  const names = ['t1', 't2', 't3', 't4'].map((name) => `${name}-${id}`)
  for (const [index, name] of names.entries()) await commit(name, `Title ${index}`)
  await client.create(article('other'))

  const all = await history.transactions(id)
  const middle = await history.transactions(
    id,
    `fromTransaction=${names[1]}&toTransaction=${names[2]}`,
  )
  const newest = await history.transactions(id, 'reverse=true&limit=1')

  expect(all.map((one) => one.id)).toEqual(names)
  expect(all[0]).toMatchObject({author: editor.id, documentIDs: [id]})
  expect(middle.map((one) => one.id)).toEqual(names.slice(1, 3))
  expect(newest.map((one) => one.id)).toEqual(names.slice(3))
})

test('[H3] events tell what happened to the group', async ({editor}) => {
  const {client} = editor
  const id = freshId()
  await client.create(article(`drafts.${id}`))
  await editor.publish(id)
  await editor.unpublish(id)
  await client.delete(`drafts.${id}`)

  expect(await historyOf(editor).events(id)).toEqual([
    'deleteDocumentGroup',
    'unpublishDocument',
    'publishDocumentVersion',
    'createDocumentVersion',
  ])
})

test('[H4] a deleted document comes back from its last revision', async ({editor}) => {
  const {client} = editor
  await client.create(article('tides', {body: 'High water at six.'}))
  await client.delete('tides')
  const url = '/data/history/production/documents/tides?lastRevision=true'
  const {documents} = await client.request<{documents: ReturnType<typeof article>[]}>({url})

  await client.create(documents[0] ?? article('none'))

  expect(await client.getDocument('tides')).toMatchObject({body: 'High water at six.'})
})

test('[H5] readers without a token see no history', async ({lake, reader}) => {
  await lake.seed([article('tides')])

  const asked = reader.request({url: '/data/history/production/documents/tides?lastRevision=true'})

  await expect(asked).rejects.toMatchObject({statusCode: 401})
})
