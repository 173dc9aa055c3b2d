/**
 * What the lake answered when pages asked, kept until one of its tags is cleared: a page that is rendered again asks anew only what became
 * stale.
 *
 * Empty answers are kept apart and in a bounded number: whoever makes up addresses pushes no other answer out.
 */
import {ByteBoundedMap} from './byte-bounded-map.ts'
import type {TagStates} from './tag-states.ts'

interface Answer<V> {
  value: V
  tags: string[]
  /** What of it can be seen, as a digest. */
  seen: string
  madeAt: number
  revalidate: number | false
}

export class KeptAnswers {
  readonly #tags: TagStates
  readonly #answers = new ByteBoundedMap<Answer<unknown>>({bytes: 32e6})
  readonly #empty = new ByteBoundedMap<Answer<unknown>>({bytes: 4e6, entries: 1_000})
  /** Where answers came from so far. */
  readonly counts = {memory: 0, lake: 0}

  constructor(tags: TagStates) {
    this.#tags = tags
  }

  /** An answer that is still good for all of `tags`. */
  get<V>(key: string, tags: string[]): Answer<V> | undefined {
    const answer = this.#answers.get(key) ?? this.#empty.get(key)
    if (!answer || !this.#isGood(answer, tags)) return undefined
    this.counts.memory++
    return answer as Answer<V>
  }

  /** An answer that may be out of date, for what nobody keeps. */
  stale<V>(key: string): Answer<V> | undefined {
    return (this.#answers.get(key) ?? this.#empty.get(key)) as Answer<V> | undefined
  }

  has(key: string, tags: string[]): boolean {
    const answer = this.#answers.peek(key) ?? this.#empty.peek(key)
    return answer !== undefined && this.#isGood(answer, tags)
  }

  #isGood({tags: own, madeAt, revalidate}: Answer<unknown>, tags: string[]): boolean {
    const age = (this.#tags.now() - madeAt) / 1000
    if (revalidate !== false && age > revalidate) return false
    return [own, tags].every((some) => this.#tags.verdict(some, madeAt) === 'fresh')
  }

  keep<V>(key: string, answer: Answer<V>, {bytes, empty}: {bytes: number; empty: boolean}): void {
    this.counts.lake++
    const known = this.#answers.peek(key) ?? this.#empty.peek(key)
    if (known && known.madeAt > answer.madeAt) return
    const [holds, other] = empty ? [this.#empty, this.#answers] : [this.#answers, this.#empty]
    other.delete(key)
    holds.set(key, answer, bytes)
  }

  forget(keys: Iterable<string>): void {
    for (const key of keys) {
      this.#answers.delete(key)
      this.#empty.delete(key)
    }
  }
}
