/** The front server as a reader meets it: pages, their policy, what is kept, the API, pictures and files. */
import {createHash} from 'node:crypto'
import {connect} from 'node:net'
import {expect, onTestFinished, vi} from 'vitest'
import {PageAnswer} from '../../../web/src/server/page-answer.ts'
import {notFoundPath} from '../../../web/src/server/reader-pages.ts'
import {bypass, css, test, unsendable} from '../../support/front-world.ts'

const hash = 'a'.repeat(40)

test('who says nothing of the connection keeps it, and is told nothing of it', async ({world}) => {
  const said = async (...lines: string[]) => {
    const socket = connect(world.port, '127.0.0.1').setEncoding('utf8')
    const answers = socket.reduce((all: string, text: string) => all + text, '')
    for (const path of ['/articles/tides', '/articles/tides', '/'])
      socket.write([`GET ${path} HTTP/1.1`, 'Host: site.test', ...lines, '', ''].join('\r\n'))
    socket.write('GET / HTTP/1.1\r\nHost: site.test\r\nConnection: close\r\n\r\n')
    return (await answers).match(/HTTP\/1\.1 \d+ \w+|^(?:connection|keep-alive): .*$/gim)
  }
  const ok = 'HTTP/1.1 200 OK'

  expect(await said()).toEqual([ok, ok, ok, ok, 'Connection: close'])
  const kept = [ok, 'Connection: keep-alive', expect.stringMatching(/^Keep-Alive: timeout=/)]
  expect(await said('Connection: keep-alive')).toEqual([
    ...kept,
    ...kept,
    ...kept,
    ok,
    'Connection: close',
  ])
})

test('a reader gets the page with a strict policy and no word of Next', async ({world}) => {
  const {status, headers, body} = await world.get('/articles/tides')

  expect(status).toBe(200)
  expect(body).toContain('/articles/tides')
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'inline-speculation-rules'; style-src 'self'/,
  )
  expect(headers['content-security-policy']).toContain('frame-ancestors http://localhost:3333')
  expect(headers['cache-control']).toBe('public, max-age=0, must-revalidate')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['cross-origin-opener-policy']).toBeUndefined() // costs a first view a process: decision 0083
  expect(Object.keys(headers).filter((name) => /next|powered/.test(name))).toEqual([])
})

test('a page has its styles inside, and its policy allows them and no others', async ({world}) => {
  const {headers, body} = await world.get('/articles/tides')

  expect(body).toContain(`<style>${css}</style>`)
  expect(body).not.toContain('stylesheet')
  const digest = createHash('sha256').update(css).digest('base64')
  expect(headers['content-security-policy']).toContain(`style-src 'self' 'sha256-${digest}';`)
})

test('an unchanged page is not sent twice, and HEAD sends none', async ({world}) => {
  const first = await world.get('/articles/tides', {'accept-encoding': 'br'})
  const etag = String(first.headers.etag)
  expect(first.headers['content-encoding']).toBe('br')

  const again = await world.get('/articles/tides', {
    'accept-encoding': 'br',
    'if-none-match': `"x", W/${etag}`,
  })
  const head = await world.get('/articles/tides', {'accept-encoding': 'br'}, 'HEAD')
  const plain = await world.get('/articles/tides', {'if-none-match': etag})

  expect(again).toMatchObject({status: 304, body: ''})
  expect(head).toMatchObject({status: 200, body: ''})
  expect(head.headers['content-length']).toBe(first.headers['content-length'])
  expect(plain.status).toBe(200)
  expect(plain.headers.etag).not.toBe(etag)
})

test('whatever a client adds, it is the same page from the same entry', async ({world}) => {
  const clean = await world.get('/articles/tides')
  const tricks: Record<string, string>[] = [
    {host: 'evil.example'},
    {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
    },
    {'x-original-url': '/admin', 'x-rewrite-url': '/admin', 'x-matched-path': '/admin'},
    {'x-middleware-subrequest': 'src/middleware', 'x-middleware-rewrite': '/admin'},
    {'x-now-route-matches': '1=x', 'x-nextjs-data': '1', 'x-invoke-path': '/admin'},
    {'x-prerender-revalidate': bypass, 'x-masthead-renew': '1', 'x-masthead-path': '/'},
    {'next-router-prefetch': '1', 'next-url': '/admin', purpose: 'prefetch'},
    {cookie: `__prerender_bypass=${bypass}; __next_preview_data=x`},
  ]

  for (const headers of tricks) {
    expect((await world.get('/articles/tides', headers)).body, JSON.stringify(headers)).toBe(
      clean.body,
    )
  }
  for (const query of ['?utm_source=x', '?_rsc=abc', '?__nextDataReq=1', '?nxtPslug=other', '?']) {
    expect((await world.get(`/articles/tides${query}`)).body, query).toBe(clean.body)
  }
  expect(world.asked.filter((path) => path === '/articles/tides')).toHaveLength(1)
  expect(world.passed).toEqual([])
})

test('a 404 can be read without scripts, wherever it is asked for', async ({world}) => {
  for (const path of [
    '/articles/none',
    '/nowhere/at/all',
    '/index',
    notFoundPath,
    '/_next/image?url=x',
    '/a//b',
  ]) {
    const {status, body} = await world.get(path)
    expect(status, path).toBe(404)
    expect(body, path).toContain('<p>/not-found-page</p>')
  }
})

test('the API has its own handlers, and what it does not know is not there', async ({world}) => {
  const own = await world.get('/api/webhook-rule')
  const wrong = await world.get('/api/revalidate')
  const other = await world.get('/api/search?q=x')

  expect(own).toMatchObject({status: 200, body: 'handled'})
  expect(own.headers['cache-control']).toBe('no-store')
  expect(wrong.status).toBe(405)
  expect(wrong.headers.allow).toBe('POST')
  expect(other.status).toBe(404)
  expect(world.passed).toEqual([])
})

test('a method that no request of the web may have is refused by the API, too', async ({world}) => {
  const {status, headers} = await world.get('/api/revalidate', {}, 'TRACE')

  expect([status, headers.allow]).toEqual([405, 'POST'])
})

test('a page that cannot be sent is an error for who asks for it, and nobody else notices', async ({
  world,
}) => {
  const first = await world.get(unsendable)
  const outOfMemory = await world.get(unsendable)

  expect([first.status, outOfMemory.status]).toEqual([503, 503])
  expect(world.failed).toEqual([unsendable, unsendable])
  expect((await world.get('/articles/tides')).status).toBe(200)
})

test('a page that fails while its reader waits for it is an error too, from memory or not', async ({
  world,
}) => {
  const send = vi.spyOn(PageAnswer.prototype, 'send')
  onTestFinished(() => send.mockRestore())
  const path = '/articles/tides'

  send.mockRejectedValueOnce(new Error('no memory'))
  const first = await world.get(path)
  send.mockRejectedValueOnce(new Error('no memory'))
  const hot = await world.get(path)

  expect([first.status, hot.status]).toEqual([503, 503])
  expect(world.failed).toEqual([path, path])
  expect((await world.get(path)).status).toBe(200)
})

test('what is no name of a style sheet is not there', async ({world}) => {
  for (const path of ['/styles/x', '/styles/x.css', '/styles/colours00000.css/x'])
    expect((await world.get(path)).status, path).toBe(404)
  expect((await world.get('/styles/colours00000.css')).status).toBe(200)
  expect(world.asked.filter((path) => path.startsWith('/styles/'))).toEqual([
    '/styles/colours00000.css',
  ])
})

test('pictures of this dataset come from the lake, and nothing else of it does', async ({
  world,
}) => {
  const picture = `/images/masthead/production/${hash}-1600x900.png`
  const good = await world.get(`${picture}?rect=0%2C0,10,10&w=400&auto=format`)

  expect(good.body).toBe(`lake ${picture}?rect=0,0,10,10&w=400&auto=format`)
  expect(good.headers['content-security-policy']).toContain('sandbox')
  expect(good.headers['cross-origin-resource-policy'], 'for feeds').toBe('cross-origin')
  expect(good.headers['set-cookie']).toBeUndefined()
  expect(good.headers['x-inner']).toBeUndefined()
  const refused = [
    `/images/other/production/${hash}-1600x900.png`,
    `/images/masthead/staging/${hash}-1600x900.png`,
    `/images/masthead/production/../../v1/data/query/production`,
    `/images/masthead/production/%2e%2e/${hash}-1x1.png`,
    `/images/masthead/production/${hash}-1600x900.png/x`,
    `/images/masthead/production/http://evil.example/${hash}-1x1.png`,
    '/images/v2025-02-19/data/query/production',
  ]
  for (const path of refused) expect((await world.get(path)).status, path).toBe(404)
  expect((await world.get(`/images/masthead/production/${hash}-1x1.png`, {}, 'POST')).status).toBe(
    405,
  )
})

test('a picture comes in the forms that pages ask for; any other is refused in a sentence', async ({
  world,
}) => {
  const picture = `/images/masthead/production/${hash}-1x1.png`
  const file = `/files/masthead/production/${hash}.pdf`

  for (const made of [`${picture}?fm=avif&w=7000&q=100&blur=2000`, `${picture}?x`, `${file}?x`]) {
    const {status, body} = await world.get(made)
    expect(status, made).toBe(400)
    expect(body).toContain('Leave out the question mark')
  }
  expect((await world.get(`${picture}?`)).body).toBe(`lake ${picture}`)
})

test('a file may be asked for by the name to save it under, of which the lake hears nothing', async ({
  world,
}) => {
  const file = `/files/masthead/production/${hash}.pdf`

  for (const query of ['dl', 'dl=', 'dl=report.pdf', 'dl=r%C3%A9sum%C3%A9,%20final.pdf']) {
    const {status, headers, body} = await world.get(`${file}?${query}`)
    expect([status, body, headers['content-disposition']], query).toEqual([
      200,
      `lake ${file}`,
      'attachment',
    ])
  }
  for (const query of ['dl=report.pdf&x=1', `dl=${'x'.repeat(601)}`, 'dlx=report.pdf'])
    expect((await world.get(`${file}?${query}`)).status, query).toBe(400)
})

test('a part of a file that is not in it is refused as the lake refuses it', async ({world}) => {
  const {status, headers} = await world.get(`/files/masthead/production/${hash}.pdf`, {
    range: 'bytes=100-',
  })

  expect([status, headers['content-range']]).toEqual([416, 'bytes */7'])
})

test('files come as attachments', async ({world}) => {
  const {headers} = await world.get(`/files/masthead/production/${hash}.pdf`)

  expect(headers['content-disposition']).toBe('attachment')
})

test('a page can only be read', async ({world}) => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    const {status, headers} = await world.get('/articles/tides', {}, method)
    expect(status).toBe(405)
    expect(headers.allow).toBe('GET, HEAD')
  }
  expect(world.passed).toEqual([])
})
