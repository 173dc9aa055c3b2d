/**
 * Makes redirects in the lake of moves that it has none of, until it has: one after the other, and no further in a round once one fails.
 * A round that failed is tried again a moment later, a few times; then a sweep does. The lake is asked before that: what somebody else wrote there
 * meanwhile counts.
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

/**
 * Makes a document in the lake, or puts it in place of the revision `replaces` of the one with its id. Nothing when the lake has anything else there:
 * that stays. Fails when the lake does not do it.
 */
export type WriteRedirect = (
  document: RedirectDocument,
  replaces: string | undefined,
) => Promise<{_rev?: string; _updatedAt?: string} | undefined>

/** A move of which the lake has no redirect, or the revision of an outdated one. */
export interface Unwritten extends Move {
  replaces: string | undefined
}

interface WriterOptions {
  /** Absent without a token that may write. */
  write: WriteRedirect | undefined
  /** Ask the lake what it has. False when it gave no answer that counts. */
  ask: () => Promise<boolean>
  /** Those to be written, in turn; each is looked at when it is asked for. */
  unwritten: () => Iterable<Unwritten>
  /** The lake has it: it is `unwritten` no more. */
  wrote: (document: Written) => void
  /** The lake did not do it: others come first from now on. */
  failed: (from: string) => void
  /** A round has ended. */
  ended: () => void
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

  /** Ask the lake in a moment, and write then. */
  later(): void {
    if (!this.#options.write || this.#isClosed) return
    const milliseconds = waits[this.#failures++]
    clearTimeout(this.#again)
    if (milliseconds === undefined) return
    this.#again = setTimeout(() => void this.#askAndWrite(), milliseconds)
    this.#again.unref()
  }

  /** Begin with no further one. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#again)
  }

  async #write(): Promise<void> {
    const {write, unwritten, ended, report} = this.#options
    if (!write) return
    this.#isAtIt = true
    let isDone = true
    try {
      for (const one of unwritten()) {
        if (this.#isClosed) break
        if (!(await this.#writeOne(one, write))) isDone = false
      }
    } catch (error) {
      isDone = false
      report(error)
    }
    this.#isAtIt = false
    ended()
    if (!isDone) return this.later()
    this.#failures = 0
    clearTimeout(this.#again)
  }

  /** False when the lake has something else there. */
  async #writeOne({from, to, replaces}: Unwritten, write: WriteRedirect): Promise<boolean> {
    const document = {_id: idOf(from), _type: 'redirect', from, to, permanent: true} as const
    try {
      const written = await write(document, replaces)
      if (!written) return false
      const {_rev, _updatedAt} = written
      this.#options.wrote({
        ...document,
        ...(_rev ? {_rev} : {}),
        ...(_updatedAt ? {_updatedAt} : {}),
      })
      return true
    } catch (error) {
      this.#options.failed(from)
      throw error
    }
  }

  async #askAndWrite(): Promise<void> {
    if (await this.#options.ask()) await this.now()
    else this.later()
  }
}

/** Of the redirect that the site writes down for this address. */
export const idOf = (from: string): string =>
  `redirect-${createHash('sha256').update(from).digest('hex').slice(0, 24)}`
