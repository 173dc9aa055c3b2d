/**
 * The lake on a Node server: sockets, hosts, limits and clocks. Everything else is `lake.fetch`.
 */
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import type {Duplex} from 'node:stream'
import {requireOwnHost} from './access/host.ts'
import {METHODS} from './access/origin.ts'
import {MAX_IMAGE_BYTES, MAX_FILE_BYTES} from './assets/upload.ts'
import {MAX_REQUEST_BYTES} from './documents/limits.ts'
import {LakeError, unavailable} from './errors.ts'
import type {Lake} from './index.ts'
import {refuse} from './presence/door.ts'
import {toRequest} from './node-request.ts'
import {sendResponse} from './node-response.ts'
import {BODY_WINDOW_MS} from './pace.ts'

export interface ServerOptions {
  host: string
  /** 0: any free one. */
  port: number
  /** Open the lake once the port is known; called before the first request is answered. */
  open(port: number): Lake
  /** Base of the lake's addresses; its host is answered besides the loopback names. */
  publicUrl?: string | undefined
  /** The window in which a part of a body must arrive. For tests. */
  bodyWindow?: number
}

export interface RunningServer {
  readonly port: number
  readonly lake: Lake
  /** Stop taking requests, end the streams, close the lake. */
  close(): Promise<void>
}

/** A client has this long to send its headers. Beyond: 408. */
const HEADERS_TIMEOUT_MS = 10_000
const CHECKS_EVERY_MS = 1_000
const KEEP_ALIVE_MS = 30_000
const MAX_HEADER_BYTES = 32_768
const MAX_CONNECTIONS = 4_096
const CLOSE_PATIENCE_MS = 2_000

export async function serve({
  host,
  port,
  open,
  publicUrl,
  bodyWindow = BODY_WINDOW_MS,
}: ServerOptions): Promise<RunningServer> {
  const publicHosts = publicUrl ? [new URL(publicUrl).host.toLowerCase()] : []
  const state: {lake?: Lake; port: number} = {port}

  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: 0, // a body is judged by its pace (`node-request.ts`)
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: CHECKS_EVERY_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      noDelay: true,
    },
    // An answer that cannot even be refused costs its connection, not the lake.
    (incoming, outgoing) => void answer(incoming, outgoing).catch(() => outgoing.destroy()),
  )
  server.maxConnections = MAX_CONNECTIONS

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    outgoing.on('error', () => outgoing.destroy())
    try {
      requireOwnHost(hostOf(incoming), state.port, publicHosts)
      if (incoming.method === 'OPTIONS' && incoming.url === '*')
        return await sendResponse(ofWholeServer(), incoming, outgoing)
      const {lake} = state
      if (!lake) throw unavailable('The lake starts; try again in a moment.')
      const request = toRequest(incoming, outgoing, {
        bytes: mostBytesOf(incoming.url ?? ''),
        windowMs: bodyWindow,
      })
      await sendResponse(await lake.fetch(request), incoming, outgoing)
    } catch (error) {
      await sendResponse(errorResponse(error), incoming, outgoing)
    }
  }

  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    try {
      requireOwnHost(hostOf(incoming), state.port, publicHosts)
      if (state.lake) state.lake.presence.upgrade(incoming, socket, head)
      else refuse(socket, 503)
    } catch (error) {
      refuse(socket, error instanceof LakeError ? error.status : 500)
    }
  })

  state.port = await listen(server, host, port)
  try {
    state.lake = open(state.port)
  } catch (error) {
    server.close()
    throw error
  }
  const {lake} = state
  return {
    port: state.port,
    lake,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const impatience = setTimeout(() => server.closeAllConnections(), CLOSE_PATIENCE_MS)
      await lake.close()
      server.closeIdleConnections()
      await closed
      clearTimeout(impatience)
    },
  }
}

/** A request that names two hosts is nobody's. */
const hostOf = ({headersDistinct}: IncomingMessage) => headersDistinct['host']?.join(', ')

/** What a request may send: uploads much, everything else what the hosted lake takes. */
function mostBytesOf(url: string): number {
  if (/^\/v[^/]+\/assets\/images\//.test(url)) return MAX_IMAGE_BYTES
  if (/^\/v[^/]+\/assets\/files\//.test(url)) return MAX_FILE_BYTES
  return MAX_REQUEST_BYTES
}

/** `OPTIONS *` asks for no address; health checks of some proxies do. */
const ofWholeServer = () => new Response(null, {status: 204, headers: {allow: METHODS}})

/** What fails before the lake is asked: a foreign host, an impossible request. The lake answers its own failures. */
function errorResponse(error: unknown): Response {
  if (error instanceof LakeError) {
    return Response.json(error.body, {status: error.status, headers: error.headers})
  }
  const message = 'The request could not be understood.'
  return Response.json({statusCode: 400, error: 'Bad Request', message}, {status: 400})
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)))
    server.listen({host, port}, () => resolve((server.address() as AddressInfo).port))
  })
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const remedies: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken by another program. Stop it, or set LAKE_PORT to another port (0 picks a free one).`,
    EACCES: `This user may not listen on port ${port}. Set LAKE_PORT to one above 1023.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Set LAKE_HOST to one of its own.`,
  }
  const remedy = remedies[error.code ?? '']
  return remedy ? new Error(remedy, {cause: error}) : error
}
