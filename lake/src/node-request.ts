/** From Node's request to the web's: the body streams, is counted while it does, and stops when the client goes. */
import type {IncomingMessage, ServerResponse} from 'node:http'
import {badRequest, payloadTooLarge, requestTimeout, unsupportedMediaType} from './errors.ts'
import {openPace} from './pace.ts'

const BODILESS = new Set(['GET', 'HEAD', 'OPTIONS'])

export interface BodyBounds {
  bytes: number
  windowMs: number
}

export function toRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  bounds: BodyBounds,
): Request {
  const method = incoming.method ?? 'GET'
  const {headers} = incoming
  const gone = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort()
  })
  return new Request(addressOf(incoming.url ?? '/', headers.host ?? ''), {
    method,
    headers: toHeaders(incoming),
    body: BODILESS.has(method) ? null : readBody(incoming, bounds),
    duplex: 'half',
    signal: gone.signal,
  } as RequestInit)
}

/** `//host/path` is a path here, as on the wire; resolved against a base, it would name a host. */
const addressOf = (target: string, host: string): URL =>
  new URL(target.startsWith('/') ? `http://${host}${target}` : target)

function toHeaders({rawHeaders}: IncomingMessage): Headers {
  const headers = new Headers()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '')
  }
  return headers
}

/**
 * Pulled by whoever reads the request; a body that nobody reads is never buffered. What is wrong with it is found by the
 * reader, inside the handler, so that the refusal is an answer like any other. A slow line may take its time, as long as something
 * comes; only the time counts in which somebody here waits for more.
 */
function readBody(
  incoming: IncomingMessage,
  {bytes: limit, windowMs}: BodyBounds,
): ReadableStream<Uint8Array> {
  const encoding = incoming.headers['content-encoding']
  const announced = Number(incoming.headers['content-length'] ?? 0)
  let size = 0
  let open = true
  let watch: NodeJS.Timeout | undefined
  const pace = openPace(windowMs)
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = (how: () => void) => {
          clearInterval(watch)
          if (open) how()
          open = false
        }
        const fail = (error: Error) => end(() => controller.error(error))
        watch = setInterval(() => {
          if (pace.isTooSlow()) fail(tooSlow(pace.least, windowMs))
        }, windowMs / 10)
        incoming.pause()
        if (encoding && encoding !== 'identity') return fail(compressed(encoding))
        if (announced > limit) return fail(tooMuch(limit))
        incoming.on('data', (chunk: Buffer) => {
          if (!open) return // being drained
          incoming.pause()
          pace.came(chunk.length)
          size += chunk.length
          if (size > limit) fail(tooMuch(limit))
          else controller.enqueue(chunk)
        })
        incoming.once('end', () => end(() => controller.close()))
        incoming.once('error', (cause) => fail(cutOff(cause)))
        incoming.once('close', () => fail(cutOff()))
      },
      pull() {
        pace.waits()
        incoming.resume()
      },
      cancel() {
        clearInterval(watch)
        open = false
      },
    },
    {highWaterMark: 0},
  )
}

const cutOff = (cause?: Error) =>
  badRequest('The request was cut off. Nothing was changed; send it again.', {cause})

const tooSlow = (bytes: number, ms: number) =>
  requestTimeout(
    `The request arrived too slowly: fewer than ${bytes} bytes in ${ms / 1_000} seconds. Nothing was changed; send it again over a better line.`,
  )

const tooMuch = (limit: number) =>
  payloadTooLarge(
    `The request is larger than ${limit} bytes, the most this address takes. Nothing was changed; send it in parts.`,
  )

const compressed = (encoding: string) =>
  unsupportedMediaType(
    `Requests compressed with ${encoding.slice(0, 40)} are not read. Nothing was changed; send it uncompressed.`,
  )
