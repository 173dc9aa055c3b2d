/** The pages that readers get when nothing else can be shown: in the site's frame, or on their own. */
import {createHash} from 'node:crypto'
import type {IncomingMessage, ServerResponse} from 'node:http'
import {expect, test} from 'vitest'
import {ErrorPages, type ErrorStatus} from '../../../web/src/server/error-pages.ts'
import {readerHeaders} from '../../../web/src/server/policy.ts'

const frame = `<!doctype html><html lang="en-CA"><head><title>Not here | Letter</title></head><body>
<header><a href="/">The $& Letter</a></header><main id="content"><h1>Not here</h1></main><footer>Foot</footer></body></html>`

function sent(
  pages: ErrorPages,
  status: ErrorStatus,
  path: string,
  choice?: Parameters<ErrorPages['get']>[2],
) {
  let headers: Record<string, string> = {}
  let body = ''
  const response = {
    writeHead(_: number, flat: string[]) {
      headers = Object.fromEntries(
        flat.flatMap((name, i) => (i % 2 ? [] : [[name, flat[i + 1] ?? '']])),
      )
      return response
    },
    end: (bytes?: Buffer) => void (body = bytes?.toString() ?? ''),
  }
  const answer = pages.get(status, path, choice)
  answer.send(
    {headers: {}, method: 'GET'} as IncomingMessage,
    response as unknown as ServerResponse,
  )
  return {status: answer.status, headers, body}
}

test('with the frame of a page of the site an error looks like one of its pages', () => {
  const pages = new ErrorPages(readerHeaders({}))
  pages.learn('/not-found-page', frame)

  const {status, body, headers} = sent(pages, 410, '/articles/withdrawn')

  expect(status).toBe(410)
  expect(body).toContain('<header><a href="/">The $& Letter</a></header>')
  expect(body).toContain('<h1>This page is gone</h1>')
  expect(body).toContain('<title>This page is gone</title>')
  expect(body).not.toContain('Not here')
  expect(headers['content-security-policy']).not.toContain('sha256-')
})

test('what was taken down leaves a reader the search and the articles that a missing page offers', () => {
  const pages = new ErrorPages(readerHeaders({}))
  const offers = '<form></form></header><div class="wrap"><section>Perhaps these</section></div>'
  const opening = '<header class="opening wrap"><h1>Not here</h1><p class="standfirst">Moved?</p>'
  pages.learn('/not-found-page', frame.replace('<h1>Not here</h1>', opening + offers))

  const gone = sent(pages, 410, '/articles/withdrawn')
  const away = sent(pages, 503, '/articles/tides')

  expect(gone.body).toContain('<h1>This page is gone</h1>')
  expect(gone.body).toContain(offers)
  expect(gone.body).not.toContain('Moved?')
  expect(away.body).not.toContain('Perhaps these')
})

test('a frame that has its styles inside keeps them, and the error’s policy allows them', () => {
  const pages = new ErrorPages(readerHeaders({}))
  pages.learn(
    '/not-found-page',
    frame.replace('</head>', '<style>p{width:calc(1px)}</style></head>'),
  )

  const {body, headers} = sent(pages, 410, '/articles/withdrawn')

  expect(body).toContain('<style>p{width:calc(1px)}</style>')
  const hash = createHash('sha256').update('p{width:calc(1px)}').digest('base64')
  expect(headers['content-security-policy']).toContain(`style-src 'self' 'sha256-${hash}';`)
})

test('without one it stands alone, with styles that its own policy allows', () => {
  const {body, headers} = sent(new ErrorPages(readerHeaders({})), 503, '/')

  const [, styles = ''] = /<style>([\s\S]*)<\/style>/.exec(body) ?? []
  const hash = createHash('sha256').update(styles).digest('base64')
  expect(styles).toContain('prefers-color-scheme:dark')
  expect(headers['content-security-policy']).toContain(`style-src 'self' 'sha256-${hash}';`)
  expect(headers['content-security-policy']).not.toContain('unsafe-inline')
  expect(headers).toMatchObject({'retry-after': '5', 'cache-control': 'no-store'})
})

test('a French address is answered in French, and never in an English frame', () => {
  const pages = new ErrorPages(readerHeaders({}))
  pages.learn('/not-found-page', frame)

  for (const path of ['/fr', '/fr/articles/x', '/fr?a=b']) {
    const {body} = sent(pages, 503, path)

    expect(body).toContain('lang="fr-CA"')
    expect(body).toContain('pour l’instant')
    expect(body).toContain('href="/fr"')
    expect(body).not.toContain('Letter')
  }
  expect(sent(pages, 503, '/france').body).toContain('right now')
})

test('what is gone may be kept by caches, a review link that is over by nobody', () => {
  const pages = new ErrorPages(readerHeaders({}))

  expect(sent(pages, 410, '/articles/withdrawn').headers['cache-control']).toMatch(/^public/)
  expect(sent(pages, 503, '/').headers['cache-control']).toBe('no-store')
  expect(sent(pages, 410, '/', {headers: {}}).headers['cache-control']).toBe('no-store')
})
