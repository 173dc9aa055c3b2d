/**
 * How much of a heavy suite runs: a sample in `npm test`, everything in `pnpm test:full`. And the seed of random tests: a new one
 * each run, printed by the test that fails, taken from `MASTHEAD_SEED` to see that run again.
 */
export const full = process.env['MASTHEAD_FULL'] === '1'

/** `rounds({sample: 10, full: 200})` */
export const rounds = (size: {sample: number; full: number}): number =>
  full ? size.full : size.sample

export const seed = Number(process.env['MASTHEAD_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
