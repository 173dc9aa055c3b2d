/**
 * Changes of which the lake could not say what they concern: asked again by the site itself, since the lake tells of a change a second time
 * after half a minute, and not often. Whoever tells of it once more finds that it was worked off.
 *
 * One after the other, and no further in a round once one fails: a lake that is away, or counts how often it is asked, is asked once.
 */
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import type {Change} from './change.ts'
import type {Effect} from './table.ts'

/** Those beyond wait for the lake, or for a sweep. */
const most = 50
/** Milliseconds before each further round: about five minutes in all. */
const usualDelays = [250, 500, 1_000, 2_000, ...Array<number>(60).fill(5_000)]

interface Waiting {
  work: () => Promise<Effect>
  /** Rounds that fail before it is given up. */
  left: number
}

export class AskedAgain {
  readonly #delays: number[]
  /** Those that failed last come last. */
  readonly #waiting = new Map<string, Waiting>()
  readonly #done = new ByteBoundedMap<Effect>({bytes: Infinity, entries: 1_000})
  #failures = 0
  #next: NodeJS.Timeout | undefined
  #isAtIt = false
  #isClosed = false

  constructor(delays = usualDelays) {
    this.#delays = delays
  }

  /** Work it off as soon as that is possible. */
  later(change: Change, work: () => Promise<Effect>): void {
    if (change.rev === undefined || this.#waiting.size >= most) return // of what is gone nothing is asked
    const key = keyOf(change)
    if (this.#waiting.has(key)) return
    this.#waiting.set(key, {work, left: this.#delays.length})
    this.#soon()
  }

  /**
   * Somebody tells of the change again: what it concerned, if it was worked off meanwhile. If not, that is up to the caller now, unless
   * somebody else waits to hear of it.
   */
  told(change: Change, {isHeard}: {isHeard: boolean}): Effect | undefined {
    const key = keyOf(change)
    if (isHeard) this.#waiting.delete(key)
    return this.#done.get(key)
  }

  /** Does another change of the same document wait to be worked off? Then not all pages are known that show what it was. */
  awaitsAnother(change: Change): boolean {
    const own = keyOf(change)
    return [...this.#waiting.keys()].some((key) => key.startsWith(`${change.id} `) && key !== own)
  }

  /** Ask no more. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#next)
    this.#waiting.clear()
  }

  #soon(): void {
    if (this.#isClosed || this.#isAtIt || this.#next || this.#waiting.size === 0) return
    const milliseconds = this.#delays[Math.min(this.#failures, this.#delays.length - 1)]
    this.#next = setTimeout(() => {
      this.#next = undefined
      void this.#round()
    }, milliseconds)
    this.#next.unref()
  }

  async #round(): Promise<void> {
    this.#isAtIt = true
    for (const [key, waiting] of this.#waiting) {
      const effect = await waiting.work().catch(() => undefined)
      const isWanted = this.#waiting.get(key) === waiting
      if (!effect) {
        this.#failed(isWanted ? key : undefined)
        break
      }
      this.#failures = 0
      if (!isWanted) continue
      this.#waiting.delete(key)
      this.#done.set(key, effect, 1)
    }
    if (this.#waiting.size === 0) this.#failures = 0
    this.#isAtIt = false
    this.#soon()
  }

  #failed(last: string | undefined): void {
    this.#failures++
    for (const [key, waiting] of this.#waiting) if (--waiting.left <= 0) this.#waiting.delete(key)
    const failed = last === undefined ? undefined : this.#waiting.get(last)
    if (last === undefined || !failed) return
    this.#waiting.delete(last)
    this.#waiting.set(last, failed)
  }
}

const keyOf = ({id, rev = ''}: Change): string => `${id} ${rev}`
