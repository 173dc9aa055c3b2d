import {EventEmitter} from 'node:events'
import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {keepAsking} from '../../../scripts/src/start/heartbeat.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A part that is asked each second and hangs after three questions without an answer. */
function aPart() {
  const part = Object.assign(new EventEmitter(), {send: vi.fn<() => boolean>(() => true)})
  const hangs = vi.fn<() => void>()
  keepAsking(part, {every: 1_000, most: 3}, hangs)
  return {part, hangs, asked: part.send}
}

test('a part that answers now and then is let be, one that says nothing hangs, once', () => {
  const {part, hangs} = aPart()
  vi.advanceTimersByTime(3_500)
  part.emit('message', 'yes')
  vi.advanceTimersByTime(3_000)
  expect(hangs).not.toHaveBeenCalled()

  vi.advanceTimersByTime(60_000)

  expect(hangs).toHaveBeenCalledTimes(1)
})

test('while the machine sleeps nothing is missed', () => {
  const {hangs, asked} = aPart()
  vi.advanceTimersByTime(1_000)

  vi.setSystemTime(Date.now() + 3_600_000)
  vi.advanceTimersByTime(1_000)

  expect(asked).toHaveBeenCalledTimes(2)
  expect(hangs).not.toHaveBeenCalled()
})

test('a part that has ended is not asked, and does not hang', () => {
  const {part, hangs, asked} = aPart()
  part.emit('exit')

  vi.advanceTimersByTime(60_000)

  expect(asked).not.toHaveBeenCalled()
  expect(hangs).not.toHaveBeenCalled()
})
