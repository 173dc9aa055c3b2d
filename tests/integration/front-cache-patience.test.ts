/** How long nginx with the shipped configuration waits for a site that is slow: the site is played by a server that answers when it is told to. */
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest'
import {prepareNginx, type TestNginx} from '../support/nginx.ts'

let nginx: TestNginx
/** One that waits no longer for previews than for readers, before two instances. */
let hasty: TestNginx
const waiting: ServerResponse[] = []
const answer = (request: IncomingMessage, response: ServerResponse) => {
  if (/^\/(?:slow|review)\//.test(request.url ?? '')) waiting.push(response)
  else response.end('here')
}
const [site, otherSite] = [createServer(answer), createServer(answer)]
const portOf = (server: Server) => (server.address() as AddressInfo).port

beforeAll(async () => {
  for (const server of [site, otherSite])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  nginx = await prepareNginx({patience: '1s'})
  await nginx.start([portOf(site)])
  hasty = await prepareNginx({previews: '1s'})
  await hasty.start([portOf(site), portOf(otherSite)])
})
beforeEach(() => {
  waiting.length = 0
})
afterAll(async () => {
  for (const one of [nginx, hasty]) {
    await one.stop()
    one.remove()
  }
  for (const server of [site, otherSite]) {
    server.closeAllConnections()
    server.close()
  }
})

const asEditor = {headers: {cookie: 'masthead-draft-0a1b2c3d=1.x'}}

test('an editor’s preview is waited for longer than a reader’s page, and comes with its question', async () => {
  const editor = fetch(`${nginx.url}/slow/page?from=studio`, asEditor)
  await expect.poll(() => waiting.map(({req}) => req.url)).toEqual(['/slow/page?from=studio'])

  const reader = await fetch(`${nginx.url}/slow/page`)
  for (const response of waiting) response.end('a draft')

  expect(reader.status).toBe(504)
  const preview = await editor
  expect(preview.status).toBe(200)
  expect(preview.headers.get('x-front-cache')).toBe('BYPASS')
  expect(await preview.text()).toBe('a draft')
})

test('an editor’s preview that takes too long is not asked of the next instance, to take as long again', async () => {
  const {status} = await fetch(`${hasty.url}/slow/page`, asEditor)

  expect(status).toBe(504)
  expect(waiting).toHaveLength(1)
})

test('a review link is waited for like a preview, and each who opens it is shown what it says now', async () => {
  const open = () => fetch(`${nginx.url}/review/a-link`)
  const first = open()
  await expect.poll(() => waiting.length).toBe(1)
  const reader = await fetch(`${nginx.url}/slow/page`) // the patience that readers have
  const second = open()
  await expect.poll(() => waiting.length).toBe(3)

  for (const response of waiting) response.end('a draft')

  expect(reader.status).toBe(504)
  for (const review of [await first, await second]) {
    expect(review.status).toBe(200)
    expect(review.headers.get('x-front-cache')).toBe('BYPASS')
  }
})
