/** Hundreds of publishes at once, at two instances of the site with Redis between them: what they leave waiting, and how much is rendered for them. */
import {createHmac} from 'node:crypto'
import {setTimeout as wait} from 'node:timers/promises'
import {expect, onTestFinished, test} from 'vitest'
import {watchedFields} from '../../web/src/invalidation/webhook-rule.ts'
import {anArticle, openNewsroom, type Newsroom} from '../support/newsroom.ts'
import {startRedis} from '../support/redis.ts'
import type {Server} from '../support/servers.ts'

const articles = Array.from({length: 20}, (_, i) => anArticle(`tides-${i}`))
const webhooks = 400

/** The sum of what the site says of this name. */
async function figureOf({adminPort}: Server, name: string): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text()
  const lines = [...metrics.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (.*)$`, 'gm'))]
  return lines.reduce((sum, [, value]) => sum + Number(value), 0)
}

async function world() {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const newsroom = await openNewsroom({
    env: {REDIS_URL: redis.url, SITE_URL: 'http://localhost:1'},
    archive: async (client) => {
      for (const article of articles) await client.create(article)
    },
  })
  onTestFinished(() => newsroom.stop())
  await newsroom.settled()
  const sites = [newsroom.site, await newsroom.anotherSite()]
  for (const site of sites) await until(site, 'masthead_warm', (figure) => figure === 1)
  return {newsroom, sites}
}

async function until(site: Server, name: string, isSo: (figure: number) => boolean) {
  for (const end = Date.now() + 60_000; !isSo(await figureOf(site, name));) {
    if (Date.now() > end) throw new Error(`${name} never was as awaited.\n${site.log()}`)
    await wait(20)
  }
}

/** The most that a site says of this name until `ended`. */
async function mostOf(sites: Server[], name: string, ended: AbortSignal): Promise<number> {
  let most = 0
  while (!ended.aborted) {
    most = Math.max(most, ...(await Promise.all(sites.map((site) => figureOf(site, name)))))
    await wait(5)
  }
  return most
}

/** Tell a site of a new title of this document, in the words of a webhook; each time in others. */
async function tell(
  {webhookSecret}: Newsroom,
  site: Server,
  [id, rev]: [string, string],
  i: number,
) {
  const state = {slug: id.replace('article-', ''), language: 'en'}
  const changed = Object.fromEntries(watchedFields.map((field) => [field, field === 'title']))
  const document = {_id: id, _type: 'article', _rev: rev, before: state, after: state, changed}
  const body = JSON.stringify({...document, time: i})
  const at = Date.now()
  const hash = createHmac('sha256', webhookSecret).update(`${at}.${body}`).digest('base64url')
  const answer = await fetch(`http://127.0.0.1:${site.port}/api/revalidate`, {
    method: 'POST',
    headers: {
      'sanity-webhook-signature': `t=${at},v1=${hash}`,
      'sanity-transaction-id': `title-${i}`,
    },
    body,
  })
  return answer.status
}

test('four hundred publishes at once leave no more waiting than there are pages, and share their renders', async () => {
  const {newsroom, sites} = await world()
  const [site = newsroom.site] = sites
  const documents = await newsroom.client.fetch<{_id: string; _rev: string}[]>(
    '*[_type == "article"]{_id, _rev}',
  )
  const before = await Promise.all(sites.map((one) => figureOf(one, 'masthead_renders_total')))
  const ended = new AbortController()
  const waiting = mostOf(sites, 'masthead_renewals_waiting', ended.signal)

  const queue = Array.from({length: webhooks}, (_, i) => documents[i % documents.length]!).entries()
  const answers = new Set<number>()
  const tellSome = async () => {
    for (const [i, {_id, _rev}] of queue) answers.add(await tell(newsroom, site, [_id, _rev], i))
  }
  await Promise.all(Array.from({length: 50}, tellSome))
  for (const [i, one] of sites.entries()) {
    // Nothing waits at the other one either before it has heard of anything.
    await until(one, 'masthead_renders_total', (renders) => renders > (before[i] ?? 0))
    await until(one, 'masthead_renewals_waiting', (count) => count === 0)
  }
  ended.abort()

  const after = await Promise.all(sites.map((one) => figureOf(one, 'masthead_renders_total')))
  const receipts = await Promise.all(sites.map((one) => figureOf(one, 'masthead_receipts')))
  expect(answers).toEqual(new Set([200]))
  expect(await waiting).toBeGreaterThan(0)
  expect(await waiting).toBeLessThanOrEqual(newsroom.renders().size)
  for (const count of receipts) expect(count).toBeLessThanOrEqual(300)
  // Each change concerns six pages or more: its own, the front page, lists and feeds, and what is beside it.
  for (const [i, renders] of after.entries())
    expect(renders - (before[i] ?? 0)).toBeLessThan(3 * webhooks)
})
