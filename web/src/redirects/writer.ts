/**
 * Makes redirects in the lake of moves that it has none of, until it has: one after the other, and no further in a round once one fails.
 * A round that failed is tried again a moment later, a few times; then a sweep does.
 */
import {createHash} from 'node:crypto'
import type {Move} from './moves.ts'

export interface RedirectDocument {
  _id: string
  _type: 'redirect'
  from: string
  to: string
  permanent: true
}

/** As the lake has it from then on. */
export interface Written extends RedirectDocument {
  _rev?: string
  _updatedAt?: string
}

interface WriterOptions {
  /** Makes a document in the lake; absent without a token that may write. */
  write: ((document: RedirectDocument) => Promise<{_rev?: string; _updatedAt?: string}>) | undefined
  /** A move of which the lake has no redirect. */
  unwritten: () => Move | undefined
  /** The lake has it: it is `unwritten` no more. */
  wrote: (document: Written) => void
  report: (error: unknown) => void
}

/** Milliseconds before each further round after one that failed. */
const waits = [250, 500, 1_000, 2_000, 4_000, 8_000]

export class Writer {
  readonly #options: WriterOptions
  #round: Promise<void> = Promise.resolve()
  #isAtIt = false
  #again: NodeJS.Timeout | undefined
  #failures = 0
  #isClosed = false

  constructor(options: WriterOptions) {
    this.#options = options
  }

  /** Write all that there is to write. Settles when that was tried; never fails. */
  now(): Promise<void> {
    if (!this.#isAtIt) this.#round = this.#write()
    return this.#round
  }

  /** Begin with no further one. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#again)
  }

  async #write(): Promise<void> {
    const {write, unwritten, wrote, report} = this.#options
    if (!write) return
    this.#isAtIt = true
    try {
      for (let move = unwritten(); move && !this.#isClosed; move = unwritten()) {
        const {from, to} = move
        const document = {_id: idOf(from), _type: 'redirect', from, to, permanent: true} as const
        const {_rev, _updatedAt} = await write(document)
        wrote({...document, ...(_rev ? {_rev} : {}), ...(_updatedAt ? {_updatedAt} : {})})
      }
      this.#failures = 0
    } catch (error) {
      report(error)
      this.#soonAgain()
    } finally {
      this.#isAtIt = false
    }
  }

  #soonAgain(): void {
    const milliseconds = waits[this.#failures++]
    clearTimeout(this.#again)
    if (milliseconds === undefined || this.#isClosed) return
    this.#again = setTimeout(() => void this.now(), milliseconds)
    this.#again.unref()
  }
}

/** Of the redirect that the site writes down for this address. */
export const idOf = (from: string): string =>
  `redirect-${createHash('sha256').update(from).digest('hex').slice(0, 24)}`
