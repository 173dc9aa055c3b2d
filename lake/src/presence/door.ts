/**
 * The upgrade door: `/v<version>/socket/:dataset` becomes a presence socket, every other upgrade is refused.
 *
 * Bounded on all sides: sockets in all, bytes and messages from each, unread bytes to each, time to say who one is.
 */
import type {IncomingMessage} from 'node:http'
import type {Duplex} from 'node:stream'
import {WebSocketServer, type WebSocket} from 'ws'
import {identifyHeader, watchToken} from '../access/authenticate.ts'
import {isAllowedOrigin, type Origins} from '../access/origin.ts'
import type {Datasets} from '../dataset.ts'
import {LakeError} from '../errors.ts'
import type {Registry} from '../store/registry.ts'
import {createRooms} from './room.ts'
import {startSession} from './session.ts'

const PATH = /^\/v(?:\d{4}-\d\d-\d\d|1|X)\/socket\/([a-z0-9_-]{1,64})$/
const HEARTBEAT = '♥'
const HEARTBEAT_MS = 15_000
const SAY_WHO_MS = 10_000
const MAX_SOCKETS = 1_000
/** Of these at the most did not say yet who they are. Browsers say it in a message, so the oldest makes room for one more. */
const MAX_NAMELESS = 500
const MAX_MESSAGE_BYTES = 65_536
const MAX_UNSENT_BYTES = 1_048_576
const MAX_MESSAGES_A_HEARTBEAT = 600
const UNAUTHORIZED = 4001
const TOO_MUCH = 4008

export interface DoorOptions {
  datasets: Datasets
  registry: Registry
  origins: Origins
  report(error: unknown): void
  /** For tests. */
  maxNameless?: number
}

export interface PresenceDoor {
  /** For a Node server's `upgrade` event, after its Host check. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Connections that are open. */
  count(): number
  close(): void
}

export function openPresence({
  datasets,
  registry,
  origins,
  report,
  maxNameless = MAX_NAMELESS,
}: DoorOptions): PresenceDoor {
  const roomOf = createRooms()
  const checks = new Map<WebSocket, () => boolean>()
  const nameless = new Set<WebSocket>()
  let closed = false
  const forget = registry.onShutOut(() => {
    for (const check of checks.values()) check()
  })
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  })

  const serve = (socket: WebSocket, dataset: string, authorization: string | undefined) => {
    let isWelcome = watchToken(authorization, registry)
    let messages = 0
    const check = (): boolean => {
      if (closed) return false
      if (isWelcome()) return true
      socket.close(UNAUTHORIZED, 'Session not found')
      return false
    }
    checks.set(socket, check)
    const session = startSession({
      room: roomOf(dataset),
      identity: identifyHeader(authorization, registry),
      identify(header) {
        const identity = identifyHeader(header, registry)
        isWelcome = watchToken(header, registry)
        nameless.delete(socket)
        return identity
      },
      send(text) {
        if (socket.bufferedAmount > MAX_UNSENT_BYTES) socket.terminate()
        else if (socket.readyState === socket.OPEN && check()) socket.send(text)
      },
      close: (code, reason) => socket.close(code, reason),
    })
    if (!session.isMember) nameless.add(socket)
    const patience = setTimeout(() => {
      if (!session.isMember) socket.close(UNAUTHORIZED, 'Presence needs a token')
    }, SAY_WHO_MS)
    const heartbeat = setInterval(() => {
      messages = 0
      if (!check()) return
      if (socket.bufferedAmount > MAX_UNSENT_BYTES) socket.terminate()
      else socket.send(HEARTBEAT)
    }, HEARTBEAT_MS)

    const hear = (message: string) => {
      try {
        session.receive(message)
      } catch (error) {
        report(error) // a fault of ours costs one socket, not the lake
        socket.terminate()
      }
    }

    socket.on('message', (data, isBinary) => {
      if (isBinary || ++messages > MAX_MESSAGES_A_HEARTBEAT) socket.close(TOO_MUCH, 'Too much')
      else if (check()) hear(String(data))
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      checks.delete(socket)
      nameless.delete(socket)
      clearTimeout(patience)
      clearInterval(heartbeat)
      session.end()
    })
    socket.send(HEARTBEAT)
  }

  const admit = (request: IncomingMessage): string => {
    const {origin, authorization} = request.headers
    if (origin !== undefined && !isAllowedOrigin(origin, origins)) throw new Refused(403)
    const dataset = PATH.exec(request.url?.split('?')[0] ?? '')?.[1]
    if (!dataset || !datasets.names().includes(dataset)) throw new Refused(404)
    identifyHeader(authorization, registry)
    if (server.clients.size >= MAX_SOCKETS) throw new Refused(503)
    const [oldest] = nameless
    if (oldest && nameless.size >= maxNameless) {
      nameless.delete(oldest)
      oldest.terminate()
    }
    return dataset
  }

  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy())
      try {
        const dataset = admit(request)
        server.handleUpgrade(request, socket, head, (webSocket) =>
          serve(webSocket, dataset, request.headers.authorization),
        )
      } catch (error) {
        refuse(socket, error instanceof LakeError || error instanceof Refused ? error.status : 500)
      }
    },
    count: () => server.clients.size,
    close() {
      closed = true
      forget()
      for (const client of server.clients) client.close(1001, 'The lake stops')
      server.close()
      setTimeout(() => {
        for (const client of server.clients) client.terminate()
      }, 500).unref()
    },
  }
}

class Refused extends Error {
  readonly status: number
  constructor(status: number) {
    super(`refused with ${status}`)
    this.status = status
  }
}

/** Answer an upgrade that is not going to happen. */
export function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
