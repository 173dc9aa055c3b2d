/** The newest few hundred receipts, on disk too, so that a restart does not forget what an editor was told. */
import {KeptFile} from '../kept-file.ts'
import {abandoned, uncounted, type Receipt, type ReceiptState} from './receipt.ts'

export interface ReceiptStoreOptions {
  /** Where receipts outlive the process. */
  file: string | undefined
  report: (error: unknown) => void
}

const most = 300
const reason = 'The site was restarted meanwhile. Retry to look again.'

export class ReceiptStore {
  /** By transaction, the oldest first. */
  readonly #receipts = new Map<string, Receipt>()
  readonly #kept: KeptFile | undefined

  constructor({file, report}: ReceiptStoreOptions) {
    const content = () => JSON.stringify([...this.#receipts.values()])
    // A publish must not wait for it, and a lost one costs a line in a panel.
    this.#kept = file === undefined ? undefined : new KeptFile({file, content, report})
  }

  /** What an earlier process kept. Nobody follows these pages any more. Gives the receipts with which it was not done. */
  async load(): Promise<Receipt[]> {
    const text = (await this.#kept?.read()) ?? '[]'
    const left: Receipt[] = []
    try {
      for (const kept of JSON.parse(text) as Receipt[]) {
        const receipt = abandoned(uncounted(kept), reason)
        if (isUnderWay(kept)) left.push(receipt)
        this.#receipts.set(receipt.transaction, receipt)
      }
      return left
    } catch {
      this.#receipts.clear()
      return []
    }
  }

  get size(): number {
    return this.#receipts.size
  }

  get(transaction: string): Receipt | undefined {
    return this.#receipts.get(transaction)
  }

  /** The oldest first. */
  all(): Receipt[] {
    return [...this.#receipts.values()]
  }

  /** Is it this one still that is kept for its transaction? */
  has(receipt: Receipt): boolean {
    return this.#receipts.get(receipt.transaction) === receipt
  }

  /** Keep it as the newest. The oldest of too many are forgotten. */
  put(receipt: Receipt): void {
    this.#receipts.delete(receipt.transaction)
    this.#receipts.set(receipt.transaction, receipt)
    for (const oldest of this.#receipts.keys()) {
      if (this.#receipts.size <= most) break
      this.#receipts.delete(oldest)
    }
    this.changed()
  }

  /** One of them is another than on disk. */
  changed(): void {
    this.#kept?.soon()
  }

  /** How many there are in each state. */
  states(): Record<ReceiptState, number> {
    const counts = {working: 0, live: 0, lagging: 0}
    for (const {state} of this.#receipts.values()) counts[state]++
    return counts
  }

  /** Keep what changed since the last time, now: nothing else may hold the process for it. */
  async close(): Promise<void> {
    await this.#kept?.close()
  }
}

const isUnderWay = ({state, more, pages}: Receipt): boolean =>
  state === 'working' || more > 0 || pages.some((page) => page.state === 'working')
