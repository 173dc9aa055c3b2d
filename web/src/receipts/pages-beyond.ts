/**
 * Pages of a publish beyond those that its receipt follows one by one: a new name of the firm is on thousands. They are only counted, until each
 * was rendered, or none is any more.
 */
export interface PagesBeyondOptions {
  /** Is the render of this page as new as what is known of its content? */
  isCurrent: (path: string) => boolean
  /** Called with how many are left of a publish, when that are others than before. */
  counted: (transaction: string, left: number) => void
  /** Milliseconds from one count to the next. */
  every?: number | undefined
  /** Milliseconds after which those of a publish of which none was rendered meanwhile are counted no further. */
  givesUpAfter: number
}

interface Counted {
  /** Those that are left. */
  paths: Set<string>
  /** When there came to be more or fewer of them, by `performance.now()`. */
  movedAt: number
}

/** So many of a publish are told apart, of so many publishes: the newest. */
const mostPages = 20_000
const mostPublishes = 5
/** A count ends where so many wait: they are rendered in about the order in which they were told. */
const mostWaiting = 100

export class PagesBeyond {
  readonly #options: PagesBeyondOptions
  readonly #every: number
  /** By transaction. */
  readonly #left = new Map<string, Counted>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: PagesBeyondOptions) {
    this.#options = options
    this.#every = options.every ?? 1_000
  }

  /** Count these pages too. Gives how many are left of this publish. */
  add(transaction: string, paths: readonly string[]): number {
    const left = this.#left.get(transaction)?.paths ?? new Set<string>()
    for (const path of paths) if (left.size < mostPages) left.add(path)
    if (left.size === 0) return 0
    this.#left.delete(transaction)
    this.#left.set(transaction, {paths: left, movedAt: performance.now()})
    this.#bound()
    this.#countSoon()
    return left.size
  }

  /** No number is left that nobody counts. */
  close(): void {
    clearTimeout(this.#timer)
    for (const transaction of this.#left.keys()) this.#options.counted(transaction, 0)
    this.#left.clear()
  }

  #bound(): void {
    for (const oldest of this.#left.keys()) {
      if (this.#left.size <= mostPublishes) return
      this.#left.delete(oldest)
      this.#options.counted(oldest, 0) // a number that nobody counts would never go
    }
  }

  #countSoon(): void {
    this.#timer ??= setTimeout(() => this.#count(), this.#every).unref()
  }

  #count(): void {
    this.#timer = undefined
    const now = performance.now()
    for (const [transaction, left] of this.#left) {
      const before = left.paths.size
      this.#forgetRendered(left.paths)
      if (left.paths.size < before) left.movedAt = now
      else if (now - left.movedAt <= this.#options.givesUpAfter) continue
      else left.paths.clear() // they fail, or are made after so many that do
      if (left.paths.size === 0) this.#left.delete(transaction)
      this.#options.counted(transaction, left.paths.size)
    }
    if (this.#left.size > 0) this.#countSoon()
  }

  #forgetRendered(left: Set<string>): void {
    let waiting = 0
    for (const path of left) {
      if (this.#options.isCurrent(path)) left.delete(path)
      else if (++waiting >= mostWaiting) return
    }
  }
}
