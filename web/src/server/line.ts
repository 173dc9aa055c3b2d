/**
 * Those who wait for one thing, to be taken from both ends: who came last, and who has waited longest.
 *
 * Who comes in one breath belongs together and keeps its order, also at the end. Whoever comes again counts with those who came last, and
 * loses nothing of how long it has waited.
 */
export interface Waiting {
  name: string
  /** The number of the breath for which it is taken: its first, or its last. */
  breath: number
}

interface Breath {
  number: number
  names: Set<string>
}

/** Empty breaths that are not worth forgetting. */
const fewest = 32

export class Line {
  /** The first breath of each, in this order. */
  readonly #first = new Map<string, number>()
  readonly #last = new Map<string, Breath>()
  /** In the order of their numbers. Some of them are empty. */
  #breaths: Breath[] = []

  get size(): number {
    return this.#first.size
  }

  has(name: string): boolean {
    return this.#first.has(name)
  }

  add(name: string, breath: number): void {
    if (!this.#first.has(name)) this.#first.set(name, breath)
    this.#last.get(name)?.names.delete(name)
    let last = this.#breaths.at(-1)
    if (last?.number !== breath) this.#breaths.push((last = {number: breath, names: new Set()}))
    last.names.add(name)
    this.#last.set(name, last)
    this.#forgetEmpty()
  }

  delete(name: string): boolean {
    this.#last.get(name)?.names.delete(name)
    this.#last.delete(name)
    return this.#first.delete(name)
  }

  clear(): void {
    this.#first.clear()
    this.#last.clear()
    this.#breaths = []
  }

  /** The first of those who came last. */
  newest(): Waiting | undefined {
    for (;;) {
      const last = this.#breaths.at(-1)
      if (!last) return undefined
      const [name] = last.names
      if (name !== undefined) return {name, breath: last.number}
      this.#breaths.pop()
    }
  }

  /** Who has waited longest. */
  oldest(): Waiting | undefined {
    const [first] = this.#first
    return first && {name: first[0], breath: first[1]}
  }

  /** Now and then: empty ones are left wherever somebody was taken for having waited longest, or came again. */
  #forgetEmpty(): void {
    if (this.#breaths.length <= 2 * this.size + fewest) return
    this.#breaths = this.#breaths.filter(({names}) => names.size > 0)
  }

  /** In about the order in which they are taken. */
  *[Symbol.iterator](): Generator<string> {
    const given = new Set<string>()
    const oldest = this.#first.keys()
    for (const name of this.#newestFirst()) {
      for (const one of [name, oldest.next().value]) {
        if (one === undefined || given.has(one)) continue
        given.add(one)
        yield one
      }
    }
  }

  *#newestFirst(): Generator<string> {
    for (let at = this.#breaths.length - 1; at >= 0; at--) yield* this.#breaths[at]?.names ?? []
  }
}
