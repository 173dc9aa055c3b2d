/**
 * One page as it goes out: its headers and body, compressed once for each encoding and kept.
 *
 * Headers are flat arrays because Node writes those without looking at them again; this is the path of every reader.
 */
import type {IncomingMessage, ServerResponse} from 'node:http'
import {brotliCompressSync, constants, gzipSync} from 'node:zlib'
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
    const variant = this.#variants.get(encoding) ?? this.#encode(encoding)
    const known = request.headers['if-none-match']
    if (known !== undefined && this.status === 200 && matches(known, variant.etag)) {
      response.writeHead(304, variant.shortHeaders).end()
      return
    }
    response.writeHead(this.status, variant.headers)
    response.end(request.method === 'HEAD' ? undefined : variant.body)
  }

  #encode(encoding: Encoding): Variant {
    const body = compress(this.#body, encoding)
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

function compress(body: Buffer, encoding: Encoding): Buffer {
  if (encoding === 'gzip') return gzipSync(body, {level: 6})
  if (encoding === 'identity') return body
  return brotliCompressSync(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 6,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  })
}

/** `If-None-Match`: one tag, a list, or `*`; a cache on the way may have weakened it. */
function matches(header: string, etag: string): boolean {
  if (header === etag || header.trim() === '*') return true
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}
