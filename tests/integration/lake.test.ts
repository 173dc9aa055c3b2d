/** The real client and the real lake, with nothing between them but msw. */
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, onTestFinished} from 'vitest'
import {addEditor, test} from '../support/lake.ts'

const tides = {_id: 'drafts.tides', _type: 'article', title: 'Tides', slug: {current: 'tides'}}

test('what one editor writes, another reads', async ({lake, editor}) => {
  const colleague = addEditor(lake, 'Colleague')

  await editor.client.create(tides)

  expect(await colleague.client.getDocument('drafts.tides')).toMatchObject({title: 'Tides'})
})

test('a draft stays hidden from readers until it is published', async ({lake, editor, reader}) => {
  await lake.seed([tides])
  expect(await reader.getDocument('drafts.tides')).toBeUndefined()
  expect(await reader.fetch('*[slug.current == "tides"][0]')).toBeNull()

  await editor.publish('tides')

  expect(await reader.fetch('*[slug.current == "tides"][0]')).toMatchObject({title: 'Tides'})
  expect(await editor.client.getDocument('drafts.tides')).toBeUndefined()
})

test('what is withdrawn is a draft again', async ({lake, editor, reader}) => {
  await lake.seed([{...tides, _id: 'tides'}])

  await editor.unpublish('tides')

  expect(await reader.fetch('*[slug.current == "tides"]')).toEqual([])
  expect(await editor.client.getDocument('drafts.tides')).toMatchObject({title: 'Tides'})
})

test('nobody writes without a token', async ({reader, lake}) => {
  await expect(reader.create(tides)).rejects.toMatchObject({statusCode: 401})

  expect(lake.datasets.get('production').document('drafts.tides')).toBeNull()
})

test('a test reaches nothing but its lake, not even what is there', async ({lake}) => {
  let asked = 0
  const server = createServer((_request, response) => void response.end(String((asked += 1))))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  expect(lake.projectId).toBe('masthead')

  const attempt = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)

  await expect(attempt).rejects.toThrow('fetch failed')
  expect(asked).toBe(0)
})
