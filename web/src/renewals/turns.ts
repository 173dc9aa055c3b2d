/**
 * Whose page is rendered next, of the readers who wait for one that is not at hand.
 *
 * One thread renders, and a lake answers. Somebody who asks for ten thousand addresses at once would have all of them begun and none of them
 * done. So many are under way at a time; the others wait in the order in which they came, those for addresses with a page first, and have
 * some places of their own, which nobody who makes up addresses can take. Too many, or too long a wait, is an error.
 */
export interface TurnsOptions {
  /** Under way at most, and of these only for addresses that are known to have a page. */
  places?: number
  reserved?: number
  /** How many may wait, and for how many milliseconds. */
  waiting?: number
  patience?: number
}

interface Waiting {
  begin: () => void
}

export class Turns {
  readonly #places: number
  readonly #open: number
  readonly #most: number
  readonly #patience: number
  /** By whether the address is known. */
  readonly #queues = {known: new Set<Waiting>(), unknown: new Set<Waiting>()}
  #running = 0
  #unknownRunning = 0

  constructor({places = 24, reserved = 8, waiting = 5_000, patience = 15_000}: TurnsOptions = {}) {
    this.#places = places
    this.#open = places - reserved
    this.#most = waiting
    this.#patience = patience
  }

  /** Run the task when it is its turn. */
  async take<T>(task: () => Promise<T>, {isKnown}: {isKnown: boolean}): Promise<T> {
    await this.#turn(isKnown)
    try {
      return await task()
    } finally {
      this.#running--
      if (!isKnown) this.#unknownRunning--
      this.#next()
    }
  }

  #turn(isKnown: boolean): Promise<void> {
    if (this.#isFree(isKnown)) {
      this.#occupy(isKnown)
      return Promise.resolve()
    }
    const queue = isKnown ? this.#queues.known : this.#queues.unknown
    if (queue.size >= this.#most) return Promise.reject(new Error('Too many readers wait.'))
    return new Promise((resolve, reject) => {
      const waiting = {
        begin: () => {
          clearTimeout(timer)
          this.#occupy(isKnown)
          resolve()
        },
      }
      const timer = setTimeout(() => {
        queue.delete(waiting)
        reject(new Error('It never was this reader’s turn.'))
      }, this.#patience)
      queue.add(waiting)
    })
  }

  #isFree(isKnown: boolean): boolean {
    return this.#running < this.#places && (isKnown || this.#unknownRunning < this.#open)
  }

  #occupy(isKnown: boolean): void {
    this.#running++
    if (!isKnown) this.#unknownRunning++
  }

  #next(): void {
    for (const isKnown of [true, false]) {
      const queue = isKnown ? this.#queues.known : this.#queues.unknown
      for (const waiting of queue) {
        if (!this.#isFree(isKnown)) break
        queue.delete(waiting)
        waiting.begin()
      }
    }
  }
}
