/**
 * Sleeping until a time of the clock. A timer counts time that passes, and an hour moves when somebody sets the clock or lets the
 * machine sleep: so the clock is looked at every second, which asks nobody anything.
 */
const look = 1_000

export class Alarm {
  readonly #now: () => number
  #isRinging = false
  #end = () => {}

  constructor(now: () => number) {
    this.#now = now
  }

  /** Ends the sleep, or the next one if nobody sleeps. */
  ring(): void {
    this.#isRinging = true
    this.#end()
  }

  /** What it rang for is dealt with. */
  hush(): void {
    this.#isRinging = false
  }

  /** Until a time, in milliseconds since 1970, and no longer than so many milliseconds. */
  sleep({until, atMost}: {until: number; atMost: number}): Promise<void> {
    if (this.#isRinging) return Promise.resolve()
    const startedAt = performance.now()
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined
      const goOn = () => {
        const passed = performance.now() - startedAt
        const left = Math.min(until - this.#now(), atMost - passed)
        if (left <= 0) return this.#end()
        timer = setTimeout(goOn, Math.min(left, look))
      }
      this.#end = () => {
        clearTimeout(timer)
        resolve()
      }
      goOn()
    })
  }
}
