/**
 * `pnpm bench flood [--count 500] [--over 0]`: a publish right after a backlog, at two instances of the site with Redis between them and nginx
 * before them.
 *
 * Tells one instance of so many changed articles, in signed webhooks: as quickly as it takes them, or spread over so many seconds. Those that
 * are refused with 429 or 503 are sent again, as a lake does. Then an editor publishes a text over the API. One line of JSON a second until
 * all is worked off: how many pages wait at each instance, and why the receipt of the publish is open, with the number of its pages for each
 * reason. The last line has the milliseconds from the publish until readers of each instance and of nginx saw it (`seen`), until its receipt
 * was green (`green`), and until nothing waited any more (`done`); what the webhooks were answered (`answers`) and how long the slowest took;
 * the reads of the front page meanwhile that were not answered 200 (`failedReads`), the slowest of them (`slowestRead`), how long each instance
 * worked from the first webhook on (`busy`), and the most memory in MB that it ever held; the same of the lake. Before that, how many seconds
 * it took until the articles were in the lake and their pages at both instances (`prepared`): some 6 ms of the site's time for each. Those who tell and read run on the same machine.
 */
import {createHmac} from 'node:crypto'
import {cpSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import {parseArgs} from 'node:util'
import {watchedFields} from '../../web/src/invalidation/webhook-rule.ts'
import {anArticle, openNewsroom, type Newsroom} from '../support/newsroom.ts'
import {prepareNginx} from '../support/nginx.ts'
import {cpuSeconds, peakMb} from '../support/process-usage.ts'
import {startRedis} from '../support/redis.ts'
import type {Server} from '../support/servers.ts'

const {values} = parseArgs({
  options: {count: {type: 'string', default: '500'}, over: {type: 'string', default: '0'}},
})
const [count, over] = [Number(values.count), Number(values.over)]
/** Deliveries under way at a time. */
const atOnce = 50
const patience = 30 * 60_000

const minute = 60_000
/** Each in a minute of its own: with all in one moment, the lake goes through all of them to find what is beside one. */
const dateOf = (i: number) => new Date(Date.parse('2000-01-01') + i * minute).toISOString()
const backlog = Array.from({length: count}, (_, i) =>
  anArticle(`behind-${i}`, {publishedAt: dateOf(i)}),
)
const late = anArticle('late')

/** What the site has made so far is there for another instance too, which would make ten thousand pages once more. */
const copySite = ({directory}: Newsroom, name: string) =>
  cpSync(join(directory, 'site'), join(directory, name), {recursive: true})

async function fill(client: Newsroom['client']): Promise<void> {
  for (let from = 0; from < count; from += 500) {
    const some = client.transaction()
    for (const article of backlog.slice(from, from + 500)) some.create(article)
    await some.commit({returnDocuments: false, visibility: 'async'})
  }
  await client.create(late)
}

interface Told {
  answers: Record<number, number>
  slowest: number
}

/** Tell a site of a new text of each article. Settles when all of them were taken. */
async function flood({client, webhookSecret}: Newsroom, site: Server): Promise<Told> {
  const told: Told = {answers: {}, slowest: 0}
  const revisions = await client.fetch<{_id: string; _rev: string}[]>(
    `*[_id match "article-behind-*"]{_id, _rev}`,
  )
  if (revisions.length !== count) throw new Error(`The lake has ${revisions.length} articles.`)
  const begun = performance.now()
  const queue = revisions.entries()
  const tellSome = async () => {
    for (const [number, {_id, _rev}] of queue) {
      await wait(Math.max(0, begun + (number / count) * over * 1_000 - performance.now()))
      await tell(told, {site, secret: webhookSecret, document: aChange(_id, _rev)})
    }
  }
  await Promise.all(Array.from({length: atOnce}, tellSome))
  return told
}

function aChange(_id: string, _rev: string) {
  const changed = Object.fromEntries(watchedFields.map((field) => [field, field === 'body']))
  const state = {slug: _id.replace('article-', ''), language: 'en'}
  return {_id, _type: 'article', _rev, before: state, after: state, changed}
}

interface Delivery {
  site: Server
  secret: string
  document: ReturnType<typeof aChange>
}

async function tell(told: Told, delivery: Delivery): Promise<void> {
  const {site, secret, document} = delivery
  const body = JSON.stringify(document)
  const sent = performance.now()
  const at = Date.now()
  const hash = createHmac('sha256', secret).update(`${at}.${body}`).digest('base64url')
  const answer = await fetch(`http://127.0.0.1:${site.port}/api/revalidate`, {
    method: 'POST',
    headers: {
      'sanity-webhook-signature': `t=${at},v1=${hash}`,
      'sanity-transaction-id': `about-${document._id}`,
    },
    body,
  })
  await answer.arrayBuffer()
  told.slowest = Math.max(told.slowest, performance.now() - sent)
  told.answers[answer.status] = (told.answers[answer.status] ?? 0) + 1
  if (answer.status !== 429 && answer.status !== 503) return
  await wait(1_000)
  await tell(told, delivery)
}

/** Milliseconds until a reader of this origin finds the word at the address. */
async function seenAt(origin: string, path: string, word: string): Promise<number> {
  const begun = performance.now()
  while (performance.now() - begun < patience) {
    const answer = await fetch(origin + path)
    if ((await answer.text()).includes(word)) return performance.now() - begun
    await wait(20)
  }
  throw new Error(`${origin}${path} never showed "${word}".`)
}

/** Somebody who reads the front page of each origin all the time. */
function readAll(origins: string[]) {
  const read = {failed: 0, slowest: 0}
  const closing = new AbortController()
  const reading = origins.map(async (origin) => {
    while (!closing.signal.aborted) {
      const begun = performance.now()
      const answer = await fetch(origin).catch(() => undefined)
      await answer?.arrayBuffer()
      if (answer?.status !== 200) read.failed++
      read.slowest = Math.max(read.slowest, performance.now() - begun)
      await wait(100)
    }
  })
  const stop = async () => {
    closing.abort()
    await Promise.all(reading)
    return read
  }
  return {stop}
}

interface Receipt {
  state: string
  pages: {state: string; reason?: string}[]
}

async function receiptAt({client}: Newsroom, site: Server, transaction: string) {
  const answer = await fetch(`http://127.0.0.1:${site.port}/api/receipts/${transaction}`, {
    headers: {authorization: `Bearer ${client.config().token}`},
  })
  return answer.ok ? ((await answer.json()) as Receipt) : undefined
}

/** How many of a receipt's pages are in which state, and why. */
function reasonsOf({pages}: Receipt): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const {state, reason = ''} of pages) {
    const about = `${state} ${reason}`.trim()
    counts[about] = (counts[about] ?? 0) + 1
  }
  return counts
}

async function figureOf({adminPort}: Server, name: string): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text()
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(metrics)?.[1])
}

const waitingAt = (site: Server) => figureOf(site, 'masthead_renewals_waiting')

async function untilWarm(site: Server): Promise<void> {
  while ((await figureOf(site, 'masthead_warm')) !== 1) await wait(250)
}

async function measure(newsroom: Newsroom, sites: [Server, Server], cache: string) {
  const [site, other] = sites
  const origins = [...sites.map(({port}) => `http://127.0.0.1:${port}`), cache]
  for (const origin of origins) await seenAt(origin, '/articles/late', 'Body of late')
  const reading = readAll(origins)

  const busyBefore = sites.map(({pid}) => cpuSeconds(pid))
  const lakeBefore = cpuSeconds(newsroom.lake.pid)
  const begun = performance.now()
  const told = await flood(newsroom, site)
  const toldIn = performance.now() - begun
  console.log(JSON.stringify({bench: 'flood', told: Math.round(toldIn), ...told}))
  const published = performance.now()
  const written = newsroom.client.patch(late._id).set({body: 'The last word.'})
  const {transactionId} = await written.commit({returnDocuments: false})
  const seen = Promise.all(
    origins.map(async (one, i) => {
      const after = Math.round(await seenAt(one, '/articles/late', 'The last word.'))
      console.log(JSON.stringify({bench: 'flood', seenBy: ['reader', 'other', 'nginx'][i], after}))
      return after
    }),
  )
  let green: number | undefined
  for (let said = -Infinity; ;) {
    const receipt = await receiptAt(newsroom, site, transactionId)
    const ms = performance.now() - published
    if (receipt?.state === 'live') green ??= ms
    const waiting = await Promise.all([site, other].map(waitingAt))
    const isDone = green !== undefined && waiting.every((left) => left === 0)
    if (isDone || ms - said >= 1_000) {
      said = ms
      const [after, why] = [Math.round(ms), receipt && reasonsOf(receipt)]
      console.log(JSON.stringify({bench: 'flood', after, waiting, receipt: receipt?.state, why}))
    }
    if (isDone) break
    if (ms > patience) throw new Error('The backlog was never worked off.')
    await wait(50)
  }
  const done = performance.now() - published
  const read = await reading.stop()
  console.log(
    JSON.stringify({
      bench: 'flood',
      unit: 'ms',
      count,
      over,
      told: Math.round(toldIn),
      answers: told.answers,
      slowestAnswer: Math.round(told.slowest),
      seen: await seen,
      green: green && Math.round(green),
      done: Math.round(done),
      failedReads: read.failed,
      slowestRead: Math.round(read.slowest),
      busy: sites.map(({pid}, i) => Math.round(1_000 * (cpuSeconds(pid) - (busyBefore[i] ?? NaN)))),
      peakMb: sites.map(({pid}) => peakMb(pid)),
      lake: {
        busy: Math.round(1_000 * (cpuSeconds(newsroom.lake.pid) - lakeBefore)),
        peakMb: peakMb(newsroom.lake.pid),
      },
    }),
  )
}

const begun = performance.now()
const redis = await startRedis()
const nginx = await prepareNginx()
const newsroom = await openNewsroom({
  archive: fill,
  env: {
    REDIS_URL: redis.url,
    SITE_URL: `http://localhost:${nginx.port}`,
    FRONT_CACHE_URLS: nginx.url,
    FRONT_CACHE_SECRET: nginx.secret,
  },
})
try {
  await untilWarm(newsroom.site)
  await newsroom.settled()
  copySite(newsroom, 'another-site')
  const other = await newsroom.anotherSite('another-site')
  await untilWarm(other)
  await nginx.start([newsroom.site.port, other.port])
  const prepared = Math.round((performance.now() - begun) / 1_000)
  console.log(JSON.stringify({bench: 'flood', prepared, unit: 's'}))
  await measure(newsroom, [newsroom.site, other], nginx.url)
} finally {
  await newsroom.stop()
  await nginx.stop()
  nginx.remove()
  await redis.stop()
}
process.exit()
