/**
 * A messenger between lake and site who takes every webhook, and then delivers it at once, twice, late and in another order, or never.
 * What becomes of a message depends on what it says alone, so that the same edits meet with the same fates.
 */
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {buffer} from 'node:stream/consumers'

export type Fate = 'now' | 'twice' | 'late' | 'lost'

interface Message {
  transaction: string
  document: string
  headers: Record<string, string>
  body: Buffer<ArrayBuffer>
}

export interface Messenger {
  /** Where the lake tells of changes that are for this address. */
  open(hears: string): Promise<string>
  /** Was a message of this transaction taken for each of the documents? */
  hasTaken(transaction: string, documents: string[]): boolean
  /** Deliver what is late, those that `isDue` alone, in an order of `next`'s. */
  deliverLate(next: () => number, isDue?: () => boolean): Promise<void>
  close(): void
}

export function createMessenger(
  fateOf: (message: {transaction: string; document: string; number: number}) => Fate,
): Messenger {
  const taken = new Map<string, Set<string>>()
  const told = new Map<string, number>()
  let late: Message[] = []
  let to = ''

  /** To a site that is down it is lost. */
  const deliver = async ({headers, body}: Message) => {
    const answer = await fetch(to, {method: 'POST', headers, body}).catch(() => undefined)
    await answer?.arrayBuffer()
  }
  const take = async (message: Message) => {
    const {transaction, document} = message
    const number = (told.get(document) ?? 0) + 1
    told.set(document, number)
    const fate = fateOf({transaction, document, number})
    if (fate === 'late') late.push(message)
    if (fate === 'now' || fate === 'twice') await deliver(message)
    if (fate === 'twice') late.push(message)
    taken.set(transaction, (taken.get(transaction) ?? new Set()).add(document))
  }
  const server = createServer(async (request, response) => {
    const body = Buffer.from(await buffer(request))
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) =>
        /^(?:sanity-|content-type$|idempotency-key$)/.test(name) ? [[name, String(value)]] : [],
      ),
    )
    const transaction = headers['sanity-transaction-id'] ?? ''
    const document = headers['sanity-document-id'] ?? ''
    await take({transaction, document, headers, body})
    response.end()
  })

  return {
    async open(hears) {
      to = hears
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    },
    hasTaken: (transaction, documents) =>
      documents.every((document) => taken.get(transaction)?.has(document)),
    async deliverLate(next, isDue = () => true) {
      const due = late.filter(isDue)
      late = late.filter((message) => !due.includes(message))
      while (due.length > 0) {
        const [message] = due.splice(Math.floor(next() * due.length), 1)
        if (message) await deliver(message)
      }
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
