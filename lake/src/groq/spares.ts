/**
 * The threads that the datasets of a lake have between them beyond the least that each keeps. Every thread may take its heap: with
 * a bound for each dataset alone, a few of them under load would take the memory of the machine.
 */
export interface Spares {
  /** Count the spare threads of one more pool. Returns what ends that. */
  join(count: () => number): () => void
  total(): number
}

export function createSpares(): Spares {
  const counts = new Set<() => number>()
  return {
    join(count) {
      counts.add(count)
      return () => counts.delete(count)
    },
    total: () => [...counts].reduce((sum, count) => sum + count(), 0),
  }
}
