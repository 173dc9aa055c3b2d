/**
 * Two instances of the site with one Redis between them and two nginx before them, and the webhook told to one: what readers of the other see,
 * and those who come by way of the caches.
 */
import {createHmac} from 'node:crypto'
import {get} from 'node:https'
import sharp from 'sharp'
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest'
import {openCountingDoor, questionsIn, type CountingDoor} from '../support/counting-door.ts'
import {DraftCookie} from '../../web/src/server/draft-cookie.ts'
import {watchedFields} from '../../web/src/invalidation/webhook-rule.ts'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {freePort} from '../support/free-port.ts'
import {prepareNginx, type TestNginx} from '../support/nginx.ts'
import {anArticle, lastFailures, openNewsroom, type Newsroom} from '../support/newsroom.ts'
import {startRedis, type TestRedis} from '../support/redis.ts'
import {full} from '../support/sample.ts'
import {selfSigned} from '../support/self-signed.ts'
import type {Server} from '../support/servers.ts'

let redis: TestRedis
let nginx: TestNginx
let farNginx: TestNginx
let newsroom: Newsroom
let other: Server
const asked: string[] = []
let door: CountingDoor
/** In the archive from the beginning. */
const backlog = Array.from({length: 50}, (_, i) =>
  anArticle(`behind-${i}`, {publishedAt: '2020-01-01T00:00:00Z'}),
)

beforeAll(async () => {
  redis = await startRedis({keeps: true})
  nginx = await prepareNginx()
  farNginx = await prepareNginx()
  newsroom = await openNewsroom({
    archive: async (client) => {
      const all = client.transaction()
      for (const article of backlog) all.create(article)
      await all.commit({returnDocuments: false})
    },
    env: {
      REDIS_URL: redis.url,
      SITE_URL: `http://localhost:${nginx.port}`,
      FRONT_CACHE_URLS: `${nginx.url},${farNginx.url}`,
      FRONT_CACHE_SECRET: nginx.secret,
    },
    lakeOrigin: async (lake) => (door = await openCountingDoor(lake, asked)).origin,
  })
  other = await newsroom.anotherSite()
  for (const cache of [nginx, farNginx]) await cache.start([newsroom.site.port, other.port])
  await newsroom.client.create(anArticle('tides', {body: 'High watr'}))
  for (const site of [newsroom.site, other]) await readUntil(site, '/', 'Title of tides')
})

afterAll(async () => {
  await newsroom?.stop()
  for (const cache of [nginx, farNginx]) {
    await cache?.stop()
    cache?.remove()
  }
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
  for (const end = Date.now() + 60_000; ;) {
    const page = await read(site, path)
    if (page.body.includes(word)) return
    if (Date.now() > end)
      throw new Error(`${path} never showed "${word}" (${page.status}).\n${site.log()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** A page as a reader gets it by way of nginx. */
async function readThrough(path: string, headers: Record<string, string> = {}, cache = nginx) {
  const answer = await fetch(cache.url + path, {redirect: 'manual', headers})
  return {
    status: answer.status,
    body: await answer.text(),
    headers: answer.headers,
    cache: answer.headers.get('x-front-cache'),
  }
}

const publish = async (fields: Record<string, unknown>): Promise<string> => {
  const written = newsroom.client.patch('article-tides').set(fields)
  return (await written.commit({returnDocuments: false})).transactionId
}

async function receiptAt(site: Server, transaction: string) {
  const answer = await fetch(`http://127.0.0.1:${site.port}/api/receipts/${transaction}`, {
    headers: {authorization: `Bearer ${newsroom.client.config().token}`},
  })
  return (await answer.json()) as {state?: string; pages?: {path: string; reason?: string}[]}
}

/** The receipt turns green; if not, the failure says which page lags, and why, and what failed at either instance. */
async function liveAt(site: Server, transaction: string): Promise<void> {
  const outcome = async () => {
    const {state, pages = []} = await receiptAt(site, transaction)
    return {state, lagging: pages.filter(({reason}) => reason !== undefined)}
  }
  try {
    await expect.poll(outcome).toEqual({state: 'live', lagging: []})
  } catch (error) {
    const failures = [newsroom.site, other].map(lastFailures).join('\n\n')
    throw new Error(`${transaction} is not live: ${JSON.stringify(await outcome())}\n${failures}`, {
      cause: error,
    })
  }
}

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
  const questions = questionsIn(asked).filter((target) => target.includes('tides'))
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

/** Tell of a change as the lake does. */
async function tell(site: Server, document: Record<string, unknown>, headers: HeadersInit) {
  const body = JSON.stringify(document)
  const at = Date.now()
  const hash = createHmac('sha256', newsroom.webhookSecret)
    .update(`${at}.${body}`)
    .digest('base64url')
  return fetch(`http://127.0.0.1:${site.port}/api/revalidate`, {
    method: 'POST',
    headers: {'sanity-webhook-signature': `t=${at},v1=${hash}`, ...headers},
    body,
  })
}

test('a delivery that was worked off at one instance is not worked off again at the other', async () => {
  /** Each a change of its own: one that both have seen by now is repeated under any key. */
  const aDelivery = (number: number) => {
    const gone = {
      _id: `offer-of-nobody-${number}`,
      _type: 'callToAction',
      _rev: 'r',
      before: {},
      after: null, // gone, so that nobody waits for it
    }
    return async (site: Server) => {
      const answer = await tell(site, gone, {'idempotency-key': `delivery-${number}`})
      return (await answer.json()) as {repeated: boolean}
    }
  }

  // An instance that does not hear from Redis within a quarter of a second, on a busy machine, rather works it off again: then once more.
  let deliveries = 0
  await expect
    .poll(async () => {
      const deliver = aDelivery(deliveries++)
      return [await deliver(newsroom.site), await deliver(other)]
    })
    .toMatchObject([{repeated: false}, {repeated: true}])
})

test('the shipped configuration is one that nginx takes', async () => {
  const alone = await prepareNginx()

  expect(await alone.check()).toContain('test is successful')
  alone.remove()
})

test('with TLS as shipped, readers are led to it and told to stay, and a lake is behind its own name', async () => {
  const folder = temporaryDirectory('certificate')
  await selfSigned(folder)
  const [http, https] = [await freePort(), await freePort()]
  const open = await prepareNginx({tls: {http, https, folder}})
  await open.start([9])
  const ask = (path: string, host: string) =>
    new Promise<[number?, string?]>((resolve, reject) => {
      const options = {port: https, path, host: '127.0.0.1', servername: host, headers: {host}}
      get({...options, rejectUnauthorized: false}, ({statusCode, headers}) =>
        resolve([statusCode, headers['strict-transport-security']]),
      ).on('error', reject)
    })

  const led = await fetch(`http://127.0.0.1:${http}/articles?page=2`, {redirect: 'manual'})

  expect([led.status, led.headers.get('location')]).toEqual([
    308,
    'https://blog.example/articles?page=2',
  ])
  for (const path of ['/', '/images/x', '/api/x', '/fonts/x', '/review/x'])
    expect(await ask(path, 'blog.example')).toEqual([502, 'max-age=86400'])
  for (const name of ['masthead.lake.example', 'studio.blog.example'])
    expect(await ask('/', name)).toEqual([502, undefined])
  await open.stop()
  open.remove()
  removeDirectory(folder)
})

test('a reader by way of any cache sees a publish as soon as the receipt is green, from the cache', async () => {
  const variants = [nginx, farNginx].flatMap((cache) =>
    ['br', 'gzip, deflate', 'identity'].map((encoding) => ({cache, encoding})),
  )
  const readAs = (path: string, {cache, encoding}: (typeof variants)[number]) =>
    readThrough(path, {'accept-encoding': encoding}, cache)
  for (const variant of variants) await readAs('/articles/tides', variant)

  await liveAt(newsroom.site, await publish({body: 'Spring tide.'}))

  for (const variant of variants) {
    const page = await readAs('/articles/tides?utm_source=x', variant)
    expect(page).toMatchObject({status: 200, cache: 'HIT'})
    expect(page.body).toContain('Spring tide.')
    expect(page.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  }
  const {headers} = await readThrough('/articles/tides')
  const again = await readThrough('/articles/tides', {'if-none-match': headers.get('etag') ?? ''})
  expect(again.status).toBe(304)
})

test('new settings of the site are on the pages of both instances, and in the caches, once the receipt is green', async () => {
  const {client, site} = newsroom
  const paths = ['/', '/articles', '/articles/tides', '/feed.xml']
  const places = [site, other].map(({port}) => ({url: `http://127.0.0.1:${port}`}))

  for (const firmName of full ? ['Harbour & Sons', 'Harbour & Daughters'] : ['Harbour & Sons']) {
    const settings = {_id: 'siteSettings', _type: 'siteSettings', firmName}
    const written = client.transaction().createOrReplace(settings)
    await liveAt(site, (await written.commit({returnDocuments: false})).transactionId)

    const name = firmName.replace('&', '&amp;')
    for (const place of [...places, nginx, farNginx])
      for (const path of paths) {
        const answer = await fetch(place.url + path)
        expect(await answer.text(), `${path} of ${place.url}`).toContain(name)
      }
  }
})

/** How many pages wait at an instance, by its own word. */
async function waitingAt({adminPort}: Server): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text()
  return Number(/^masthead_renewals_waiting (.*)$/m.exec(metrics)?.[1])
}

test('the receipt of a publish is green while a backlog of others from before it waits at every instance, and readers of all see it', async () => {
  const {client, site} = newsroom
  const revisions = await client.fetch<{_id: string; _rev: string}[]>(`*[_id in $ids]{_id, _rev}`, {
    ids: backlog.map(({_id}) => _id),
  })
  onTestFinished(() => door.hold())
  door.hold(/(?:"|%22)behind-/) // the backlog moves on as this test does, however quick or slow the machine is
  // Of the body alone: to work off a field that is not told of as unchanged, the lake is asked, which has enough to do.
  const changed = Object.fromEntries(watchedFields.map((field) => [field, field === 'body']))
  const told = revisions.map(async ({_id, _rev}) => {
    const state = {slug: _id.replace('article-', ''), language: 'en'}
    const document = {_id, _type: 'article', _rev, before: state, after: state, changed}
    return (await tell(site, document, {'sanity-transaction-id': `about-${_id}`})).status
  })
  expect(new Set(await Promise.all(told))).toEqual(new Set([200]))
  for (const instance of [site, other])
    await expect.poll(() => waitingAt(instance)).toBeGreaterThan(30)

  const transaction = await publish({body: 'Neap tide.'})
  await expect.poll(() => other.log()).toContain(transaction)
  let waiting: number[] = []
  await expect
    .poll(async () => {
      const {state} = await receiptAt(site, transaction)
      waiting = await Promise.all([site, other].map(waitingAt))
      // One answer may be what a dozen pages wait for. Not all are let go, however long the rest of the publish takes.
      if (state !== 'live' && Math.min(...waiting) > 20) door.release()
      return state
    })
    .toBe('live')

  door.hold()
  expect(Math.min(...waiting)).toBeGreaterThan(0)
  for (const instance of [site, other])
    expect((await read(instance, '/articles/tides')).body).toContain('Neap tide.')
  for (const cache of [nginx, farNginx])
    expect((await readThrough('/articles/tides', {}, cache)).body).toContain('Neap tide.')
  for (const {_id} of [backlog[0], backlog.at(-1)].filter((one) => one !== undefined))
    await liveAt(site, `about-${_id}`)
})

const rounds = full ? 100 : 4

test(`nobody ever gets an older page once the receipt is green, at either instance or cache, in ${rounds} publishes`, async () => {
  const {site} = newsroom
  const origins = [nginx, farNginx].map(({url}) => url)
  const places = [...origins, `http://127.0.0.1:${site.port}`, `http://127.0.0.1:${other.port}`]
  const paths = ['/articles/tides', '/', '/articles', '/feed.xml']
  const oldest = (body: string) =>
    Math.min(...[...body.matchAll(/Round (\d+)/g)].map(([, round]) => Number(round)))
  const stale: string[] = []
  let green = 0
  let reads = 0
  let isOver = false
  await liveAt(site, await publish({title: 'Round 0'}))

  const reading = places.map(async (origin, reader) => {
    const encoding = ['br', 'gzip', 'identity'][reader % 3] ?? 'br'
    while (!isOver) {
      for (const path of paths) {
        const wanted = green
        const answer = await fetch(origin + path, {headers: {'accept-encoding': encoding}})
        const round = oldest(await answer.text())
        reads++
        if (answer.status !== 200 || !(round >= wanted && round < Infinity))
          stale.push(`${origin}${path}: ${answer.status}, round ${round} after ${wanted}`)
      }
    }
  })
  for (let round = 1; round <= rounds; round++) {
    await liveAt(site, await publish({title: `Round ${round}`}))
    green = round
    const before = reads
    await expect.poll(() => reads - before).toBeGreaterThan(paths.length * places.length)
  }
  isOver = true
  await Promise.all(reading)

  expect(stale).toEqual([])
})

test('a picture by way of the cache is in the best format that the browser names, and made once for each', async () => {
  const {client, site} = newsroom
  const photo = sharp({create: {width: 900, height: 600, channels: 3, background: '#2a5d67'}})
  const asset = await client.assets.upload('image', await photo.jpeg().toBuffer())
  const heroImage = {_type: 'image', alt: 'A bay', asset: {_type: 'reference', _ref: asset._id}}
  await liveAt(site, await publish({heroImage}))
  const {body} = await readThrough('/articles/tides')
  const source = /<img[^>]+src="(\/images\/[^"]+)"/.exec(body)?.[1]
  const picture = (source ?? 'no picture').replaceAll('&amp;', '&')
  const browsers = [
    ['image/avif', 'image/avif,image/webp,image/png,*/*;q=0.8', 'image/webp, image/avif'],
    ['image/webp', 'image/webp,*/*', 'image/png,image/webp;q=0.9'],
    ['image/jpeg', '*/*', 'image/png'],
  ] as const

  for (const [type, accept, similar] of browsers) {
    for (const [asks, cache] of [
      [accept, 'MISS'],
      [similar, 'HIT'],
    ] as const) {
      const {status, headers} = await readThrough(picture, {accept: asks})
      expect({
        status,
        type: headers.get('content-type'),
        cache: headers.get('x-front-cache'),
      }).toEqual({status: 200, type, cache})
      expect(headers.get('vary')?.toLowerCase()).toContain('accept')
      expect(headers.get('content-security-policy')).toContain('sandbox')
    }
  }
  const {headers} = await readThrough(picture, {accept: 'image/webp', cookie: 'masthead-draft-x=1'})
  expect(headers.get('x-front-cache')).toBe('HIT')
  expect(headers.get('cache-control')).toContain('max-age')
})

test('a draft that an editor sees by way of the cache stays with the editor', async () => {
  const {client, draftSecret} = newsroom
  const published = await client.getDocument('article-tides')
  if (!published) throw new Error('The article is gone.')
  await client.createOrReplace({...published, _id: 'drafts.article-tides', body: 'Secret tide.'})
  const cookie =
    new DraftCookie({secret: draftSecret, secure: false}).issue().split(';', 1)[0] ?? ''

  // The first draft loads Next, and the cache waits five seconds for it.
  await expect.poll(async () => (await readThrough('/articles/tides', {cookie})).status).toBe(200)
  const draft = await readThrough('/articles/tides', {cookie})

  expect(draft).toMatchObject({status: 200, cache: 'BYPASS'})
  expect(draft.body).toContain('Secret tide.')
  const strangers: Record<string, string>[] = [
    {},
    {'accept-encoding': 'identity'},
    {cookie: 'masthead-draft-forged=1'},
  ]
  for (const headers of strangers)
    expect((await readThrough('/articles/tides', headers)).body).not.toContain('Secret tide.')
  await client.delete('drafts.article-tides')
})

test('what is gone or has moved is gone and has moved in the cache too', async () => {
  const {client, site} = newsroom
  const {_id: id} = await client.create(anArticle('shells'))
  await readUntil(site, '/articles/shells', 'Title of shells')
  await expect.poll(async () => (await readThrough('/articles/shells')).cache).toBe('HIT')

  const moved = {slug: {_type: 'slug', current: 'sea-shells'}}
  await liveAt(
    site,
    (await client.patch(id).set(moved).commit({returnDocuments: false})).transactionId,
  )
  await expect
    .poll(async () => (await readThrough('/articles/shells?from=mail')).headers.get('location'))
    .toBe('/articles/sea-shells?from=mail')
  expect((await readThrough('/articles/sea-shells')).status).toBe(200)
  await liveAt(site, (await client.delete(id)).transactionId)
  await expect.poll(async () => (await readThrough('/articles/sea-shells')).status).toBe(404)

  await client.create(anArticle('amber'))
  await readUntil(site, '/articles/amber', 'Title of amber')
  await expect.poll(async () => (await readThrough('/articles/amber')).cache).toBe('HIT')
  const withdrawn = client.transaction().delete('article-amber')
  withdrawn.create({_type: 'redirect', from: '/articles/amber', gone: true})
  await liveAt(site, (await withdrawn.commit()).transactionId)
  // Kept as such: with the site away, nobody gets the text that was taken down.
  const amber = async () => {
    const {status, cache} = await readThrough('/articles/amber')
    return {status, cache}
  }
  await expect.poll(amber).toEqual({status: 410, cache: 'HIT'})

  for (const path of ['/articles/never-there', '/articles/never-there'])
    expect(await readThrough(path)).toMatchObject({status: 404, cache: 'MISS'})
  expect((await readThrough('/search?q=tide')).cache).toBeNull()
  expect(await readThrough('/articles/%74ides')).toMatchObject({status: 200, cache: 'BYPASS'})
})

test('those who run the site see what became of a publish, and nobody else does', async () => {
  const {site} = newsroom
  const admin = `http://127.0.0.1:${site.adminPort}`
  const transaction = await publish({body: 'Watched tide.'})
  await liveAt(site, transaction)

  const ready = async () => {
    const answer = await fetch(`${admin}/readyz`)
    return {status: answer.status, ...((await answer.json()) as object)}
  }
  await expect.poll(ready).toMatchObject({
    status: 200,
    ready: true,
    checks: {lake: {ok: true}, redis: {ok: true}, store: {ok: true}, frontCaches: {ok: true}},
  })
  const metrics = await (await fetch(`${admin}/metrics`)).text()

  for (const line of [
    /^masthead_webhooks_total\{status="200"\} [1-9]/m,
    /^masthead_renders_total\{outcome="done"\} [1-9]/m,
    /^masthead_front_cache_refreshes_total\{outcome="done"\} [1-9]/m,
    /^masthead_page_answers_total\{from="lake"\} [1-9]/m,
    /^masthead_receipts\{state="live"\} [1-9]/m,
    /^masthead_other_instances 1$/m,
    /^nodejs_eventloop_lag_seconds\{quantile="0.99"\} [\d.]+/m,
  ])
    expect(metrics).toMatch(line)
  for (const path of ['/metrics', '/readyz', '/healthz'])
    expect((await read(site, path)).status).toBe(404)
  // What a process logs arrives here by a way of its own.
  const about = (log: string) => log.split('\n').filter((line) => line.includes(transaction))
  await expect
    .poll(() => about(site.log()).join('\n'))
    .toMatch(/document changed.*delivery[^]*publish is live/)
  await expect
    .poll(() => about(other.log()).join('\n'))
    .toContain('another instance heard of a change')
})

test('a cache that was down while something was published lets go of it when it is back', async () => {
  const {site} = newsroom
  await nginx.stop()

  const transaction = await publish({body: 'Neap tide.'})
  const lagging = {
    path: '/articles/tides',
    reason: expect.stringContaining('front cache') as string,
  }
  await expect
    .poll(async () => (await receiptAt(site, transaction)).pages)
    .toContainEqual(expect.objectContaining(lagging))
  await nginx.start([site.port, other.port])

  await liveAt(site, transaction)
  expect((await readThrough('/articles/tides')).body).toContain('Neap tide.')
})

test('what is published while Redis is away reaches the other instance when it is back', async () => {
  const {site} = newsroom
  await redis.kill()

  const transactionId = await publish({body: 'Low water.'})
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

  await expect.poll(async () => (await read(late, '/articles/tides')).body).toContain('Low water.')
})

test('with the lake and every instance of the site down, readers get from the cache what they had', async () => {
  const shortLived = await prepareNginx({lifetime: '1s'})
  await shortLived.start([newsroom.site.port, other.port])
  const readShort = async () => {
    const answer = await fetch(`${shortLived.url}/articles/tides`)
    return {body: await answer.text(), cache: answer.headers.get('x-front-cache')}
  }
  expect((await readShort()).body).toContain('Low water.')
  await newsroom.stopSite()
  await other.stop()

  await expect.poll(async () => (await readShort()).cache).toBe('STALE')
  expect((await readShort()).body).toContain('Low water.')
  await shortLived.stop()
  shortLived.remove()
})
