/**
 * A store that is given a limit to read: whoever asks for a page that is in no memory waits so long at most, and then it is made as if there were
 * none.
 *
 * Node reads files on four threads, and one that hangs is lost to everything else, such as compressing for readers. So two pages are read
 * at a time, and while the store owes both for longer than that it is asked for no other. Where it owes one, such as that of a broken sector, the
 * others are read one at a time.
 */
import {diskDoesNotAnswer} from '../errors.ts'
import type {PageStore} from './page-store.ts'
import type {PageRecord, StoredPage} from './page.ts'

/** Milliseconds. */
const longest = 2_000
const atOnce = 2
/** Of the time that a page may take. */
const parts = 8

interface UnderWay {
  isOverdue: boolean
}

export class TimelyReads implements PageStore {
  readonly #store: PageStore
  readonly #longest: number
  /** Whoever waits for one of those under way to be over. */
  readonly #line: (() => void)[] = []
  readonly #underWay = new Set<UnderWay>()

  /** `longest`: milliseconds. */
  constructor(store: PageStore, options: {longest?: number} = {}) {
    this.#store = store
    this.#longest = options.longest ?? longest
  }

  /** Rejects when it takes too long, and at once while the store answers nothing. */
  async read(key: string): Promise<StoredPage | undefined> {
    if (this.#isSilent()) throw diskDoesNotAnswer()
    let isLate = false
    const reading = this.#inTurn(async () => (isLate ? undefined : this.#store.read(key)))
    const {promise: late, reject} = Promise.withResolvers<never>()
    const callOff = whenWaited(this.#longest, () => {
      isLate = true
      reject(diskDoesNotAnswer())
    })
    try {
      return await Promise.race([reading, late])
    } finally {
      callOff()
    }
  }

  #isSilent(): boolean {
    return this.#underWay.size >= atOnce && [...this.#underWay].every(({isOverdue}) => isOverdue)
  }

  /** Whoever waits in line is not owed anything yet. */
  async #inTurn<Answer>(read: () => Promise<Answer>): Promise<Answer> {
    while (this.#underWay.size >= atOnce) await new Promise<void>((next) => this.#line.push(next))
    const one: UnderWay = {isOverdue: false}
    this.#underWay.add(one)
    const callOff = whenWaited(this.#longest, () => (one.isOverdue = true))
    try {
      return await read()
    } finally {
      callOff()
      this.#underWay.delete(one)
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

/**
 * Call it after so many milliseconds; gives what calls it off. A thread that was busy for seconds has not heard what the disk gave meanwhile: however
 * long that was, it counts as one part of the time.
 */
function whenWaited(milliseconds: number, call: () => void): () => void {
  let left = parts
  const timer = setInterval(() => {
    if (--left > 0) return
    clearInterval(timer)
    call()
  }, milliseconds / parts)
  return () => clearInterval(timer)
}
