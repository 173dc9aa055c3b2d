/** Between Node's request and response and those of the web, for handlers that are plain functions. */
import type {IncomingMessage, ServerResponse} from 'node:http'
import {Readable} from 'node:stream'

export function toWebRequest(request: IncomingMessage, origin: string): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value)
  }
  const {method = 'GET', url = '/'} = request
  const init: RequestInit & {duplex?: 'half'} = {method, headers}
  if (method !== 'GET' && method !== 'HEAD') {
    init.body = Readable.toWeb(request) as BodyInit
    init.duplex = 'half'
  }
  return new Request(new URL(url, origin), init)
}

/** Send the answer; `headers` are those that it gets whatever it says itself. */
export async function sendWebResponse(
  answer: Response,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Record<string, string>,
): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer())
  if (!request.complete) response.setHeader('connection', 'close')
  response.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    ...headers,
    'content-length': body.length,
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}
