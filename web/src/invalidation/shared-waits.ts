/**
 * Waits for several promises, many of which are waited for by thousands of others: each change of a backlog concerns the same lists, and is done
 * when they were rendered. A wait keeps one entry for each promise, where `Promise.all` keeps closures and a promise.
 */
interface Wait {
  /** How many of its promises have not settled. */
  left: number
  resolve: () => void
}

export class SharedWaits {
  readonly #waiting = new Map<Promise<unknown>, Wait[]>()

  /** Settles when all of them have, whatever became of them. Never fails. */
  all(promises: Iterable<Promise<unknown>>): Promise<void> {
    const distinct = new Set(promises)
    const {promise, resolve} = Promise.withResolvers<void>()
    if (distinct.size === 0) resolve()
    const wait = {left: distinct.size, resolve}
    for (const one of distinct) this.#add(one, wait)
    return promise
  }

  #add(promise: Promise<unknown>, wait: Wait): void {
    const known = this.#waiting.get(promise)
    if (known) return void known.push(wait)
    const waits = [wait]
    this.#waiting.set(promise, waits)
    const settle = () => {
      this.#waiting.delete(promise)
      for (const one of waits) if (--one.left === 0) one.resolve()
    }
    promise.then(settle, settle)
  }
}
