/** How often something took how long: counted in fixed steps, so that it costs the same however often. */

/** Upper bounds, in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export interface Durations {
  /** How many took no longer than each bound, the shorter ones included. */
  upTo: [seconds: number, count: number][]
  count: number
  /** Of all, in seconds. */
  sum: number
}

export function createHistogram() {
  const counts = BOUNDS.map(() => 0)
  let count = 0
  let sum = 0
  return {
    add(seconds: number) {
      count++
      sum += seconds
      const step = BOUNDS.findIndex((bound) => seconds <= bound)
      if (step >= 0) counts[step] = (counts[step] ?? 0) + 1
    },
    read(): Durations {
      let below = 0
      const upTo = BOUNDS.map((bound, i): [number, number] => [bound, (below += counts[i] ?? 0)])
      return {upTo, count, sum}
    },
  }
}
