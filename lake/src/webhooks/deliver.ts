/** One attempt to hand a message to its receiver: one request, no redirects followed, bounded time and answer. */
import {Agent as HttpAgent, request as httpRequest, type IncomingMessage} from 'node:http'
import {Agent as HttpsAgent, request as httpsRequest} from 'node:https'
import type {Message} from '../store/hook-message.ts'
import type {Hook} from './hook.ts'
import {SIGNATURE_HEADER, signatureHeader} from './signature.ts'

/** As hosted. */
export const DELIVERY_TIMEOUT_MS = 30_000
const MAX_LOGGED_BYTES = 4_096
const MAX_DRAINED_BYTES = 262_144
/** What is met on a connection that the other end has closed: by those who read, and by those who still write. */
const HUNG_UP = ['ECONNRESET', 'EPIPE']

// Connections stay open between deliveries: a publish must not wait for a handshake.
const agents = {
  'http:': new HttpAgent({keepAlive: true, maxFreeSockets: 8}),
  'https:': new HttpsAgent({keepAlive: true, maxFreeSockets: 8}),
}

export interface Outcome {
  resultCode: number | null
  resultBody: string | null
  /** `null` when the receiver said 2xx. */
  failureReason: 'http' | 'timeout' | 'network' | null
}

export async function deliver(
  hook: Hook,
  message: Message,
  closing: AbortSignal,
): Promise<Outcome> {
  const timeout = AbortSignal.timeout(DELIVERY_TIMEOUT_MS)
  const signal = AbortSignal.any([timeout, closing])
  try {
    const response = await send(hook, message, signal)
    const resultBody = await readStart(response)
    const resultCode = response.statusCode ?? 0
    const delivered = resultCode >= 200 && resultCode < 300
    return {resultCode, resultBody, failureReason: delivered ? null : 'http'}
  } catch (error) {
    const failureReason = timeout.aborted ? 'timeout' : 'network'
    const resultBody = error instanceof Error ? error.message : String(error)
    return {resultCode: null, resultBody, failureReason}
  }
}

async function send(hook: Hook, message: Message, signal: AbortSignal): Promise<IncomingMessage> {
  try {
    return await sendOnce(hook, message, signal)
  } catch (error) {
    // The receiver closed an idle connection just as it was used again: nothing was received.
    if (error instanceof StaleConnection) return sendOnce(hook, message, signal)
    throw error
  }
}

class StaleConnection extends Error {}

function sendOnce(hook: Hook, message: Message, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(hook.url)
  const secure = url.protocol === 'https:'
  const body = Buffer.from(message.payload)
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)(url, {
      method: hook.httpMethod,
      agent: agents[secure ? 'https:' : 'http:'],
      headers: {...headersOf(hook, message), 'content-length': body.length},
      signal,
    })
    request.on('response', resolve)
    request.on('error', (error: NodeJS.ErrnoException) => {
      const stale = request.reusedSocket && HUNG_UP.includes(error.code ?? '')
      reject(stale ? new StaleConnection('connection closed', {cause: error}) : error)
    })
    request.end(body)
  })
}

function headersOf(hook: Hook, message: Message): Record<string, string> {
  return {
    'user-agent': 'Masthead-Content-Lake',
    ...hook.headers,
    'content-type': 'application/json',
    'idempotency-key': message.id,
    'sanity-project-id': hook.projectId,
    'sanity-dataset': message.dataset,
    'sanity-document-id': message.documentId,
    'sanity-operation': message.operation,
    'sanity-transaction-id': message.transactionId,
    'sanity-transaction-time': message.transactionTime,
    'sanity-webhook-id': hook.id,
    ...(hook.secret
      ? {[SIGNATURE_HEADER]: signatureHeader(message.payload, hook.secret, Date.now())}
      : {}),
  }
}

/** The first bytes of the answer, for the log. Read to the end, so that the connection can be used again. */
async function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (size < MAX_LOGGED_BYTES) chunks.push(chunk)
    size += chunk.length
    if (size > MAX_DRAINED_BYTES) break // leaving the loop closes the connection
  }
  return Buffer.concat(chunks).subarray(0, MAX_LOGGED_BYTES).toString('utf8')
}
