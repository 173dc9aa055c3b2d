/** From the web's response to Node's: chunk by chunk, at the client's pace. */
import {once} from 'node:events'
import type {IncomingMessage, ServerResponse} from 'node:http'

/** A client that reads nothing for this long is let go, with what is waiting for it. */
const STALL_MS = 30_000
/** An answer of this type is sent as it comes; any other waits for its second piece, to know whether it has one. */
const ENDLESS = 'text/event-stream'
/** So long a refused upload may go on arriving, so that its sender reads the refusal instead of a broken connection. */
const DRAIN_MS = 2_000

export async function sendResponse(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (outgoing.destroyed || outgoing.headersSent) {
    await response.body?.cancel()
    return
  }
  // What was not read of the request (it was refused) must not be taken for the next one.
  if (!incoming.complete) outgoing.setHeader('connection', 'close')
  const head: Head = {status: response.status, headers: Object.fromEntries(response.headers)}
  if (!response.body || incoming.method === 'HEAD') {
    outgoing.writeHead(head.status, head.headers)
    await response.body?.cancel()
    await drain(incoming)
    outgoing.end()
    return
  }
  await pump(head, response.body, incoming, outgoing)
}

interface Head {
  status: number
  headers: Record<string, string>
}

async function drain(incoming: IncomingMessage): Promise<void> {
  if (incoming.complete || incoming.destroyed) return
  incoming.removeAllListeners('data') // nobody will read it, and a reader would wait to be asked
  incoming.resume()
  await once(incoming, 'end', {signal: AbortSignal.timeout(DRAIN_MS)}).catch(() => {})
}

async function pump(
  {status, headers}: Head,
  body: ReadableStream<Uint8Array>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const reader = body.getReader()
  const stop = () => void reader.cancel().catch(() => {})
  outgoing.once('close', stop)
  try {
    let {value, done} = await reader.read()
    if (!headers['content-type']?.startsWith(ENDLESS)) {
      // Most answers are one piece. Head and body then leave together, with their length.
      const next = await reader.read()
      if (next.done && value) headers['content-length'] ??= String(value.byteLength)
      outgoing.writeHead(status, headers)
      if (value && !outgoing.write(value)) await drained(outgoing)
      ;({value, done} = next)
    } else outgoing.writeHead(status, headers)
    for (; !done; {value, done} = await reader.read())
      if (!outgoing.write(value)) await drained(outgoing)
    await drain(incoming)
    outgoing.end()
  } catch {
    outgoing.destroy() // the answer cannot be completed; the client must not take it for whole
  } finally {
    outgoing.off('close', stop)
  }
}

async function drained(outgoing: ServerResponse): Promise<void> {
  const settled = new AbortController()
  const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(STALL_MS)])
  try {
    await Promise.race([once(outgoing, 'drain', {signal}), once(outgoing, 'close', {signal})])
  } finally {
    settled.abort() // or each wait would leave a listener on a long stream
  }
  if (outgoing.destroyed) throw new Error('The client has gone')
}
