/**
 * Work on pictures takes turns: a few at a time, a bounded line behind them, and a clear answer when the line is full. It is
 * processor and memory that are scarce, so a flood of pictures must not starve writes and queries.
 */
import {unavailable} from '../errors.ts'

export interface Turns {
  take<T>(work: () => Promise<T>): Promise<T>
}

export function createTurns(atOnce: number, inLine: number): Turns {
  let running = 0
  const waiting: (() => void)[] = []

  return {
    async take(work) {
      if (running < atOnce) running += 1
      else if (waiting.length < inLine) {
        await new Promise<void>((resolve) => waiting.push(resolve)) // the turn is handed over, still counted
      } else throw unavailable('Too many pictures are being worked on. Ask again in a moment.')
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else running -= 1
      }
    },
  }
}
