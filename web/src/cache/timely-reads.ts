/**
 * A store that is given a limit to read: whoever asks for a page that is in no memory waits so long at most, and then it is made as if there were
 * none.
 *
 * Node reads files on four threads, and one that hangs is lost to everything else, such as compressing for readers. So two pages are read
 * at a time, and while the store owes an answer it is asked for no other.
 */
import {diskDoesNotAnswer} from '../errors.ts'
import type {PageStore} from './page-store.ts'
import type {PageRecord, StoredPage} from './page.ts'

/** Milliseconds. */
const longest = 2_000
const atOnce = 2

export class TimelyReads implements PageStore {
  readonly #store: PageStore
  readonly #longest: number
  /** Whoever waits for one of those under way to be over. */
  readonly #line: (() => void)[] = []
  #underWay = 0
  #overdue = 0

  /** `longest`: milliseconds. */
  constructor(store: PageStore, options: {longest?: number} = {}) {
    this.#store = store
    this.#longest = options.longest ?? longest
  }

  /** Rejects when it takes too long, and at once while an earlier one is not over that has. */
  async read(key: string): Promise<StoredPage | undefined> {
    if (this.#overdue > 0) throw diskDoesNotAnswer()
    let isLate = false
    const reading = this.#inTurn(async () => (isLate ? undefined : this.#store.read(key)))
    const {promise: late, reject} = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      isLate = true
      this.#overdue++
      const settle = () => void this.#overdue--
      reading.then(settle, settle)
      reject(diskDoesNotAnswer())
    }, this.#longest)
    try {
      return await Promise.race([reading, late])
    } finally {
      clearTimeout(timer)
    }
  }

  async #inTurn<Answer>(read: () => Promise<Answer>): Promise<Answer> {
    while (this.#underWay >= atOnce) await new Promise<void>((next) => this.#line.push(next))
    this.#underWay++
    try {
      return await read()
    } finally {
      this.#underWay--
      this.#line.shift()?.()
    }
  }

  list(): Promise<PageRecord[]> {
    return this.#store.list()
  }

  has(key: string): boolean {
    return this.#store.has?.(key) ?? true
  }

  write(page: StoredPage): Promise<string[]> {
    return this.#store.write(page)
  }

  remove(key: string): Promise<void> {
    return this.#store.remove(key)
  }
}
