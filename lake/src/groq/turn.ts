/** Answers that are there at once must leave the event loop its turns: timers and sockets wait while one follows another. */
import {setImmediate} from 'node:timers/promises'
import {MAX_RUN_MS} from './limits.ts'

let next: Promise<void> | undefined
let began = 0

/** Waits for the loop's next turn when such answers have had enough of this one. */
export function takeTurns(): Promise<void> | undefined {
  if (next) return performance.now() - began < MAX_RUN_MS ? undefined : next
  began = performance.now()
  next = setImmediate().then(() => {
    next = undefined
  })
  return undefined
}
