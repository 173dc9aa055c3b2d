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
  /** Redis was away or did not take it: it is sent when that was met again. */
  isAside: boolean
  settled: PromiseWithResolvers<void>
}

export class OutgoingPages {
  readonly #options: Required<OutgoingPagesOptions>
  readonly #waiting = new Map<string, Waiting>()
  readonly #underWay = new Set<string>()
  #bytes = 0

  constructor(options: OutgoingPagesOptions) {
    this.#options = {atOnce: 20, most: 200, bytes: 16e6, ...options}
  }

  /** Send the page when its turn comes. Settles when it was sent, put aside or given up. */
  add({page, isGood}: Outgoing): Promise<void> {
    this.#take(page.key)?.settled.resolve()
    const settled = Promise.withResolvers<void>()
    // Of one that is gone only the name is told.
    const told = isGone(page) ? {...page, value: {headers: {}, body: ''}} : page
    this.#put({page: told, isGood, bytes: bytesOf(told.value), isAside: false, settled})
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
      if (!this.#waiting.has(key)) this.#put({...waiting, isAside: true})
    }
    this.#underWay.delete(key)
    waiting.settled.resolve()
    this.#work()
  }

  #put(waiting: Waiting): void {
    this.#waiting.set(waiting.page.key, waiting)
    this.#bytes += waiting.bytes
    const {most, bytes} = this.#options
    for (const [key, {page}] of this.#waiting) {
      if (this.#waiting.size <= most && this.#bytes <= bytes) return
      if (!isGone(page)) this.#take(key)?.settled.resolve()
    }
  }

  #take(key: string): Waiting | undefined {
    const waiting = this.#waiting.get(key)
    this.#waiting.delete(key)
    this.#bytes -= waiting?.bytes ?? 0
    return waiting
  }
}

function putAside(waiting: Waiting): void {
  waiting.isAside = true
  waiting.settled.resolve()
}
