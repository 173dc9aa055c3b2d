/**
 * One page as it goes out: its headers and body, compressed once for each encoding and kept. What takes the place of a page that readers
 * got compressed is so before the first of them asks, by a thread that makes no pages.
 *
 * Headers are flat arrays because Node writes those without looking at them again; this is the path of every reader.
 */
import type {IncomingMessage, ServerResponse} from 'node:http'
import {brotliCompress, brotliCompressSync, constants, gzip, gzipSync} from 'node:zlib'
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

  constructor({status, headers, body, digest, revision}: PageAnswerInit) {
    this.revision = revision
    this.status = status
    this.digest = digest
    this.#headers = Object.entries(headers).flat()
    this.#body = typeof body === 'string' ? Buffer.from(body) : body
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

  send(request: IncomingMessage, response: ServerResponse): void {
    const encoding = this.#compressible
      ? preferredEncoding(request.headers['accept-encoding'])
      : 'identity'
    const variant =
      this.#variants.get(encoding) ?? this.#keep(encoding, compress(this.#body, encoding))
    const known = request.headers['if-none-match']
    if (known !== undefined && this.status === 200 && matches(known, variant.etag)) {
      response.writeHead(304, variant.shortHeaders).end()
      return
    }
    response.writeHead(this.status, variant.headers)
    response.end(request.method === 'HEAD' ? undefined : variant.body)
  }

  /** Be ready for those who got `other`; settles when it is. Whoever asks before that waits for nobody. */
  async compressAs(other: PageAnswer): Promise<void> {
    if (!this.#compressible) return
    const isMissing = (encoding: Encoding) => !this.#variants.has(encoding)
    for (const encoding of other.#variants.keys()) {
      if (encoding === 'identity') continue
      const body = await compressLater(this.#body, encoding, () => isMissing(encoding))
      if (body && isMissing(encoding)) this.#keep(encoding, body)
    }
  }

  #keep(encoding: Encoding, body: Buffer): Variant {
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

const gzipOptions = {level: 6}
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
    ? gzipSync(body, gzipOptions)
    : brotliCompressSync(body, brotliOptions(body))
}

let compressing: Promise<unknown> = Promise.resolve()

/** One after the other: each takes memory while it is at it. Nothing when it is no more wanted by then, or fails. */
function compressLater(
  body: Buffer,
  encoding: 'gzip' | 'br',
  isWanted: () => boolean,
): Promise<Buffer | undefined> {
  const compressed = compressing.then(() => {
    if (!isWanted()) return undefined
    return new Promise<Buffer | undefined>((resolve) => {
      const done = (error: Error | null, result: Buffer) => resolve(error ? undefined : result)
      if (encoding === 'gzip') gzip(body, gzipOptions, done)
      else brotliCompress(body, brotliOptions(body), done)
    })
  })
  compressing = compressed
  return compressed
}

/** `If-None-Match`: one tag, a list, or `*`; a cache on the way may have weakened it. */
function matches(header: string, etag: string): boolean {
  if (header === etag || header.trim() === '*') return true
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}
