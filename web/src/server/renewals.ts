/**
 * Pages that are to be rendered again, a few at a time, each until it worked.
 *
 * An address that is asked for twice is rendered once. One that fails (the lake is down) is tried again, later and
 * later up to half a minute; meanwhile readers get the page as it was.
 */
export interface RenewalsOptions {
  render: (path: string) => Promise<unknown>
  parallel?: number
  report?: (path: string, error: unknown) => void
  /** Milliseconds before the n-th new attempt. */
  delay?: (attempt: number) => number
}

interface Waiting {
  since: number
  attempts: number
  settled: PromiseWithResolvers<boolean>
  /** Asked for once more while it was being rendered: what it read may be too old. */
  again: boolean
}

export class Renewals {
  readonly #render: (path: string) => Promise<unknown>
  readonly #parallel: number
  readonly #report: (path: string, error: unknown) => void
  readonly #delay: (attempt: number) => number
  readonly #known = new Map<string, Waiting>()
  readonly #queue: string[] = []
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #running = new Set<string>()
  #closed = false

  constructor({render, parallel = 4, report, delay}: RenewalsOptions) {
    this.#render = render
    this.#parallel = parallel
    this.#report = report ?? (() => undefined)
    this.#delay = delay ?? ((attempt) => Math.min(30_000, 250 * 1.6 ** attempt))
  }

  /** How many addresses wait for a render, failing ones included. */
  get size(): number {
    return this.#known.size
  }

  /** How long the one that waits longest has waited, in milliseconds. */
  oldest(): number {
    const [first] = this.#known.values()
    return first ? performance.now() - first.since : 0
  }

  /** Render the address soon, unless that is already under way or it is between two attempts. */
  soon(path: string): void {
    if (!this.#known.has(path)) void this.now(path)
  }

  /** Render the address now. `true` when the first attempt worked; later attempts go on behind it. */
  now(path: string): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false)
    const known = this.#known.get(path)
    if (known) {
      known.attempts = 0 // there is something new: what failed before says little
      if (this.#running.has(path)) known.again = true
      const timer = this.#timers.get(path)
      if (timer) {
        clearTimeout(timer)
        this.#timers.delete(path)
        known.settled = Promise.withResolvers()
        this.#queue.push(path)
        this.#work()
      }
      return known.settled.promise
    }
    const waiting = {
      since: performance.now(),
      attempts: 0,
      settled: Promise.withResolvers<boolean>(),
      again: false,
    }
    this.#known.set(path, waiting)
    this.#queue.push(path)
    this.#work()
    return waiting.settled.promise
  }

  /** Render all of them now, the first first. Gives the addresses that could not be rendered yet. */
  async all(paths: Iterable<string>): Promise<string[]> {
    const outcomes = await Promise.all(
      [...paths].map(async (path) => ({path, worked: await this.now(path)})),
    )
    return outcomes.filter(({worked}) => !worked).map(({path}) => path)
  }

  close(): void {
    this.#closed = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    this.#queue.length = 0
    for (const {settled} of this.#known.values()) settled.resolve(false)
    this.#known.clear()
  }

  #work(): void {
    while (!this.#closed && this.#running.size < this.#parallel) {
      const path = this.#queue.shift()
      if (path === undefined) return
      const waiting = this.#known.get(path)
      if (!waiting) continue
      this.#running.add(path)
      void this.#attempt(path, waiting)
    }
  }

  async #attempt(path: string, waiting: Waiting): Promise<void> {
    let failure: {error: unknown} | undefined
    do {
      waiting.again = false
      failure = await this.#render(path).then(
        () => undefined,
        (error: unknown) => ({error}),
      )
    } while (waiting.again && !this.#closed)
    if (!failure) {
      this.#known.delete(path)
      waiting.settled.resolve(true)
    } else if (!this.#closed) {
      this.#report(path, failure.error)
      waiting.settled.resolve(false)
      this.#later(path, waiting)
    }
    this.#running.delete(path)
    this.#work()
  }

  #later(path: string, waiting: Waiting): void {
    const timer = setTimeout(() => {
      this.#timers.delete(path)
      this.#queue.push(path)
      this.#work()
    }, this.#delay(waiting.attempts++))
    timer.unref()
    this.#timers.set(path, timer)
  }
}
