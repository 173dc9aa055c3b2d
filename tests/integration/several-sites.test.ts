/** Two instances of the site with one Redis between them, and the webhook told to one: what readers of the other see. */
import {createHmac} from 'node:crypto'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {openCountingDoor} from '../support/counting-door.ts'
import {freePort} from '../support/free-port.ts'
import {anArticle, openNewsroom, type Newsroom} from '../support/newsroom.ts'
import {startRedis, type TestRedis} from '../support/redis.ts'
import type {Server} from '../support/servers.ts'

let redis: TestRedis
let newsroom: Newsroom
let other: Server
const asked: string[] = []

beforeAll(async () => {
  redis = await startRedis({keeps: true})
  newsroom = await openNewsroom({
    env: {REDIS_URL: redis.url, SITE_URL: `http://localhost:${await freePort()}`},
    lakeOrigin: async (lake) => (await openCountingDoor(lake, asked)).origin,
  })
  other = await newsroom.anotherSite()
  await newsroom.client.create(anArticle('tides', {body: 'High watr'}))
  for (const site of [newsroom.site, other]) await readUntil(site, '/', 'Title of tides')
})

afterAll(async () => {
  await newsroom?.stop()
  await redis?.stop()
})

const read = async (site: Server, path: string) => {
  const answer = await fetch(`http://127.0.0.1:${site.port}${path}`, {redirect: 'manual'})
  return {
    status: answer.status,
    body: await answer.text(),
    location: answer.headers.get('location'),
  }
}

async function readUntil(site: Server, path: string, word: string): Promise<void> {
  for (const end = Date.now() + 20_000; ;) {
    const page = await read(site, path)
    if (page.body.includes(word)) return
    if (Date.now() > end)
      throw new Error(`${path} never showed "${word}" (${page.status}).\n${site.log()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function receiptAt(site: Server, transaction: string) {
  const answer = await fetch(`http://127.0.0.1:${site.port}/api/receipts/${transaction}`, {
    headers: {authorization: `Bearer ${newsroom.client.config().token}`},
  })
  return (await answer.json()) as {state?: string; pages?: {path: string; reason?: string}[]}
}

const liveAt = (site: Server, transaction: string) =>
  expect.poll(async () => receiptAt(site, transaction)).toMatchObject({state: 'live'})

test('when the receipt is green, readers of both instances see it, and both can show the receipt', async () => {
  const {client, site} = newsroom
  await readUntil(other, '/articles/tides', 'High watr')
  await newsroom.settled()
  asked.length = 0

  const {transactionId} = await client
    .patch('article-tides')
    .set({body: 'High water at six.'})
    .commit({returnDocuments: false})

  await liveAt(site, transactionId)
  for (const instance of [site, other])
    expect((await read(instance, '/articles/tides')).body).toContain('High water at six.')
  await liveAt(other, transactionId)
  await newsroom.settled()
  const questions = asked.filter(
    (target) => target.includes('/data/query/') && target.includes('tides'),
  )
  expect(questions.length).toBeLessThanOrEqual(2 * 5)
})

test('a new article appears at both, in lists and in search, and its old address leads on at both', async () => {
  const {client, site} = newsroom
  expect((await read(other, '/articles/dunes')).status).toBe(404)

  const created = await client.create(anArticle('dunes', {body: 'Marram grass'}))
  for (const instance of [site, other]) {
    await readUntil(instance, '/articles/dunes', 'Marram')
    await readUntil(instance, '/', 'Title of dunes')
    await readUntil(instance, '/search?q=marram', '/articles/dunes')
  }
  const moved = {slug: {_type: 'slug', current: 'dunes-and-grass'}}
  await client.patch(created._id).set(moved).commit()

  for (const instance of [site, other]) {
    await readUntil(instance, '/articles/dunes-and-grass', 'Marram')
    await expect
      .poll(async () => read(instance, '/articles/dunes'))
      .toMatchObject({
        status: 308,
        location: '/articles/dunes-and-grass',
      })
  }
})

test('a delivery that was worked off at one instance is not worked off again at the other', async () => {
  const body = JSON.stringify({
    _id: 'article-tides',
    _type: 'article',
    _rev: 'r',
    before: null,
    after: null,
  })
  const at = Date.now()
  const hash = createHmac('sha256', newsroom.webhookSecret)
    .update(`${at}.${body}`)
    .digest('base64url')
  const deliver = async (site: Server) => {
    const answer = await fetch(`http://127.0.0.1:${site.port}/api/revalidate`, {
      method: 'POST',
      headers: {
        'sanity-webhook-signature': `t=${at},v1=${hash}`,
        'idempotency-key': 'one-delivery',
      },
      body,
    })
    return (await answer.json()) as {repeated: boolean}
  }

  expect(await deliver(newsroom.site)).toMatchObject({repeated: false})
  expect(await deliver(other)).toMatchObject({repeated: true})
})

test('what is published while Redis is away reaches the other instance when it is back', async () => {
  const {client, site} = newsroom
  await redis.kill()

  const {transactionId} = await client
    .patch('article-tides')
    .set({body: 'Low water.'})
    .commit({returnDocuments: false})
  await readUntil(site, '/articles/tides', 'Low water.')
  expect((await read(other, '/articles/tides')).status).toBe(200)
  const lagging = {path: '/articles/tides', reason: expect.stringContaining('Redis') as string}
  await expect
    .poll(async () => (await receiptAt(site, transactionId)).pages)
    .toContainEqual(expect.objectContaining(lagging))
  await redis.startAgain()

  await readUntil(other, '/articles/tides', 'Low water.')
  await liveAt(site, transactionId)
})

test('an instance that starts while the lake is away shows what the others have', async () => {
  await newsroom.settled()
  await newsroom.stopLake()

  const late = await newsroom.anotherSite('late-site')

  expect((await read(late, '/articles/tides')).body).toContain('Low water.')
  await newsroom.startLakeAgain()
})
