import {createHash} from 'node:crypto'
import {createServer, request, type IncomingHttpHeaders} from 'node:http'
import {connect, type AddressInfo} from 'node:net'
import {expect, onTestFinished, test as base, vi} from 'vitest'
import {ApiRoutes} from '../../../web/src/api/routes.ts'
import {PageCache} from '../../../web/src/cache/page-cache.ts'
import {digestOf} from '../../../web/src/cache/page.ts'
import {TagStates} from '../../../web/src/cache/tag-states.ts'
import type {Redirect} from '../../../web/src/redirects/table.ts'
import {Assets} from '../../../web/src/server/assets.ts'
import {DraftCookie} from '../../../web/src/server/draft-cookie.ts'
import {ErrorPages} from '../../../web/src/server/error-pages.ts'
import {Front} from '../../../web/src/server/front.ts'
import {PageAnswer} from '../../../web/src/server/page-answer.ts'
import {readerHeaders} from '../../../web/src/server/policy.ts'
import type {Asked} from '../../../web/src/rendering/page-maker.ts'
import {notFoundPath, ReaderPages} from '../../../web/src/server/reader-pages.ts'
import {SheetInside} from '../../../web/src/server/sheet-inside.ts'
import {StaticFiles} from '../../../web/src/server/static-files.ts'
import {Styles} from '../../../web/src/server/styles.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

const bypass = 'next-own-secret'
const policy = {studioOrigin: 'http://localhost:3333'}
const draftCookie = new DraftCookie({secret: 'k'.repeat(64), secure: false})
const editor = draftCookie.issue().split(';', 1)[0] ?? ''
const hash = 'a'.repeat(40)
const css = 'p{color:#0b5b57}'
const link = '<link rel="stylesheet" href="/styles/colours00000.css" data-precedence="default"/>'

/** A page with a header that no answer can have. */
const unsendable = '/articles/unsendable'

const moved = new Map<string, Redirect>([
  ['/articles/old', {status: 308, location: '/articles/tides'}],
  ['/articles/tide-tables', {status: 307, location: 'https://example.com/tables'}],
  ['/articles/retracted', {status: 410}],
  ['/articles/named', {status: 308, location: '/articles/Named'}],
  ['/articles/round', {status: 308, location: '/articles/Round?a=b'}],
  ['/articles/here', {status: 308, location: '/articles/There'}],
  ['/articles/there', {status: 307, location: '/articles/Here'}],
])

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

interface World {
  port: number
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Answer>
  /** What reached Next by way of a client. */
  passed: {url: string; headers: IncomingHttpHeaders}[]
  asked: string[]
  /** Addresses that could not be answered. */
  failed: string[]
}

/** The real front server over HTTP; Next and the lake are stand-ins that say what reached them. */
const test = base.extend<{world: World}>({
  world: async ({}, use) => {
    const cache = new PageCache({tags: new TagStates()})
    const asked: string[] = []
    const failed: string[] = []
    const passed: World['passed'] = []
    const ask = async (path: string): Promise<Asked> => {
      asked.push(path)
      if (path === '/styles/colours00000.css')
        return {status: 200, headers: {'cache-control': 'immutable'}, body: Buffer.from(css)}
      const isThere = [
        '/',
        '/articles/tides',
        '/articles/Named',
        unsendable,
        notFoundPath,
      ].includes(path)
      const headers = {
        'content-type': 'text/html',
        ...(path === unsendable ? {'content-language': 'en\r\nset-cookie: a=b'} : {}),
      }
      const html = `<html><meta name="masthead" content="reader"/>${link}<p>${isThere ? path : 'shell'}</p>${' '.repeat(500)}</html>`
      const status = isThere ? 200 : 404
      const known = {
        key: path,
        path,
        status,
        tags: [],
        renderedAt: cache.tags.now(),
        revalidate: false as const,
      }
      await cache.write({
        ...known,
        digest: digestOf(html),
        value: {headers, body: html},
      })
      return {status, headers, body: Buffer.from(html)}
    }
    const lake = createServer((incoming, response) => {
      if (incoming.headers.range)
        return void response.writeHead(416, {'content-range': 'bytes */7'}).end()
      response.writeHead(200, {
        'content-type': 'image/svg+xml',
        'x-inner': '1',
        'set-cookie': 'a=b',
      })
      response.end(`lake ${incoming.url}`)
    })
    const lakePort = await listen(lake)
    const say = async () => new Response('handled', {headers: {'set-cookie': 'x=1'}})
    const errors = new ErrorPages(readerHeaders(policy))
    const directory = temporaryDirectory('front')
    const styles = new Styles({ask}, directory)
    const pages = new ReaderPages({
      cache,
      maker: {ask},
      headers: readerHeaders(policy),
      errors,
      sheet: new SheetInside(styles),
      onStale: () => undefined,
    })
    const front = new Front({
      site: new URL('http://site.test'),
      pages,
      errors,
      search: {get: async () => pages.missing()},
      reviews: {answer: () => pages.missing()},
      next: {
        pass: (incoming, response) => {
          passed.push({url: incoming.url ?? '', headers: incoming.headers})
          response.setHeader('cache-control', 's-maxage=31536000')
          response.setHeader('x-next-cache-tags', 'secret-tag')
          response.writeHead(200, {'content-type': 'text/html'}).end('next')
        },
      },
      files: new StaticFiles(),
      styles,
      cards: {has: () => false, hot: () => undefined, get: async () => undefined},
      redirects: {find: (path) => moved.get(path)},
      api: new ApiRoutes({
        revalidate: say,
        webhookRule: say,
        enableDraft: say,
        disableDraft: say,
        draftPage: say,
        receipts: say,
      }),
      assets: new Assets({
        origin: `http://127.0.0.1:${lakePort}`,
        projectId: 'masthead',
        dataset: 'production',
      }),
      draftCookie,
      bypass,
      policy,
      report: (url) => void failed.push(url),
    })
    const server = createServer(front.handle)
    const port = await listen(server)
    await use({
      port,
      passed,
      asked,
      failed,
      get: (path, headers = {}, method = 'GET') =>
        new Promise((resolve, reject) => {
          const sending = request({port, host: '127.0.0.1', path, headers, method}, (incoming) => {
            let body = ''
            incoming.on('data', (chunk) => (body += chunk))
            incoming.on('end', () =>
              resolve({status: incoming.statusCode ?? 0, headers: incoming.headers, body}),
            )
          })
          sending.on('error', reject).end()
        }),
    })
    for (const one of [server, lake]) {
      one.closeAllConnections()
      one.close()
    }
    removeDirectory(directory)
  },
})

const listen = (server: ReturnType<typeof createServer>) =>
  new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )

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

test('asking for /index leaves the front page alone', async ({world}) => {
  await world.get('/index')

  expect(await world.get('/')).toMatchObject({status: 200})
  expect(world.asked).not.toContain('/index')
})

test('a valid draft cookie opens drafts: Next gets its own cookie, the answer is kept by nobody', async ({
  world,
}) => {
  const {headers} = await world.get('/articles/tides?sanity-preview-perspective=drafts', {
    cookie: `${editor}; __prerender_bypass=forged; theme=dark`,
  })

  const [seen] = world.passed
  expect(seen?.headers.cookie).toBe(`theme=dark; __prerender_bypass=${bypass}`)
  expect(headers['cache-control']).toBe('private, no-store')
  expect(headers['x-robots-tag']).toBe('noindex')
  expect(headers['content-security-policy']).toContain(
    "frame-ancestors 'self' http://localhost:3333",
  )
  expect(headers['x-next-cache-tags']).toBeUndefined()
  expect(headers['cross-origin-opener-policy']).toBeUndefined()
  const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1]
  expect(seen?.headers['content-security-policy']).toContain(`'nonce-${nonce}'`)
  expect(world.asked).toEqual([])
})

test('a forged draft cookie, or Next’s own, is of no use', async ({world}) => {
  const [name, value = ''] = editor.split('=')
  const forged = [
    `__prerender_bypass=${bypass}`,
    `${name}=${Number(value.split('.')[0]) + 1}.${value.split('.')[1]}`,
    `${name}=x`,
  ]

  for (const cookie of forged) await world.get('/articles/tides', {cookie})
  await world.get('/articles/tides', {cookie: `__prerender_bypass=${bypass}`, rsc: '1'})

  expect(world.passed.filter(({headers}) => headers.cookie?.includes(bypass))).toEqual([])
})

test('an editor’s requests for a page’s data reach Next, without what only a proxy may say', async ({
  world,
}) => {
  const {headers} = await world.get('/articles/tides?_rsc=1', {
    cookie: editor,
    rsc: '1',
    'next-router-state-tree': '%5B%5D',
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-middleware-subrequest': 'x',
    'x-prerender-revalidate': 'x',
  })

  expect(world.passed[0]?.headers).toEqual({
    'content-security-policy': headers['content-security-policy'],
    cookie: `__prerender_bypass=${bypass}`,
    rsc: '1',
    'next-router-state-tree': '%5B%5D',
    host: 'site.test',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': 'site.test',
    'x-forwarded-proto': 'http',
  })
  expect(headers['cache-control']).toBe('private, no-store')
})

test('whoever asks for a page’s data without the right to see drafts gets the page', async ({
  world,
}) => {
  const page = await world.get('/articles/tides')

  const data = await world.get('/articles/tides', {rsc: '1'})

  expect(data.body).toBe(page.body)
  expect(world.passed).toEqual([])
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

test('an address with an origin before it, as a proxy may send it, is the same address', async ({
  world,
}) => {
  const page = await world.get('/articles/tides')

  for (const origin of ['http://site.test', 'https://another.example:8443'])
    expect(await world.get(`${origin}/articles/tides?a=b`)).toMatchObject({body: page.body})
  expect((await world.get('http://site.test')).status).toBe(200)
  expect((await world.get('http://site.test/api/revalidate')).status).toBe(405)
  expect((await world.get('ftp://site.test/articles/tides')).status).toBe(404)
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

test('the preview’s door may be framed by Studio', async ({world}) => {
  const {headers} = await world.get('/api/draft-mode/enable')

  expect(headers['content-security-policy']).toContain(
    "frame-ancestors 'self' http://localhost:3333",
  )
  expect(headers['set-cookie']).toEqual(['x=1'])
})

test('pictures of this dataset come from the lake, and nothing else of it does', async ({
  world,
}) => {
  const good = await world.get(
    `/images/masthead/production/${hash}-1600x900.png?w=400&rect=0,0,10,10`,
  )

  expect(good.body).toBe(
    `lake /images/masthead/production/${hash}-1600x900.png?w=400&rect=0,0,10,10`,
  )
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
  expect(
    (await world.get(`/images/masthead/production/${hash}-1x1.png?w=${'1'.repeat(500)}`)).status,
  ).toBe(400)
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

test('a slash at the end, and other letters, lead to the page with what the reader came with', async ({
  world,
}) => {
  for (const [asked, location] of [
    ['/articles/tides/?a=b', '/articles/tides?a=b'],
    ['/search/?q=tides', '/search?q=tides'],
    ['/ARTICLES/tides', '/articles/tides'],
  ] as const)
    expect(await world.get(asked), asked).toMatchObject({
      status: 308,
      headers: expect.objectContaining({location}),
    })
  expect((await world.get('/NOT-FOUND-PAGE')).status).toBe(404)
})

test('an address in capitals leads to the page in small letters, also when it was asked for before', async ({
  world,
}) => {
  for (const _ of ['first', 'from memory']) {
    for (const [path, to] of [
      ['/articles/Tides?from=mail', '/articles/tides?from=mail'],
      ['/articles/OLD', '/articles/tides'],
      ['/Articles/Tides/?from=mail', '/articles/tides?from=mail'],
      ['/ARTICLES/OLD', '/articles/tides'],
      ['/ARTICLES/Named', '/articles/Named'],
      ['/articles/Retracted', '/articles/retracted'],
    ] as const) {
      const {status, headers} = await world.get(path)
      expect([status, headers.location], path).toEqual([308, to])
    }
    expect((await world.get('/articles/Nothing')).status).toBe(404)
  }
})

test('redirects to capitals lead to the page that is there, and round in circles nobody', async ({
  world,
}) => {
  const follow = async (path: string) => {
    const hops: string[] = []
    for (let at: string | undefined = path; at !== undefined && hops.length < 9;) {
      const {status, headers}: Answer = await world.get(at)
      hops.push(`${status} ${at}`)
      at = headers.location
    }
    return hops
  }

  expect(await follow('/articles/NAMED')).toEqual(['308 /articles/NAMED', '200 /articles/Named'])
  expect(await follow('/articles/round')).toEqual([
    '308 /articles/round',
    '404 /articles/Round?a=b',
  ])
  expect(await follow('/articles/here')).toEqual(['308 /articles/here', '404 /articles/There'])
  expect(await follow('/articles/HERE')).toEqual(['404 /articles/HERE'])
})

test('an address that moved leads on in one hop, before anything is rendered', async ({world}) => {
  const page = await world.get('/articles/old/?utm_source=x')
  const elsewhere = await world.get('/articles/tide-tables?a=b')
  const gone = await world.get('/articles/retracted')

  expect(page).toMatchObject({
    status: 308,
    headers: expect.objectContaining({location: '/articles/tides?utm_source=x'}),
  })
  expect(elsewhere).toMatchObject({
    status: 307,
    headers: expect.objectContaining({location: 'https://example.com/tables'}),
  })
  expect(gone.status).toBe(410)
  expect(gone.body).toContain('<h1>')
  expect(world.asked).toEqual([])
})
