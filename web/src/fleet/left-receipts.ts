/**
 * Receipts that an earlier process of this instance followed when it ended. What Redis has of them says that pages are being looked at, or
 * counted, which nobody does any more; unless another instance went on with one.
 */
import type {Receipt} from '../receipts/receipt.ts'

export interface LeftReceiptsOptions {
  /** What Redis has of this transaction. Fails as long as it does not say. */
  read: (transaction: string) => Promise<Receipt | undefined>
  write: (receipt: Receipt) => void
}

export class LeftReceipts {
  readonly #options: LeftReceiptsOptions
  /** As they are here by now. */
  readonly #left: Receipt[] = []

  constructor(options: LeftReceiptsOptions) {
    this.#options = options
  }

  add(receipts: readonly Receipt[]): void {
    this.#left.push(...receipts)
  }

  /** Redis answers: put right what it has of them. What it does not say now waits for the next time. */
  async correct(): Promise<void> {
    const {read, write} = this.#options
    for (let own = this.#left.pop(); own; own = this.#left.pop()) {
      let shared: Receipt | undefined
      try {
        shared = await read(own.transaction)
      } catch {
        this.#left.push(own)
        return
      }
      if (shared?.state === 'working') write(own)
      else if (shared && shared.more > 0) write({...shared, more: 0})
    }
  }
}
