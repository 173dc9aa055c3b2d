/**
 * Changes of a dataset, one at a time in the order of asking: commits wait for each other here, not in SQLite. What takes long of
 * one is prepared before its turn, so that it holds up nobody; where that is out of date by then, it is prepared anew.
 */
import {tooManyRequests, unavailable} from '../errors.ts'
import {createHistogram, type Durations} from '../histogram.ts'
import {MAX_CONCURRENT_WRITES} from './limits.ts'

/** So often a change is prepared. The last time it has its turn already, and the others wait for it. */
const MAX_PREPARATIONS = 4

export interface Turn<Result> {
  /** It is made even if many wait. */
  isUrgent: boolean
  /** Nothing will be written. */
  isRehearsal: boolean
  /** It was made before, so that nothing has to be prepared. */
  isDone(): boolean
  prepareAhead?: (() => Promise<void>) | undefined
  /** Make it. Nothing comes of it when what was prepared is out of date, unless it must be decided. */
  make(mustDecide: boolean): Promise<Result | undefined>
}

export function openCommitQueue() {
  const seconds = createHistogram()
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let closed = false

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work)
    last = result.catch(() => {})
    return result
  }

  async function take<Result>(turn: Turn<Result>, mustDecide: boolean) {
    if (closed) throw unavailable('The dataset is being closed. Nothing was changed; try again.')
    if (waiting >= MAX_CONCURRENT_WRITES && !turn.isUrgent)
      throw tooManyRequests(
        `${MAX_CONCURRENT_WRITES} changes of this dataset are waiting. Nothing was changed; try again in a second.`,
      )
    waiting++
    try {
      return await inTurn(() => turn.make(mustDecide))
    } finally {
      waiting--
    }
  }

  return {
    async commit<Result>(turn: Turn<Result>): Promise<Result> {
      const began = performance.now()
      for (let attempt = 1; ; attempt++) {
        const mustDecide = attempt === MAX_PREPARATIONS
        if (turn.prepareAhead && !mustDecide && !turn.isDone()) await turn.prepareAhead()
        const result = await take(turn, mustDecide)
        if (result === undefined) continue
        if (!turn.isRehearsal) seconds.add((performance.now() - began) / 1_000)
        return result
      }
    },

    figures: (): Durations & {waiting: number} => ({...seconds.read(), waiting}),

    /** Take no more. Settles when those that wait have been made. */
    async close() {
      closed = true
      await inTurn(async () => {})
    },
  }
}
