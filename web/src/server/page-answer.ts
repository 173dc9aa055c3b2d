/**
 * One page as it goes out: its headers and body, compressed once for each encoding and kept. What takes the place of a page that readers
 * got compressed is so before the first of them asks, by a thread that makes no pages. Whoever asks while that is under way waits for it, a
 * millisecond: to do it a second time would take as long, and from the thread that makes the next page.
 *
 * Headers are flat arrays because Node writes those without looking at them again; this is the path of every reader.
 */
import type {IncomingMessage, ServerResponse} from 'node:http'
import {brotliCompress, brotliCompressSync, constants, gzip, gzipSync} from 'node:zlib'
import {ownBytes} from '../own-memory.ts'
import {preferredEncoding, type Encoding} from './encoding.ts'

export interface PageAnswerInit {
  status: number
  /** Headers besides those of length, encoding and age. */
  headers: Record<string, string>
  body: string | Buffer
  digest: string
  /** What the page says it was made from. */
  revision?: string
}

interface Variant {
  etag: string
  headers: string[]
  shortHeaders: string[]
  body: Buffer
}

const smallest = 400
const compressible = /^(?:text\/|application\/(?:[a-z.+-]*json|[a-z.+-]*xml|javascript)|image\/svg)/

export class PageAnswer {
  readonly status: number
  readonly digest: string
  readonly revision: string | undefined
  readonly #headers: string[]
  readonly #body: Buffer
  readonly #compressible: boolean
  readonly #variants = new Map<Encoding, Variant>()
  /** What another thread is at. Never fails: at the worst there is no variant afterwards. */
  readonly #underWay = new Map<Encoding, Promise<void>>()

  constructor({status, headers, body, digest, revision}: PageAnswerInit) {
    this.revision = revision
    this.status = status
    this.digest = digest
    this.#headers = Object.entries(headers).flat()
    this.#body = ownBytes(body)
    const type = headers['content-type'] ?? ''
    this.#compressible = this.#body.length >= smallest && compressible.test(type)
  }

  /** A bound for what this takes in memory, compressed copies included. */
  get bytes(): number {
    return 2_000 + Math.ceil(this.#body.length * 1.6)
  }

  /** As it is before it is compressed. */
  get body(): Buffer {
    return this.#body
  }

  /** Settles when it is sent, if it is not at once; fails as whatever makes an answer may. */
  send(request: IncomingMessage, response: ServerResponse): Promise<void> | undefined {
    const encoding = this.#compressible
      ? preferredEncoding(request.headers['accept-encoding'])
      : 'identity'
    const variant = this.#variants.get(encoding)
    const underWay = variant ? undefined : this.#underWay.get(encoding)
    if (underWay) return underWay.then(() => this.#write(this.#in(encoding), request, response))
    this.#write(variant ?? this.#in(encoding), request, response)
    return undefined
  }

  #in(encoding: Encoding): Variant {
    return this.#variants.get(encoding) ?? this.#keep(encoding, compress(this.#body, encoding))
  }

  #write(variant: Variant, request: IncomingMessage, response: ServerResponse): void {
    const known = request.headers['if-none-match']
    if (known !== undefined && this.status === 200 && matches(known, variant.etag)) {
      response.writeHead(304, variant.shortHeaders).end()
      return
    }
    response.writeHead(this.status, variant.headers)
    response.end(request.method === 'HEAD' ? undefined : variant.body)
  }

  /** Be ready for those who got `other`; settles when it is. */
  async compressAs(other: PageAnswer): Promise<void> {
    if (!this.#compressible) return
    for (const encoding of other.#variants.keys())
      if (encoding !== 'identity') await inTurn(() => this.#compress(encoding))
  }

  /** By another thread, unless somebody who asked had to have it meanwhile. */
  async #compress(encoding: 'gzip' | 'br'): Promise<void> {
    if (this.#variants.has(encoding)) return
    const done = compressed(this.#body, encoding).then((body) => {
      if (body) this.#keep(encoding, body)
      this.#underWay.delete(encoding)
    })
    this.#underWay.set(encoding, done)
    await done
  }

  #keep(encoding: Encoding, compressed: Buffer): Variant {
    const body = ownBytes(compressed)
    const etag = `"${this.digest}${encoding === 'identity' ? '' : `-${encoding}`}"`
    const shared = [...this.#headers, 'vary', 'accept-encoding', 'etag', etag]
    const variant: Variant = {
      etag,
      body,
      shortHeaders: shared,
      headers: [
        ...shared,
        ...(encoding === 'identity' ? [] : ['content-encoding', encoding]),
        'content-length',
        String(body.length),
      ],
    }
    this.#variants.set(encoding, variant)
    return variant
  }
}

/**
 * Up to this size the highest level costs less than a millisecond more than the usual one, once for each page, and spares its readers some
 * bytes. What is larger, such as a sitemap of 50,000 addresses, would take up to three times as long, on the thread of every reader.
 */
const small = 65_536
const gzipOptions = ({length}: Buffer) => ({
  level: length <= small ? constants.Z_BEST_COMPRESSION : constants.Z_DEFAULT_COMPRESSION,
})
const brotliOptions = ({length}: Buffer) => ({
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 6,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: length,
  },
})

function compress(body: Buffer, encoding: Encoding): Buffer {
  if (encoding === 'identity') return body
  return encoding === 'gzip'
    ? gzipSync(body, gzipOptions(body))
    : brotliCompressSync(body, brotliOptions(body))
}

/** Nothing when it fails. */
const compressed = (body: Buffer, encoding: 'gzip' | 'br'): Promise<Buffer | undefined> =>
  new Promise<Buffer>((resolve, reject) => {
    const done = (error: Error | null, result: Buffer) => (error ? reject(error) : resolve(result))
    if (encoding === 'gzip') gzip(body, gzipOptions(body), done)
    else brotliCompress(body, brotliOptions(body), done)
  }).catch(() => undefined)

let compressing: Promise<void> = Promise.resolve()

/** One after the other, however each ends: each takes memory while it is at it. */
const inTurn = (task: () => Promise<void>): Promise<void> =>
  (compressing = compressing.then(task, task))

/** `If-None-Match`: one tag, a list, or `*`; a cache on the way may have weakened it. */
function matches(header: string, etag: string): boolean {
  if (header === etag || header.trim() === '*') return true
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}
