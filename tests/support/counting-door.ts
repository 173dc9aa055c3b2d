/** A door before a lake that passes everything on and writes down what was asked for. */
import {createServer, type IncomingMessage} from 'node:http'
import type {AddressInfo} from 'node:net'
import {setTimeout as wait} from 'node:timers/promises'
import type {RunningLake} from './servers.ts'

export interface CountingDoor {
  origin: string
  /** The targets of all requests so far. */
  asked: string[]
  /** Let every answer take so many milliseconds longer from now on. */
  slow(milliseconds: number): void
  /** Hold back the answers to such questions from now on; to none, and those that were held are let go. */
  hold(which?: RegExp): void
  /** Let go of the one that was held back longest. */
  release(): void
  /** How many questions were open at the same time since then, at the most. */
  mostAtOnce(): number
  close(): void
}

export async function openCountingDoor(
  lake: RunningLake,
  asked: string[] = [],
): Promise<CountingDoor> {
  let [open, most, delay] = [0, 0, 0]
  let isHeld: RegExp | undefined
  const held: (() => void)[] = []
  const server = createServer(async (incoming, response) => {
    asked.push(incoming.url ?? '')
    most = Math.max(most, ++open)
    response.once('close', () => open--)
    try {
      const {answer, question} = await passOn(incoming, lake)
      const body = Buffer.from(await answer.arrayBuffer())
      if (delay > 0) await wait(delay)
      if (isHeld?.test(question)) await new Promise<void>((resolve) => held.push(resolve))
      for (const name of answered) {
        const value = answer.headers.get(name)
        if (value !== null) response.setHeader(name, value)
      }
      response.writeHead(answer.status).end(body)
    } catch {
      response.writeHead(502).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    slow(milliseconds) {
      delay = milliseconds
      most = open
    },
    hold(which) {
      isHeld = which
      if (!which) for (const letGo of held.splice(0)) letGo()
    },
    release: () => held.shift()?.(),
    mostAtOnce: () => most,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** What a sweep asks, once a minute, whatever happens meanwhile: by the parameters that nothing else has, and for redirects. */
const sweeping = /[?&]%24(?:types|since|slugs)=|redirect/

/** The questions among what was asked that belong to pages and changes. A slow machine meets a sweep, a quick one does not. */
export const questionsIn = (asked: string[]): string[] =>
  asked.filter((target) => target.includes('/data/query/') && !sweeping.test(target))

const answered = ['cache-control', 'content-type', 'etag', 'vary']

async function passOn(
  incoming: IncomingMessage,
  lake: RunningLake,
): Promise<{answer: Response; question: string}> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  const {accept, authorization, 'content-type': type} = incoming.headers
  const answer = await fetch(`http://127.0.0.1:${lake.port}${incoming.url}`, {
    method: incoming.method ?? 'GET',
    headers: {
      ...(accept ? {accept} : {}),
      ...(authorization ? {authorization} : {}),
      ...(type ? {'content-type': type} : {}),
    },
    ...(chunks.length > 0 ? {body: Buffer.concat(chunks)} : {}),
  })
  return {answer, question: `${incoming.url} ${Buffer.concat(chunks).toString()}`}
}
