/**
 * Pictures and files of a lake that only this machine can reach, under the site's own address.
 *
 * Only the shape of one project's and dataset's assets is passed on, to one origin; nothing else of that lake can be
 * read here, and pictures in the forms alone that pages ask for. Whatever the lake says, a picture cannot act on this
 * origin: `sandbox`, `nosniff`, files as attachments.
 */
import type {Agent, IncomingMessage, ServerResponse} from 'node:http'
import {isPictureQuery} from '../markdown/picture-query.ts'
import {http, httpFor} from '../node-http.ts'
import type {Headers} from './policy.ts'

export interface AssetSettings {
  origin: string
  projectId: string
  dataset: string
  /** Milliseconds without a byte taken, after which a reader gives way to those who wait. */
  idle?: number
}

const mostAtOnce = 200
/** Of these, connections to the lake: the others wait. */
const places = 32
const patience = 30_000
const mostBytes = 100e6

const asked = ['accept', 'if-none-match', 'if-modified-since', 'range'] as const
const answered = [
  'accept-ranges',
  'cache-control',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
  'vary',
] as const

const safe: Headers = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  // Feeds are read at other addresses, with the pictures in them.
  'cross-origin-resource-policy': 'cross-origin',
}

export class Assets {
  readonly #origin: URL
  readonly #shape: RegExp
  readonly #agent: Agent
  readonly #idle: number
  #underWay = 0

  constructor({origin, projectId, dataset, idle = 5_000}: AssetSettings) {
    this.#origin = new URL(origin)
    this.#idle = idle
    const images = '[a-f0-9]{40}-[0-9]+x[0-9]+\\.[a-z0-9]{2,5}'
    const files = '[a-f0-9]{40}\\.[A-Za-z0-9]{1,10}'
    const where = `${projectId}/${dataset}` // letters, digits, _ and -: `config.ts` sees to that
    this.#shape = new RegExp(`^/(?:images/${where}/${images}|files/${where}/${files})$`)
    const options = {keepAlive: true, maxSockets: places, maxFreeSockets: 8}
    this.#agent = new (httpFor(this.#origin).Agent)(options)
  }

  /** Answer the request. One that has no asset's shape is a 404. */
  serve(request: IncomingMessage, response: ServerResponse): void {
    const [path = '', ...rest] = (request.url ?? '').split('?')
    const query = rest.join('?').replaceAll(/%2c/gi, ',') // as some programs write it
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405)
    if (!this.#shape.test(path)) return refuse(response, 404)
    if (!mayAsk(path, query)) return refuse(response, 400, unknownForm)
    if (this.#underWay >= mostAtOnce) return refuse(response, 503)
    this.#pass(query && !isFile(path) ? `${path}?${query}` : path, request, response)
  }

  close(): void {
    this.#agent.destroy()
  }

  #pass(path: string, request: IncomingMessage, response: ServerResponse): void {
    this.#underWay++
    response.once('close', () => this.#underWay--)
    const headers: Headers = {}
    for (const name of asked) {
      const value = request.headers[name]
      if (typeof value === 'string') headers[name] = value
    }
    const {request: ask} = httpFor(this.#origin)
    const asking = ask(new URL(path, this.#origin), {
      method: request.method ?? 'GET',
      headers,
      agent: this.#agent,
      timeout: patience,
    })
    asking.once('timeout', () => asking.destroy(new Error('The lake took too long.')))
    asking.once('error', () => (response.headersSent ? response.destroy() : refuse(response, 502)))
    asking.once('response', (answer) => {
      this.#keepMoving(answer, response)
      answerWith(answer, path, response)
    })
    response.once('close', () => asking.destroy())
    asking.end()
  }

  /** Who takes nothing of a large picture holds a place, and a few dozen of them all places. While others wait, they lose it. */
  #keepMoving(answer: IncomingMessage, response: ServerResponse): void {
    const timer = setTimeout(() => {
      if (this.#underWay > places) response.destroy()
      else timer.refresh()
    }, this.#idle)
    timer.unref()
    answer.on('data', () => timer.refresh())
    response.once('close', () => clearTimeout(timer))
  }
}

const isFile = (path: string): boolean => path.startsWith('/files/')

/**
 * A file has one form: that it is saved, which `dl` asks of Sanity, is what the site always does. The name that may be asked for with it stands
 * in texts, and is passed over.
 */
const mayAsk = (path: string, query: string): boolean =>
  isFile(path) ? /^(?:dl(?:=[^&]{0,600})?)?$/.test(query) : query === '' || isPictureQuery(query)

const unknownForm =
  'This site shows pictures in the forms alone that its pages ask for. Leave out the question mark and what follows it: that is the original.'

function answerWith(answer: IncomingMessage, path: string, response: ServerResponse): void {
  const status = answer.statusCode ?? 502
  if (![200, 206, 304, 416].includes(status)) {
    answer.resume()
    return refuse(response, status === 404 || status === 400 ? status : 502)
  }
  const headers: Headers = {...safe}
  for (const name of answered) {
    const value = answer.headers[name]
    if (typeof value === 'string') headers[name] = value
  }
  if (isFile(path)) headers['content-disposition'] = 'attachment'
  response.writeHead(status, headers)
  let bytes = 0
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > mostBytes) response.destroy()
  })
  answer.once('error', () => response.destroy())
  answer.pipe(response)
}

function refuse(
  response: ServerResponse,
  status: number,
  words = http.STATUS_CODES[status] ?? 'Error',
): void {
  response.writeHead(status, {
    ...safe,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...(status === 405 ? {allow: 'GET, HEAD'} : {}),
  })
  response.end(`${words}\n`)
}
