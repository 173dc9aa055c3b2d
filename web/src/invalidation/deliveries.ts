/**
 * What was delivered already: a webhook may be sent twice, by a lake that did not hear the answer or by somebody who
 * recorded it. Each is worked off once; whoever comes while that goes on gets its answer. A failure is forgotten,
 * so that it can be sent again.
 */
const longest = 15 * 60_000
const most = 10_000

interface Delivery<Answer> {
  at: number
  answer: Promise<Answer>
}

export class Deliveries<Answer> {
  readonly #known = new Map<string, Delivery<Answer>>()
  readonly #now: () => number

  /** `now`: milliseconds, of which only differences count. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Work off a delivery that is known by any of `keys`, unless that was done. */
  async once(
    keys: string[],
    work: () => Promise<Answer>,
  ): Promise<{answer: Answer; repeated: boolean}> {
    this.#forgetOld()
    const known = keys.map((key) => this.#known.get(key)).find(Boolean)
    if (known) return {answer: await known.answer, repeated: true}
    const delivery = {at: this.#now(), answer: work()}
    for (const key of keys) this.#known.set(key, delivery)
    try {
      return {answer: await delivery.answer, repeated: false}
    } catch (error) {
      for (const key of keys) this.#known.delete(key)
      throw error
    }
  }

  #forgetOld(): void {
    const oldest = this.#now() - longest
    for (const [key, {at}] of this.#known) {
      if (at >= oldest && this.#known.size <= most) return
      this.#known.delete(key)
    }
  }
}
