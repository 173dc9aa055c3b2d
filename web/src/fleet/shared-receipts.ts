/**
 * Receipts in Redis: whoever asks any instance is answered, though one of them follows the pages. It writes its name beside what it says, since a
 * receipt that is under way says nothing any more once that instance has ended.
 */
import {setTimeout as wait} from 'node:timers/promises'
import {abandoned, uncounted, type Receipt} from '../receipts/receipt.ts'
import type {Instances} from './instances.ts'
import {LeftReceipts} from './left-receipts.ts'
import {OutgoingReceipts} from './outgoing-receipts.ts'
import type {SharedLog} from './shared-log.ts'

const seconds = 7 * 86_400
/** Milliseconds until Redis is asked again. */
const shortly = 50
const reason =
  'The instance of the site that looked for this has ended. Retry to look again by another.'

interface SharedReceipt extends Receipt {
  /** The instance that follows it; one of an earlier version does not say. */
  keeper?: string
}

export class SharedReceipts {
  readonly #log: SharedLog
  readonly #instances: Pick<Instances, 'id' | 'hasEnded' | 'introduced'>
  readonly #outgoing: OutgoingReceipts
  readonly #left: LeftReceipts
  #closed = false

  constructor(log: SharedLog, instances: Pick<Instances, 'id' | 'hasEnded' | 'introduced'>) {
    this.#log = log
    this.#instances = instances
    this.#outgoing = new OutgoingReceipts({
      send: async (receipt) => {
        await instances.introduced() // whom nobody knows has ended, as far as they can tell
        const shared: SharedReceipt = {...receipt, keeper: instances.id}
        return log.door.set(this.#key(receipt.transaction), JSON.stringify(shared), seconds)
      },
    })
    this.#left = new LeftReceipts({
      read: (transaction) => this.#read(transaction),
      write: (receipt) => this.keep(receipt),
    })
  }

  /** The receipt has changed: other instances answer for it as well. */
  keep(receipt: Receipt): void {
    this.#outgoing.add(receipt)
  }

  /** An earlier process of this instance was not done with these. */
  correct(left: readonly Receipt[]): void {
    this.#left.add(left)
  }

  /** A receipt that another instance keeps. Where that one has ended, what it was looking for lags. */
  async get(transaction: string): Promise<Receipt | undefined> {
    const shared = await this.#read(transaction).catch(() => undefined)
    if (!shared) return undefined
    const {keeper, ...receipt} = shared
    const isLeft = keeper !== undefined && (await this.#instances.hasEnded(keeper))
    return isLeft ? abandoned(uncounted(receipt), reason) : receipt
  }

  /** May another instance keep one of this transaction? As long as nobody says, one may: Redis is waited for for a moment, as after a start. */
  async mayHave(transaction: string, patience = 5_000): Promise<boolean> {
    const end = performance.now() + patience
    while (!this.#closed && performance.now() < end) {
      try {
        return (await this.#log.door.get(this.#key(transaction))) !== null
      } catch {
        await wait(shortly, undefined, {ref: false})
      }
    }
    return true
  }

  /** Redis answers: tell what it has not been told, and put right what it was told. */
  met(): void {
    void this.#outgoing.flush()
    void this.#left.correct()
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#outgoing.close()
  }

  /** Fails as long as Redis does not say. */
  async #read(transaction: string): Promise<SharedReceipt | undefined> {
    const text = await this.#log.door.get(this.#key(transaction))
    try {
      return text === null ? undefined : (JSON.parse(text) as SharedReceipt)
    } catch {
      return undefined
    }
  }

  #key(transaction: string): string {
    return this.#log.key(`receipt:${transaction}`)
  }
}
