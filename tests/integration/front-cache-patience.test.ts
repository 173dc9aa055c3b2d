/** How long nginx with the shipped configuration waits for a site that is slow: the site is played by a server that answers when it is told to. */
import {createServer, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {prepareNginx, type TestNginx} from '../support/nginx.ts'

let nginx: TestNginx
const waiting: ServerResponse[] = []
const site = createServer((request, response) => {
  if (request.url?.startsWith('/slow')) waiting.push(response)
  else response.end('here')
})

beforeAll(async () => {
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  nginx = await prepareNginx({patience: '1s'})
  await nginx.start([(site.address() as AddressInfo).port])
})
afterAll(async () => {
  await nginx.stop()
  nginx.remove()
  site.closeAllConnections()
  site.close()
})

test('an editor’s preview is waited for longer than a reader’s page, and comes with its question', async () => {
  const asEditor = {headers: {cookie: 'masthead-draft-0a1b2c3d=1.x'}}
  const editor = fetch(`${nginx.url}/slow/page?from=studio`, asEditor)
  await expect.poll(() => waiting.map(({req}) => req.url)).toEqual(['/slow/page?from=studio'])

  const reader = await fetch(`${nginx.url}/slow/page`)
  for (const response of waiting) response.end('a draft')

  expect(reader.status).toBe(504)
  const answer = await editor
  expect(answer.status).toBe(200)
  expect(answer.headers.get('x-front-cache')).toBe('BYPASS')
  expect(await answer.text()).toBe('a draft')
})
