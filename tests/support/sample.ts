/**
 * How much of a heavy suite runs: a sample in `npm test`, the same each time, so that what it says is about the code; all of it in
 * `pnpm test:full`, drawn anew. Set `MASTHEAD_SEED` to repeat what failed (its name has the number), or to draw something else.
 */
export const full = process.env.MASTHEAD_FULL === '1'

/** Milliseconds that a test may take whose work grows with the size: so many seconds, or an hour at full size. */
export const atMost = (seconds: number): number => (full ? 3_600 : seconds) * 1_000

const usualSeed = 2018
const newSeed = () => Date.now() % 1_000_000

export const seed = Number(process.env.MASTHEAD_SEED ?? (full ? newSeed() : usualSeed))

export function random(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** `count` different members of a list; the whole list when it is no longer than that. */
export function sample<T>(list: readonly T[], count: number): T[] {
  const next = random(seed)
  const rest = [...list]
  const taken: T[] = []
  while (taken.length < count && rest.length > 0) {
    taken.push(...rest.splice(Math.floor(next() * rest.length), 1))
  }
  return taken
}
