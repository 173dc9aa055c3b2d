/**
 * `POST /api/revalidate`: the lake's webhook.
 *
 * Answers as soon as the change cannot be lost any more; the pages are rendered behind the answer. What cannot be worked
 * off now is answered 503, so that the lake sends it again.
 */
import {createHash} from 'node:crypto'
import {readChange, untold, type Change} from '../invalidation/change.ts'
import {Deliveries} from '../invalidation/deliveries.ts'
import type {Effect} from '../invalidation/table.ts'
import {signatureProblem} from '../invalidation/signature.ts'
import {isTransaction} from '../receipts/receipt.ts'
import {readBody} from './body.ts'

export interface RevalidateOptions {
  secret: string
  projectId: string
  dataset: string
  /**
   * `transaction` is the lake's id of the write, which follows the change from publish to page; `delivery` is the lake's own name for
   * having told of it.
   */
  apply: (
    change: Change,
    transaction: string | undefined,
    delivery: string | undefined,
  ) => Promise<Effect>
  /** What other instances of the site have worked off. */
  elsewhere?: DeliveredElsewhere | undefined
  /** Called with what kept a delivery from being worked off. */
  report?: (error: unknown) => void
  /** Called with what a webhook does not tell because it was registered with an older rule. */
  outdated?: (fields: string[]) => void
  now?: () => number
}

export interface DeliveredElsewhere {
  delivered(keys: string[]): Promise<Effect | undefined>
  keepDelivery(keys: string[], answer: Effect): Promise<void>
}

const largestBody = 64 * 1024

export function revalidate(options: RevalidateOptions): (request: Request) => Promise<Response> {
  const {secret, projectId, dataset, apply, elsewhere, report, outdated} = options
  const {now = Date.now} = options
  const deliveries = new Deliveries<Effect>(options.now)

  return async (request) => {
    const body = await readBody(request, largestBody)
    if (!body)
      return refuse(
        413,
        `The body is larger than ${largestBody} bytes. Shorten the webhook's projection.`,
      )
    const signature = request.headers.get('sanity-webhook-signature')
    const forged = signatureProblem(signature, body, {secret, now: now()})
    if (forged) return refuse(401, forged)

    const foreign = foreignSource(request.headers, {projectId, dataset})
    if (foreign) return refuse(409, foreign)
    const told = parse(body)
    const change = readChange(told)
    if (typeof change === 'string') return refuse(400, told === undefined ? notJson : change)
    const missing = untold(told)
    if (missing.length > 0) outdated?.(missing)

    const transaction = transactionOf(request.headers)
    const key = request.headers.get('idempotency-key')
    const keys = namesOf({body, signature, key})
    try {
      let wasElsewhere = false
      const {answer, repeated: wasHere} = await deliveries.once(keys, async () => {
        const known = await elsewhere?.delivered(keys)
        wasElsewhere = known !== undefined
        if (known) return known
        const effect = await apply(change, transaction, key ?? undefined)
        await elsewhere?.keepDelivery(keys, effect)
        return effect
      })
      const repeated = wasHere || wasElsewhere
      return Response.json({id: change.id, rev: change.rev ?? null, repeated, ...answer})
    } catch (error) {
      report?.(error)
      return refuse(
        503,
        'The change could not be worked off; the log of the site says why. Send it again.',
      )
    }
  }
}

/**
 * What a delivery is known by: what it says, together with when it was signed (one signature can be written in several ways) and with its
 * key. One key for two changes hides neither. Digests, however long the key is.
 */
function namesOf(told: {body: Uint8Array; signature: string | null; key: string | null}): string[] {
  const {body, signature, key} = told
  const [time] = /\d+/.exec(signature ?? '') ?? []
  const name = (kind: string, text: string) =>
    `${kind} ${createHash('sha256').update(`${text}\n`).update(body).digest('base64url')}`
  return [name('signature', time ?? ''), ...(key ? [name('key', key)] : [])]
}

function foreignSource(
  headers: Headers,
  own: {projectId: string; dataset: string},
): string | undefined {
  const projectId = headers.get('sanity-project-id') ?? own.projectId
  const dataset = headers.get('sanity-dataset') ?? own.dataset
  if (projectId === own.projectId && dataset === own.dataset) return undefined
  return `This site shows ${own.projectId}/${own.dataset}, not ${projectId}/${dataset}. Correct the webhook's dataset.`
}

function transactionOf(headers: Headers): string | undefined {
  const id = headers.get('sanity-transaction-id')
  return id && isTransaction(id) ? id : undefined
}

const notJson = 'The body is not JSON.'

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(body))
  } catch {
    return undefined
  }
}

const refuse = (status: number, error: string): Response => Response.json({error}, {status})
