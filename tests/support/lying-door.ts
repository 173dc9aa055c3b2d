/** A door before a lake that answers as told: honestly, late, never, or with something that is not so. */
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {setTimeout as wait} from 'node:timers/promises'
import type {RunningLake} from './servers.ts'

/** What becomes of an answer to a question. `target` is the question's address. */
type Manner = (
  answer: {status: number; body: string},
  response: ServerResponse,
  target: string,
) => unknown

const send = (response: ServerResponse, status: number, body: string, type = 'application/json') =>
  response.writeHead(status, {'content-type': type}).end(body)

/** As much of nothing as an honest answer of that kind may be. */
function nothingOf(value: unknown): unknown {
  if (Array.isArray(value)) return []
  if (typeof value === 'number') return 0
  if (typeof value !== 'object' || value === null || '_id' in value) return null
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, nothingOf(one)]))
}

export const manners = {
  honest: ({status, body}, response) => send(response, status, body),
  slow: async ({status, body}, response) => {
    await wait(1_500)
    send(response, status, body)
  },
  hanging: () => undefined,
  failing: (_, response) => send(response, 500, '{"error":"Internal"}'),
  unknowing: (_, response) => send(response, 404, '{"error":"Dataset not found"}'),
  truncated: ({body}, response) => send(response, 200, body.slice(0, body.length / 2)),
  page: (_, response) => send(response, 200, '<!doctype html><h1>Welcome</h1>', 'text/html'),
  other: (_, response) => send(response, 200, '{"status":"ok"}'),
  empty: ({body}, response) => {
    const {result} = JSON.parse(body) as {result: unknown}
    send(response, 200, JSON.stringify({result: nothingOf(result), ms: 1}))
  },
} satisfies Record<string, Manner>

export interface LyingDoor {
  origin: string
  /** How questions are answered from now on. What hangs is let go when that changes. */
  behave(manner: keyof typeof manners): void
  /** Answer questions as they were answered `milliseconds` ago: a copy of the lake that lags behind. `which` gets others from one that does not. */
  lag(milliseconds: number, which?: (target: string) => boolean): void
  /** How many questions were asked. */
  readonly asked: number
  close(): void
}

export async function openLyingDoor(lake: RunningLake): Promise<LyingDoor> {
  let manner: Manner = manners.honest
  let asked = 0
  const history = new Map<string, {at: number; body: string}[]>()
  const hanging = new Set<ServerResponse>()
  const server = createServer(async (incoming, response) => {
    const target = incoming.url ?? ''
    try {
      const answer = await passOn(incoming, lake)
      if (!target.includes('/data/query/')) return send(response, answer.status, answer.body)
      asked++
      history.set(target, [...(history.get(target) ?? []), {at: Date.now(), ...answer}])
      if (manner === manners.hanging) hanging.add(response)
      await manner(answer, response, target)
    } catch {
      response.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get asked() {
      return asked
    },
    behave(name) {
      manner = manners[name]
      for (const response of hanging) response.destroy()
      hanging.clear()
    },
    lag(milliseconds, which = () => true) {
      manner = ({status, body}, response, target) => {
        if (!which(target)) return send(response, status, body)
        const known = history.get(target) ?? []
        const then = Date.now() - milliseconds
        const old = known.findLast(({at}) => at <= then) ?? known[0]
        send(response, status, old?.body ?? body)
      }
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function passOn(
  incoming: IncomingMessage,
  lake: RunningLake,
): Promise<{status: number; body: string}> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  const {authorization, 'content-type': type} = incoming.headers
  const answer = await fetch(`http://127.0.0.1:${lake.port}${incoming.url}`, {
    method: incoming.method ?? 'GET',
    headers: {
      ...(authorization ? {authorization} : {}),
      ...(type ? {'content-type': type} : {}),
    },
    ...(chunks.length > 0 ? {body: Buffer.concat(chunks)} : {}),
  })
  return {status: answer.status, body: await answer.text()}
}
