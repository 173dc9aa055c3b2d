/**
 * A writer that keeps, outside of the lake, what the lake acknowledged. Every transaction changes three documents at once, so that
 * a torn one would show; what was under way when the lake died is sent again under the same transaction id, as a careful client
 * does, and must then have happened exactly once.
 */
import {createHash} from 'node:crypto'
import {apiVersion, dataset} from './servers.ts'

export interface Witness {
  readonly name: string
  /** Transactions in the order in which the lake acknowledged them. */
  readonly transactions: string[]
  /** What the last acknowledged transaction wrote. */
  readonly count: number
  /** Requests of any kind that were answered. */
  readonly answered: number
  /** Acknowledged uploads. */
  readonly assets: {id: string; sha1: string; path: string}[]
  /** Published by an acknowledged action, in order. */
  readonly published: string[]
  /** Answers that a writer should never get. */
  readonly refusals: string[]
  /** Write until the lake is gone. */
  write(port: number): Promise<void>
}

interface Pending {
  path: string
  body: string | Uint8Array<ArrayBuffer>
  type: string
  settle(answer: Record<string, unknown>): void
}

export function createWitness(name: string, token: string, next: () => number): Witness {
  const transactions: string[] = []
  const assets: Witness['assets'] = []
  const published: string[] = []
  const refusals: string[] = []
  let count = 0
  let uploads = 0
  let answered = 0
  let pending: Pending | undefined

  const json = (path: string, body: object, settle: Pending['settle']): Pending => ({
    path: `/v${apiVersion}/data/${path}/${dataset}`,
    body: JSON.stringify(body),
    type: 'application/json',
    settle,
  })

  const transaction = (): Pending => {
    const n = count + 1
    const transactionId = `${name}-${n}`
    const filler = 'tide '.repeat(Math.floor(next() * 200))
    const mutations = [
      {createIfNotExists: {_id: `${name}-left`, _type: 'pair', n: 0}},
      {patch: {id: `${name}-left`, inc: {n: 1}}},
      {create: {_id: `${name}-note-${n}`, _type: 'note', n, filler, left: {_ref: `${name}-left`}}},
      {
        createOrReplace: {
          _id: `${name}-right`,
          _type: 'pair',
          n,
          last: {_ref: `${name}-note-${n}`},
        },
      },
    ]
    return json('mutate', {transactionId, mutations}, () => {
      count = n
      transactions.push(transactionId)
    })
  }

  const publication = (): Pending => {
    const n = published.length + 1
    const ids = {draftId: `drafts.${name}-page-${n}`, publishedId: `${name}-page-${n}`}
    const actions = [
      {
        actionType: 'sanity.action.document.create',
        publishedId: ids.publishedId,
        attributes: {_id: ids.draftId, _type: 'page', n},
      },
      {actionType: 'sanity.action.document.publish', ...ids},
    ]
    return json('actions', {transactionId: `${name}-page-${n}`, actions}, () =>
      published.push(ids.publishedId),
    )
  }

  const upload = (): Pending => {
    const body = new TextEncoder().encode(`${name} ${++uploads} ${next()}`.repeat(500))
    return {
      path: `/v${apiVersion}/assets/files/${dataset}?filename=${name}.txt`,
      body,
      type: 'text/plain',
      settle({document}) {
        const {_id: id, path} = document as {_id: string; path: string}
        assets.push({id, path, sha1: createHash('sha1').update(body).digest('hex')})
      },
    }
  }

  const send = async (port: number, {path, body, type, settle}: Pending) => {
    const headers = {authorization: `Bearer ${token}`, 'content-type': type}
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {method: 'POST', headers, body})
    const text = await response.text()
    if (response.ok) settle(JSON.parse(text) as Record<string, unknown>)
    else refusals.push(`${response.status} ${text}`)
  }

  return {
    name,
    transactions,
    assets,
    published,
    refusals,
    get count() {
      return count
    },
    get answered() {
      return answered
    },
    async write(port) {
      for (;;) {
        const kind = next()
        pending ??= kind < 0.1 ? upload() : kind < 0.2 ? publication() : transaction()
        try {
          await send(port, pending)
        } catch {
          return // killed: what was not answered is sent again next time
        }
        pending = undefined
        answered++
      }
    },
  }
}
