/**
 * Those who wait for one thing, to be taken from both ends: who came last, and who has waited longest.
 *
 * Who comes in one breath belongs together and keeps its order, also at the end. Whoever comes again counts with those who came last, and
 * loses nothing of how long it has waited. Who was on the way for a while has the place of the breath in which it set out.
 */
import {either, type AskedAt} from './breath.ts'

export interface Waiting {
  name: string
  /** The number of the breath for which it is taken: its first, or its last. */
  breath: number
}

export class Line {
  readonly #asked = new Map<string, AskedAt>()
  readonly #first = new InOrder()
  readonly #last = new InOrder()

  get size(): number {
    return this.#asked.size
  }

  has(name: string): boolean {
    return this.#asked.has(name)
  }

  add(name: string, asked: AskedAt): void {
    const known = this.#asked.get(name)
    const both = known ? either(known, asked) : asked
    this.#asked.set(name, both)
    if (both.first !== known?.first) this.#first.put(name, both.first)
    if (both.last !== known?.last) this.#last.put(name, both.last)
  }

  delete(name: string): boolean {
    this.#first.delete(name)
    this.#last.delete(name)
    return this.#asked.delete(name)
  }

  clear(): void {
    this.#asked.clear()
    this.#first.clear()
    this.#last.clear()
  }

  /** The first of those who came last. */
  newest(): Waiting | undefined {
    return this.#last.at(-1)
  }

  /** Who has waited longest. */
  oldest(): Waiting | undefined {
    return this.#first.at(0)
  }

  /** In about the order in which they are taken. */
  *[Symbol.iterator](): Generator<string> {
    const given = new Set<string>()
    const oldest = this.#first.forwards()
    for (const name of this.#last.backwards()) {
      for (const one of [name, oldest.next().value]) {
        if (one === undefined || given.has(one)) continue
        given.add(one)
        yield one
      }
    }
  }
}

interface Breath {
  number: number
  names: Set<string>
}

/** Empty breaths that are not worth forgetting. */
const fewest = 32

/** Names by the numbers of their breaths. */
class InOrder {
  readonly #of = new Map<string, Breath>()
  /** In the order of their numbers. Some of them are empty. */
  #breaths: Breath[] = []

  put(name: string, number: number): void {
    this.delete(name)
    const breath = this.#breath(number)
    breath.names.add(name)
    this.#of.set(name, breath)
    this.#forgetEmpty()
  }

  delete(name: string): void {
    this.#of.get(name)?.names.delete(name)
    this.#of.delete(name)
  }

  clear(): void {
    this.#of.clear()
    this.#breaths = []
  }

  /** The first of the first breath, or of the last. */
  at(end: 0 | -1): Waiting | undefined {
    for (;;) {
      const breath = this.#breaths.at(end)
      if (!breath) return undefined
      const [name] = breath.names
      if (name !== undefined) return {name, breath: breath.number}
      if (end === 0) this.#breaths.shift()
      else this.#breaths.pop()
    }
  }

  *forwards(): Generator<string> {
    for (const {names} of this.#breaths) yield* names
  }

  *backwards(): Generator<string> {
    for (let at = this.#breaths.length - 1; at >= 0; at--) yield* this.#breaths[at]?.names ?? []
  }

  #breath(number: number): Breath {
    const before = this.#upTo(number) - 1
    const known = this.#breaths[before]
    if (known?.number === number) return known
    const breath = {number, names: new Set<string>()}
    this.#breaths.splice(before + 1, 0, breath)
    return breath
  }

  /** How many breaths have this number or a lower one. */
  #upTo(number: number): number {
    let [low, high] = [0, this.#breaths.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#breaths[middle]?.number ?? Infinity) <= number) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Now and then: those between the ends are left empty wherever somebody was taken from the other end, or came again. */
  #forgetEmpty(): void {
    if (this.#breaths.length <= 2 * this.#of.size + fewest) return
    this.#breaths = this.#breaths.filter(({names}) => names.size > 0)
  }
}
