/**
 * One question to the lake, over Node's own HTTP.
 *
 * The front server asks before it answers anybody: what has changed since it last ran. Sanity's client would take longer
 * to load than everything else that a start has to do; for what it does better (tokens, writes) `lake-client.ts` has it.
 */
import {urlToHttpOptions} from 'node:url'
import type {LakeConfig} from '../config.ts'
import {lakeRefused, noLake} from '../errors.ts'
import type {AskLake} from '../content/questions.ts'
import {httpFor} from '../node-http.ts'

export const apiVersion = '2025-02-19'

const patience = 10_000
const mostBytes = 200e6
/** A longer question goes in the body: servers on the way cut addresses off. */
const longestAddress = 11_000

interface Asker {
  perspective: 'published' | 'drafts'
  token: string | undefined
}

/** Ask as a reader, for published documents and without a token; or as somebody else. */
export function questionsTo(
  lake: LakeConfig,
  {perspective, token}: Asker = {perspective: 'published', token: undefined},
): AskLake {
  const base = new URL(lake.apiHost)
  if (lake.useProjectHostname) base.hostname = `${lake.projectId}.${base.hostname}`
  const {request, Agent} = httpFor(base)
  const agent = new Agent({keepAlive: true, maxSockets: 8})
  // Not an address: that would be taken apart and put together again for each question.
  const where = urlToHttpOptions(base)
  const path = `/v${apiVersion}/data/query/${lake.dataset}`

  const ask = <Answer>(query: string, params: Record<string, unknown>, isAgain = false) =>
    new Promise<Answer>((resolve, reject) => {
      const search = new URLSearchParams({query, perspective, returnQuery: 'false'})
      for (const [name, value] of Object.entries(params))
        search.set(`$${name}`, JSON.stringify(value))
      const address = `${path}?${search}`
      const isLong = address.length > longestAddress
      const asking = request(
        {
          ...where,
          path: isLong ? `${path}?perspective=${perspective}&returnQuery=false` : address,
          agent,
          method: isLong ? 'POST' : 'GET',
          headers: {
            accept: 'application/json',
            ...(token ? {authorization: `Bearer ${token}`} : {}),
            ...(isLong ? {'content-type': 'application/json'} : {}),
            ...(lake.useProjectHostname ? {} : {'x-sanity-project-id': lake.projectId}),
          },
          signal: AbortSignal.timeout(patience),
        },
        (answer) => {
          const chunks: Buffer[] = []
          let bytes = 0
          answer.on('data', (chunk: Buffer) => {
            bytes += chunk.length
            if (bytes > mostBytes) asking.destroy(new Error('The answer of the lake is too long.'))
            else chunks.push(chunk)
          })
          answer.once('error', reject)
          answer.once('end', () => {
            const text = Buffer.concat(chunks).toString()
            if (answer.statusCode !== 200) return reject(lakeRefused(answer.statusCode ?? 0, text))
            try {
              const {result} = JSON.parse(text) as {result?: Answer}
              if (result === undefined) reject(noLake())
              else resolve(result)
            } catch (error) {
              reject(error as Error)
            }
          })
        },
      )
      asking.once('error', (error: NodeJS.ErrnoException) => {
        // The lake may hang up an idle connection just when it is used again; that says nothing about the lake.
        const isHungUp = error.code === 'ECONNRESET' || error.code === 'EPIPE'
        if (asking.reusedSocket && isHungUp && !isAgain)
          ask<Answer>(query, params, true).then(resolve, reject)
        else reject(error)
      })
      asking.end(isLong ? JSON.stringify({query, params}) : undefined)
    })
  return (query, params) => ask(query, params)
}
