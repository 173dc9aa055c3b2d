/** The real front server over HTTP, a few pages and redirects; what it asks of others is answered by stand-ins that say what reached them. */
import {createServer, request, type IncomingHttpHeaders} from 'node:http'
import type {AddressInfo} from 'node:net'
import {test as base} from 'vitest'
import {ApiRoutes} from '../../web/src/api/routes.ts'
import {PageCache} from '../../web/src/cache/page-cache.ts'
import {digestOf} from '../../web/src/cache/page.ts'
import {TagStates} from '../../web/src/cache/tag-states.ts'
import type {Redirect} from '../../web/src/redirects/table.ts'
import {Assets} from '../../web/src/server/assets.ts'
import {DraftCookie} from '../../web/src/server/draft-cookie.ts'
import {ErrorPages} from '../../web/src/server/error-pages.ts'
import {Front} from '../../web/src/server/front.ts'
import {readerHeaders} from '../../web/src/server/policy.ts'
import type {Asked} from '../../web/src/rendering/page-maker.ts'
import {notFoundPath, ReaderPages} from '../../web/src/server/reader-pages.ts'
import {SheetInside} from '../../web/src/server/sheet-inside.ts'
import {StaticFiles} from '../../web/src/server/static-files.ts'
import {Styles} from '../../web/src/server/styles.ts'
import {removeDirectory, temporaryDirectory} from './directory.ts'

export const bypass = 'next-own-secret'
const policy = {studioOrigin: 'http://localhost:3333'}
const draftCookie = new DraftCookie({secret: 'k'.repeat(64), secure: false})
export const editor = draftCookie.issue().split(';', 1)[0] ?? ''
export const css = 'p{color:#0b5b57}'
const link = '<link rel="stylesheet" href="/styles/colours00000.css" data-precedence="default"/>'

/** A page with a header that no answer can have. */
export const unsendable = '/articles/unsendable'

const moved = new Map<string, Redirect>([
  ['/articles/old', {status: 308, location: '/articles/tides'}],
  ['/articles/tide-tables', {status: 307, location: 'https://example.com/tables'}],
  ['/articles/retracted', {status: 410}],
  ['/articles/named', {status: 308, location: '/articles/Named'}],
  ['/articles/round', {status: 308, location: '/articles/Round?a=b'}],
  ['/articles/here', {status: 308, location: '/articles/There'}],
  ['/articles/there', {status: 307, location: '/articles/Here'}],
])

export interface Answer {
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
export const test = base.extend<{world: World}>({
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
      report: () => undefined,
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
