/** Announces the pages that are rendered next, several at once: what they need may be fetched for all of them together. */
import type {Line} from './line.ts'
import type {Coming, RenderQueue} from './render-queue.ts'

export interface LookAheadOptions {
  queue: Pick<RenderQueue, 'coming' | 'hasOwn'>
  /** Is a page being made that an editor waits for? */
  isOwnMade: () => boolean
  /** Called with those that were not announced before. */
  upcoming: (paths: string[]) => void
}

/**
 * So many of those that come next are announced; when half of them were taken, more. A publish has fewer pages, nearly always: all
 * of them are asked about while the first are made, and the same ones together each time, whoever is quicker.
 */
const ahead = 24
/** Of a wave so many, and until a page is made that an editor waits for: what is asked for that comes behind these. */
const fewAhead = 8

export class LookAhead {
  readonly #options: LookAheadOptions
  /** Those that wait and were announced, and have not been buried since. */
  readonly #announced = new Set<string>()
  #isLooking = false

  constructor(options: LookAheadOptions) {
    this.#options = options
  }

  /** It does not wait any more. */
  taken(path: string): void {
    this.#announced.delete(path)
  }

  /** Announce what comes next, if few of these were: once for all that are asked for in one breath. */
  soon(): void {
    if (this.#isLooking || !this.#isFewAnnounced()) return
    this.#isLooking = true
    // Not before those under way have asked.
    setImmediate(() => {
      this.#isLooking = false
      this.#look()
    })
  }

  #look(): void {
    const coming = this.#options.queue.coming()
    this.#forgetBuried(coming.line)
    const paths = firstOf(coming.line, this.#most(coming))
    const found = paths.filter((path) => !this.#announced.has(path))
    for (const path of found) this.#announced.add(path)
    if (found.length > 0) this.#options.upcoming(found)
  }

  #isFewAnnounced(): boolean {
    const coming = this.#options.queue.coming()
    const most = this.#most(coming)
    const announced = firstOf(coming.line, most).filter((path) => this.#announced.has(path))
    return announced.length <= most / 2
  }

  #most({isWave}: Coming): number {
    const {queue, isOwnMade} = this.#options
    return isWave || queue.hasOwn || isOwnMade() ? fewAhead : ahead
  }

  /** Those behind which so much was asked for that what was fetched for them may be old when they come: they are announced again then. */
  #forgetBuried(line: Line): void {
    const first = new Set(firstOf(line, ahead))
    for (const path of this.#announced)
      if (line.has(path) && !first.has(path)) this.#announced.delete(path)
  }
}

/** So many of those that come next, or all if there are fewer. */
function firstOf(line: Line, count: number): string[] {
  const first: string[] = []
  for (const path of line) {
    if (first.length >= count) break
    first.push(path)
  }
  return first
}
