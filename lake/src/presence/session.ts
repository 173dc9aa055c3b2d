/**
 * One presence socket: JSON-RPC as `@sanity/bifur-client` speaks it.
 *
 * The caller proves who it is by an `authorization` message (or did so when it connected); until then nothing is
 * relayed to or from it. Every push carries `params.result`: Studio's open document dies on one that does not.
 */
import {randomUUID} from 'node:crypto'
import type {Identity} from '../access/identity.ts'
import {isMember} from '../access/permissions.ts'
import {isDeeper} from '../depth.ts'
import type {PresenceEvent, Room} from './room.ts'

const MAX_SUBSCRIPTIONS = 16
const MAX_SESSIONS = 16
const MAX_LOCATIONS = 64
const MAX_SESSION_LENGTH = 128
const MAX_DEPTH = 32

const UNAUTHORIZED = 4001
const INVALID_REQUEST = -32600
const METHOD_NOT_FOUND = -32601
const INVALID_PARAMS = -32602
const PARSE_ERROR = -32700

export interface SessionOptions {
  room: Room
  identity: Identity
  /** Who an `authorization` value belongs to; throws when it is nobody's. */
  identify(authorization: string): Identity
  send(text: string): void
  close(code: number, reason: string): void
}

export interface Session {
  receive(text: string): void
  readonly isMember: boolean
  /** The token has been revoked, or the socket has gone. */
  end(): void
}

type Params = Record<string, unknown>

export function startSession({
  room,
  identity: first,
  identify,
  send,
  close,
}: SessionOptions): Session {
  let identity = first
  const subscriptions = new Set<string>()
  const announced = new Set<string>()

  const participant = {
    tell(result: PresenceEvent) {
      for (const subscription of subscriptions) {
        write({method: 'presence_subscription', params: {subscription, result}})
      }
    },
  }
  const write = (message: Params) => send(JSON.stringify({jsonrpc: '2.0', ...message}))
  const say = (type: PresenceEvent['type'], detail: Params) =>
    room.say(participant, {type, i: identity.id, ...detail})

  const methods: Record<string, (params: Params) => unknown> = {
    authorization({authorization}) {
      try {
        identity = identify(text(authorization, 4_096))
      } catch {
        throw new Refusal(INVALID_REQUEST, 'Session not found', UNAUTHORIZED)
      }
      return true
    },
    presence_subscribe() {
      requireMember()
      if (subscriptions.size >= MAX_SUBSCRIPTIONS) {
        throw new Refusal(INVALID_REQUEST, 'Too many subscriptions on one connection')
      }
      const id = randomUUID()
      subscriptions.add(id)
      room.join(participant)
      return id
    },
    presence_unsubscribe({subscriptionId}) {
      return subscriptions.delete(String(subscriptionId))
    },
    presence_rollcall({session}) {
      requireMember()
      say('rollCall', {session: text(session, MAX_SESSION_LENGTH)})
      return true
    },
    presence_announce({data}) {
      requireMember()
      const {sessionId, locations} = record(data)
      const id = text(sessionId, MAX_SESSION_LENGTH)
      if (!Array.isArray(locations) || locations.length > MAX_LOCATIONS) {
        throw new Refusal(INVALID_PARAMS, `"locations" must be a list of at most ${MAX_LOCATIONS}`)
      }
      if (announced.size >= MAX_SESSIONS && !announced.has(id))
        throw new Refusal(INVALID_PARAMS, 'Too many sessions')
      announced.add(id)
      say('state', {m: {sessionId: id, locations}})
      return true
    },
    presence_disconnect({session}) {
      requireMember()
      const id = text(session, MAX_SESSION_LENGTH)
      announced.delete(id)
      say('disconnect', {m: {session: id}})
      return true
    },
  }

  const requireMember = () => {
    if (!isMember(identity)) throw new Refusal(INVALID_REQUEST, 'Presence needs a token')
  }

  return {
    get isMember() {
      return isMember(identity)
    },
    receive(message) {
      let id: unknown = null
      try {
        const request = parse(message)
        id = request['id'] ?? null
        const method = String(request['method'])
        const run = Object.hasOwn(methods, method) ? methods[method] : undefined
        if (!run) throw new Refusal(METHOD_NOT_FOUND, `There is no method "${method.slice(0, 80)}"`)
        write({id, result: run(record(request['params'] ?? {}))})
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        write({id, error: {code: error.code, message: error.message}})
        if (error.closeWith) close(error.closeWith, error.message)
      }
    },
    end() {
      room.leave(participant)
      for (const session of announced) say('disconnect', {m: {session}})
      announced.clear()
      subscriptions.clear()
    },
  }
}

class Refusal extends Error {
  readonly code: number
  /** Close the socket with this code after the answer. */
  readonly closeWith: number | undefined

  constructor(code: number, message: string, closeWith?: number) {
    super(message)
    this.code = code
    this.closeWith = closeWith
  }
}

function parse(message: string): Params {
  let value: unknown
  try {
    value = JSON.parse(message)
  } catch {
    throw new Refusal(PARSE_ERROR, 'Not JSON')
  }
  // Passed on, it is written again; what is nested too deeply would not survive that.
  if (isDeeper(value, MAX_DEPTH)) throw new Refusal(INVALID_PARAMS, 'Nested too deeply')
  return record(value)
}

function record(value: unknown): Params {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Params
  throw new Refusal(INVALID_PARAMS, 'An object was expected')
}

function text(value: unknown, most: number): string {
  if (typeof value === 'string' && value !== '' && value.length <= most) return value
  throw new Refusal(INVALID_PARAMS, `A text of 1 to ${most} characters was expected`)
}
