/**
 * Receipts on their way to the other instances: of each publish the newest state, one write at a time.
 *
 * A publish of two hundred pages changes its receipt two hundred times. That it began is written at once, and so is whatever changes its
 * `state`, which is what an editor waits for; how it is with single pages is written together, after a pause. What Redis does not take waits
 * until Redis was met again.
 */
import type {Receipt, ReceiptState} from '../receipts/receipt.ts'

export interface OutgoingReceiptsOptions {
  /** Fails when Redis does not take it. */
  send: (receipt: Receipt) => Promise<void>
  /** Milliseconds from one write of a receipt to the next, while its state is the same. */
  pause?: number
  /** So many may wait for Redis. */
  most?: number
}

interface Outgoing {
  /** As it is now: whoever follows it changes it. */
  receipt: Receipt
  /** Since it was last sent. */
  isChanged: boolean
  /** What Redis has. */
  sent: ReceiptState | undefined
  sending: Promise<boolean> | undefined
  /** Runs during the pause after a write. */
  pause: NodeJS.Timeout | undefined
  /** Redis did not take it. */
  isAside: boolean
}

export class OutgoingReceipts {
  readonly #options: Required<OutgoingReceiptsOptions>
  /** By transaction; those that are being sent, or were a moment ago, or wait for Redis. */
  readonly #outgoing = new Map<string, Outgoing>()
  #flushing: Promise<void> | undefined

  constructor(options: OutgoingReceiptsOptions) {
    this.#options = {pause: 250, most: 300, ...options}
  }

  /** The receipt has changed. */
  add(receipt: Receipt): void {
    const known = this.#outgoing.get(receipt.transaction)
    if (known) {
      known.receipt = receipt
      known.isChanged = true
      if (known.pause && receipt.state !== known.sent) void this.#send(known)
      return
    }
    const one: Outgoing = {
      receipt,
      isChanged: true,
      sent: undefined,
      sending: undefined,
      pause: undefined,
      isAside: false,
    }
    this.#outgoing.set(receipt.transaction, one)
    void this.#send(one)
  }

  /** Redis answers: send what it did not take, one after the other. Settles when that was tried. */
  flush(): Promise<void> {
    this.#flushing ??= this.#sendAside().finally(() => (this.#flushing = undefined))
    return this.#flushing
  }

  /** Send what has changed since it was sent. Settles when that was tried. */
  async close(): Promise<void> {
    await Promise.all([...this.#outgoing.values()].map((one) => this.#sendLast(one)))
  }

  async #sendAside(): Promise<void> {
    for (const one of this.#outgoing.values()) if (one.isAside && !(await this.#send(one))) return
  }

  async #sendLast(one: Outgoing): Promise<void> {
    await one.sending
    if (one.isChanged) await this.#send(one)
    clearTimeout(one.pause)
  }

  /** Answers whether Redis took it. */
  #send(one: Outgoing): Promise<boolean> {
    clearTimeout(one.pause)
    one.pause = undefined
    one.isChanged = false
    one.isAside = false
    one.sending = this.#attempt(one)
    return one.sending
  }

  async #attempt(one: Outgoing): Promise<boolean> {
    const {state} = one.receipt
    try {
      await this.#options.send(one.receipt)
    } catch {
      one.isChanged = true
      this.#putAside(one)
      return false
    }
    one.sent = state
    if (one.isChanged && one.receipt.state !== state) return this.#send(one)
    one.pause = setTimeout(() => this.#goOn(one), this.#options.pause).unref()
    return true
  }

  /** The pause is over. */
  #goOn(one: Outgoing): void {
    if (one.isChanged) void this.#send(one)
    else this.#outgoing.delete(one.receipt.transaction)
  }

  /** Of too many the oldest are given up. */
  #putAside(one: Outgoing): void {
    one.isAside = true
    for (const [transaction, {isAside}] of this.#outgoing) {
      if (this.#outgoing.size <= this.#options.most) return
      if (isAside) this.#outgoing.delete(transaction)
    }
  }
}
