import {expect, test} from 'vitest'
import {MIN_BODY_RATE, openPace} from '../../../lake/src/pace.ts'

const WINDOW = 1_000

/** A body over a line that brings so many bytes each tenth of a window, read by somebody who rests for so long after each piece. */
function arrive({bytes, rest = 0, pieces}: {bytes: number; rest?: number; pieces: number}) {
  let clock = 0
  const pace = openPace(WINDOW, () => clock)
  for (let piece = 0; piece < pieces; piece++) {
    pace.waits()
    clock += WINDOW / 10
    if (pace.isTooSlow()) return piece
    pace.came(bytes)
    for (let rested = 0; rested < rest; rested += WINDOW / 10) {
      clock += WINDOW / 10
      if (pace.isTooSlow()) return piece
    }
  }
  return 'all of it'
}

test('[F6] a body that only drips is waited for as long as one window', () => {
  expect(arrive({bytes: 1, pieces: 1_000})).toBe(9)
  expect(arrive({bytes: 0, pieces: 1_000})).toBe(9)
})

test('[F6] a body over a slow line is waited for, however many windows it takes', () => {
  expect(arrive({bytes: MIN_BODY_RATE / 5, pieces: 10_000})).toBe('all of it')
})

test('[F6] one that began fast and then stops is waited for as long as one window more', () => {
  let clock = 0
  const pace = openPace(WINDOW, () => clock)
  pace.waits()
  pace.came(50_000_000)
  pace.waits()

  clock = WINDOW
  const first = pace.isTooSlow()
  clock = 2 * WINDOW

  expect([first, pace.isTooSlow()]).toEqual([false, true])
})

test('[F6] time in which nobody wanted more is not the sender’s', () => {
  expect(arrive({bytes: MIN_BODY_RATE / 5, rest: 20 * WINDOW, pieces: 100})).toBe('all of it')
})
