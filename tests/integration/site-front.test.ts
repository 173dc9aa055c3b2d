/** Seam d: the front server before the real Next. */
import {createHmac} from 'node:crypto'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {anArticle, anAuthor, openNewsroom, referTo, type Newsroom} from '../support/newsroom.ts'

let newsroom: Newsroom
const executable = /<script(?![^>]*type="(?:application\/ld\+json|speculationrules)")/

beforeAll(async () => {
  newsroom = await openNewsroom({studio: 'http://localhost:3333'})
  await newsroom.client.create(anArticle('tides', {title: 'Tides', body: 'High water at six.'}))
  await newsroom.client.create({
    ...anArticle('tides', {title: 'Tides in secret', body: 'DRAFTMARK at six.'}),
    _id: 'drafts.article-tides',
  })
  await newsroom.readUntil('/', ({body}) => body.includes('Tides'))
})

afterAll(() => newsroom.stop())

test('the first uncached answer has no script, and the next one comes from memory with the same bytes', async () => {
  await newsroom.client.create(anArticle('first-visit'))

  const first = await newsroom.readUntil('/articles/first-visit', ({status}) => status === 200)
  const second = await newsroom.read('/articles/first-visit')

  expect(first.body).not.toMatch(executable)
  expect(second.body).toBe(first.body)
  expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
  expect(first.headers.get('x-content-revision')).toBeTruthy()
  const again = await newsroom.read('/articles/first-visit', {
    'if-none-match': second.headers.get('etag') ?? '',
  })
  expect(again.status).toBe(304)
})

test('an article without a picture is shared with a card, whose address follows its title and not its body', async () => {
  const {client, readUntil, site} = newsroom
  const cardIn = (html: string) =>
    /property="og:image" content="http:\/\/localhost:\d+(\/cards\/[^"]+)"/.exec(html)?.[1] ?? ''
  await client.create(anAuthor('ada', 'Ada Marsh'))
  await client.create(anArticle('shared', {title: 'Shared', authors: referTo('author-ada')}))
  const first = await readUntil('/articles/shared', ({status}) => status === 200)

  const picture = await fetch(`http://127.0.0.1:${site.port}${cardIn(first.body)}`)

  expect(picture.status).toBe(200)
  expect(picture.headers.get('content-type')).toBe('image/png')
  expect(picture.headers.get('cache-control')).toContain('immutable')
  expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(5_000)
  expect(first.body).toContain('property="og:image:alt" content="Shared (Ada Marsh)"')
  expect(first.body).toContain('name="twitter:card" content="summary_large_image"')
  await client.patch('article-shared').set({body: 'Another body'}).commit()
  const corrected = await readUntil('/articles/shared', ({body}) => body.includes('Another body'))
  expect(cardIn(corrected.body)).toBe(cardIn(first.body))
  await client.patch('article-shared').set({title: 'Shared anew'}).commit()
  const renamed = await readUntil('/articles/shared', ({body}) => body.includes('Shared anew'))
  expect(cardIn(renamed.body)).not.toBe(cardIn(first.body))
  expect((await newsroom.read('/cards/1-aaaaaaaaaaaaaaaa/WyJ4Il0.png')).status).toBe(404)
})

test('a 404 can be read without scripts, for an article that is not there and for any other address', async () => {
  for (const path of [
    '/no/such/page',
    '/articles/none',
    '/authors/none',
    '/topics/none',
    '/no/such/page',
    '/index',
    '/not-found-page',
  ]) {
    const {status, body} = await newsroom.read(path)

    expect(status, path).toBe(404)
    expect(body, path).not.toMatch(executable)
    expect(body.replace(/<[^>]+>/g, ' '), path).toMatch(/[A-Za-z]{3,} [A-Za-z]{2,}/)
    expect(body, path).not.toContain('__next_error__')
    expect(body, path).toContain('<h1')
  }
  expect((await newsroom.read('/')).status).toBe(200)
})

test('a page that is asked for in other letters is not made a second time', async () => {
  const before = await newsroom.settled()

  for (const path of ['/ARTICLES/tides', '/Articles/tides', '/FR', '/Search', '/articles/tides.MD'])
    expect((await newsroom.read(path)).status, path).toBe(308)

  const inside = await newsroom.read('/reader/fr/articles/tides')
  expect(inside.headers.get('location')).toBe('/fr/articles/tides')
  expect([...(await newsroom.settled()).keys()].toSorted()).toEqual([...before.keys()].toSorted())
})

test('a request for data of the page gets the page, which has no other form for readers', async () => {
  await newsroom.settled()
  const before = await newsroom.read('/articles/tides')

  const data = await newsroom.read('/articles/tides', {rsc: '1'})

  expect(data.body).toBe(before.body)
  expect((await newsroom.read('/articles/tides')).body).toBe(before.body)
})

test('headers that a proxy would set change nothing for the one who sends them, and nothing for the next', async () => {
  const poison: Record<string, string>[] = [
    {'x-forwarded-host': 'evil.example'},
    {'x-forwarded-proto': 'gopher', 'x-forwarded-port': '1'},
    {forwarded: 'host=evil.example;proto=https'},
    {'x-original-url': '/articles/evil.example', 'x-rewrite-url': '/articles/evil.example'},
    {'x-now-route-matches': '1=evil.example', 'x-matched-path': '/articles/evil.example'},
    {'x-middleware-subrequest': 'middleware:middleware:middleware', 'x-middleware-rewrite': '/no'},
    {'x-prerender-revalidate': '1', 'x-nextjs-data': '1', 'x-next-revalidate-tag-token': '1'},
    {'x-invoke-path': '/no', 'x-invoke-status': '500', 'x-invoke-error': 'evil.example'},
    {'next-router-prefetch': '1', 'next-url': '/no'},
    {cookie: '__prerender_bypass=evil; __next_preview_data=evil'},
  ]
  await newsroom.settled()

  // Nobody was at this page before: the first of these fills the cache.
  const answers = []
  for (const headers of poison) answers.push(await newsroom.read('/topics?utm_source=x', headers))
  const clean = await newsroom.read('/topics')

  expect(clean.status).toBe(200)
  expect(clean.body).toContain(
    `rel="canonical" href="http://localhost:${newsroom.site.port}/topics"`,
  )
  expect(clean.body).not.toMatch(/evil|gopher|utm_source/)
  for (const [index, answer] of answers.entries())
    expect(answer.body, JSON.stringify(poison[index])).toBe(clean.body)
})

test('an editor with a valid cookie sees the draft, and nobody else ever does', async () => {
  const before = await newsroom.read('/articles/tides')
  const cookie = await draftCookie()

  const draft = await newsroom.read('/articles/tides', {cookie})

  expect(draft.body).toContain('DRAFTMARK')
  expect(draft.body).toMatch(executable)
  expect(draft.headers.get('cache-control')).toBe('private, no-store')
  expect(draft.headers.get('x-robots-tag')).toBe('noindex')
  expect(draft.headers.get('content-security-policy')).toContain('http://localhost:3333')
  const nonce = /'nonce-([^']+)'/.exec(draft.headers.get('content-security-policy') ?? '')?.[1]
  const scripts = draft.body.match(/<script(?![^>]*type="application\/ld\+json")[^>]*>/g) ?? []
  expect(scripts.filter((script) => !script.includes(`nonce="${nonce}"`))).toEqual([])
  expect((await newsroom.read('/articles/tides')).body).toBe(before.body)
  expect((await newsroom.read('/articles/tides', {rsc: '1'})).body).not.toContain('DRAFTMARK')
  expect((await newsroom.read('/')).body).not.toContain('secret')
})

test('a forged cookie, a cookie of Next’s own, and one that was let run out show the published page', async () => {
  const published = await newsroom.read('/articles/tides')
  const [name = ''] = (await draftCookie()).split('=')
  const forged = [
    `${name}=9999999999.${createHmac('sha256', 'guess').update('draft 9999999999').digest('base64url')}`,
    `${name}=`,
    '__prerender_bypass=1',
  ]

  for (const cookie of forged) {
    expect((await newsroom.read('/articles/tides', {cookie})).body).toBe(published.body)
    expect((await newsroom.read('/articles/tides', {cookie, rsc: '1'})).body).not.toContain(
      'DRAFTMARK',
    )
  }
})

test('leaving the preview shows the published page again', async () => {
  await draftCookie()

  const out = await newsroom.read('/api/draft-mode/disable')

  expect(out.status).toBe(307)
  expect(out.headers.get('set-cookie')).toContain('Max-Age=0')
  expect(out.headers.get('location')).toBe('/')
})

test('a wrong secret opens no preview', async () => {
  const answer = await newsroom.read('/api/draft-mode/enable?sanity-preview-secret=guess')

  expect(answer.status).toBe(401)
  expect(answer.headers.get('set-cookie')).toBeNull()
})

test('a forged webhook changes nothing', async () => {
  const before = await newsroom.settled()
  const body = JSON.stringify({_id: 'article-tides', _type: 'article', after: {slug: 'tides'}})
  const send = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${newsroom.site.port}/api/revalidate`, {method: 'POST', body, headers})
  const signed = (time: number, key: string) => ({
    'sanity-webhook-signature': `t=${time},v1=${createHmac('sha256', key).update(`${time}.${body}`).digest('base64url')}`,
  })

  const answers = await Promise.all([
    send({}),
    send(signed(Date.now(), 'guess')),
    send(signed(Date.now() - 600_000, newsroom.webhookSecret)),
  ])

  expect(answers.map(({status}) => status)).toEqual([401, 401, 401])
  expect(await newsroom.settled()).toEqual(before)
})

/** As Presentation does it: a secret in the lake, and the enable address with it. */
async function draftCookie(): Promise<string> {
  const secret = `secret-${Math.random()}`
  await newsroom.client.create({
    _id: `drafts.sanity-preview-url-secret.${Math.random().toString(36).slice(2)}`,
    _type: 'sanity.previewUrlSecret',
    secret,
    source: 'sanity/presentation',
    studioUrl: 'http://localhost:3333',
  })
  const query = new URLSearchParams({
    'sanity-preview-secret': secret,
    'sanity-preview-pathname': '/articles/tides',
  })
  const answer = await newsroom.read(`/api/draft-mode/enable?${query}`)
  expect(answer.status, answer.body).toBe(307)
  expect(answer.headers.get('location')).toBe('/articles/tides')
  return answer.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
}
