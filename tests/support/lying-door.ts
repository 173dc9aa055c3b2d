/** A door before a lake that answers as told: honestly, late, never, with something that is not so, or as a copy that lags behind. */
import {evaluate, parse} from 'groq-js'
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {setTimeout as wait} from 'node:timers/promises'
import {apiVersion, dataset, type RunningLake} from './servers.ts'

interface Question {
  /** Its address. */
  target: string
  /** What came with it, when it was too long for that. */
  body: string
}

/** What becomes of an answer to a question. */
type Manner = (
  answer: {status: number; body: string},
  response: ServerResponse,
  question: Question,
) => unknown

const everything = `/v${apiVersion}/data/query/${dataset}?query=${encodeURIComponent('*')}`

/** What a lake with these documents answers. */
async function answerOver(documents: unknown[], {target, body}: Question): Promise<unknown> {
  const {searchParams} = new URL(target, 'http://lake')
  const posted = body ? (JSON.parse(body) as {query: string; params: object}) : undefined
  const given = [...searchParams].flatMap(([name, value]) =>
    name.startsWith('$') ? [[name.slice(1), JSON.parse(value) as unknown] as const] : [],
  )
  const params = {...Object.fromEntries(given), ...posted?.params}
  const query = posted?.query ?? searchParams.get('query') ?? ''
  const found = await evaluate(parse(query, {params}), {dataset: documents, params})
  return found.get()
}

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
  /** Answer questions by what the lake knew `milliseconds` ago: a copy that lags behind. Those that are not `which` come from one that does not. */
  lag(milliseconds: number, which?: (question: Question) => boolean): Promise<void>
  /** How many questions were asked. */
  readonly asked: number
  close(): void
}

export async function openLyingDoor(lake: RunningLake): Promise<LyingDoor> {
  let manner: Manner = manners.honest
  let asked = 0
  let history: {at: number; documents: unknown[]}[] = []
  let looking: NodeJS.Timeout | undefined
  const hanging = new Set<ServerResponse>()
  const look = async () => {
    const answer = await fetch(`http://127.0.0.1:${lake.port}${everything}`)
    const {result} = (await answer.json()) as {result: unknown[]}
    history.push({at: Date.now(), documents: result})
  }
  const stopLooking = () => {
    clearInterval(looking)
    history = []
  }
  const server = createServer(async (incoming, response) => {
    const target = incoming.url ?? ''
    try {
      const answer = await passOn(incoming, lake)
      if (!target.includes('/data/query/')) return send(response, answer.status, answer.body)
      asked++
      if (manner === manners.hanging) hanging.add(response)
      await manner(answer, response, answer.question)
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
      stopLooking()
      manner = manners[name]
      for (const response of hanging) response.destroy()
      hanging.clear()
    },
    async lag(milliseconds, which = () => true) {
      stopLooking()
      await look()
      looking = setInterval(() => void look().catch(() => undefined), 50)
      manner = async ({status, body}, response, question) => {
        if (!which(question)) return send(response, status, body)
        const then = Date.now() - milliseconds
        const old = history.findLast(({at}) => at <= then) ?? history[0]
        const result = await answerOver(old?.documents ?? [], question)
        send(response, 200, JSON.stringify({result, ms: 1}))
      }
    },
    close() {
      stopLooking()
      server.closeAllConnections()
      server.close()
    },
  }
}

async function passOn(
  incoming: IncomingMessage,
  lake: RunningLake,
): Promise<{status: number; body: string; question: Question}> {
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
  const question = {target: incoming.url ?? '', body: Buffer.concat(chunks).toString()}
  return {status: answer.status, body: await answer.text(), question}
}
