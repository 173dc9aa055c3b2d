/**
 * Pages on their way to the other instances: a few at a time, and of each address the newest.
 *
 * However many are made while Redis is slow or away, those that wait take a bounded memory: the oldest are given up, and the others render
 * them for themselves. That a page is gone is never given up.
 */
import {bytesOf, isGone, type StoredPage} from '../cache/page.ts'

export interface Outgoing {
  page: StoredPage
  /** Whether it still is, by all that was heard here. */
  isGood: () => boolean
}

export interface OutgoingPagesOptions {
  send: (outgoing: Outgoing) => Promise<void>
  isReachable: () => boolean
  /** So many are being sent at a time. */
  atOnce?: number
  /** So many pages, and bytes of them, may wait, about. */
  most?: number
  bytes?: number
}

interface Waiting extends Outgoing {
  bytes: number
  /** What Redis has was taken away: if this is given up, that has to go all the same. */
  isWithdrawn: boolean
  /** Redis was away or did not take it: it is sent when that was met again. */
  isAside: boolean
  settled: PromiseWithResolvers<void>
}

export class OutgoingPages {
  readonly #options: Required<OutgoingPagesOptions>
  readonly #waiting = new Map<string, Waiting>()
  readonly #underWay = new Set<string>()
  /** Without those that are gone, which take no memory. */
  #pages = 0
  #bytes = 0

  constructor(options: OutgoingPagesOptions) {
    this.#options = {atOnce: 20, most: 200, bytes: 16e6, ...options}
  }

  /** Send the page when its turn comes. Settles when it was sent, put aside or given up. */
  add({page, isGood}: Outgoing): Promise<void> {
    const older = this.#take(page.key)
    older?.settled.resolve()
    const settled = Promise.withResolvers<void>()
    const told = isGone(page) ? nameOf(page) : page
    const isWithdrawn = isGone(page) || older?.isWithdrawn === true
    const bytes = isGone(page) ? 0 : bytesOf(told.value)
    this.#put({page: told, isGood, bytes, isWithdrawn, isAside: false, settled})
    this.#work()
    return settled.promise
  }

  /** Redis answers: what was put aside is sent as well. */
  flush(): void {
    for (const waiting of this.#waiting.values()) waiting.isAside = false
    this.#work()
  }

  #work(): void {
    for (const [key, waiting] of this.#waiting) {
      if (waiting.isAside) continue
      if (!this.#options.isReachable()) putAside(waiting)
      else if (this.#underWay.size >= this.#options.atOnce) return
      else if (!this.#underWay.has(key)) {
        this.#take(key)
        void this.#attempt(waiting)
      }
    }
  }

  async #attempt(waiting: Waiting): Promise<void> {
    const {key} = waiting.page
    this.#underWay.add(key)
    try {
      await this.#options.send(waiting)
    } catch {
      // It went away meanwhile.
      const newer = this.#waiting.get(key)
      if (newer) newer.isWithdrawn ||= waiting.isWithdrawn
      else this.#put({...waiting, isAside: true})
    }
    this.#underWay.delete(key)
    waiting.settled.resolve()
    this.#work()
  }

  #put(waiting: Waiting): void {
    this.#waiting.set(waiting.page.key, waiting)
    this.#bytes += waiting.bytes
    if (!isGone(waiting.page)) this.#pages++
    const {most, bytes} = this.#options
    for (const [key, one] of this.#waiting) {
      if (this.#pages <= most && this.#bytes <= bytes) return
      if (isGone(one.page)) continue
      this.#take(key)?.settled.resolve()
      const gone = nameOf({...one.page, status: 404})
      if (one.isWithdrawn) this.#waiting.set(key, {...one, page: gone, bytes: 0})
    }
  }

  #take(key: string): Waiting | undefined {
    const waiting = this.#waiting.get(key)
    this.#waiting.delete(key)
    this.#bytes -= waiting?.bytes ?? 0
    if (waiting && !isGone(waiting.page)) this.#pages--
    return waiting
  }
}

function putAside(waiting: Waiting): void {
  waiting.isAside = true
  waiting.settled.resolve()
}

/** Of a page that is gone only the name is told. */
const nameOf = (page: StoredPage): StoredPage => ({...page, value: {headers: {}, body: ''}})
