import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {Alarm} from '../../../scripts/src/schedule/alarm.ts'

const noon = Date.parse('2026-11-28T12:00:00Z')
const hour = 3_600_000

beforeEach(() => void vi.useFakeTimers({now: noon}))
afterEach(() => void vi.useRealTimers())

/** When the sleep ended, in milliseconds after noon by the clock. */
async function endOf(sleep: Promise<void>, passing: () => Promise<unknown>): Promise<number> {
  const ended = sleep.then(() => Date.now() - noon)
  await passing()
  return ended
}

test('a sleep ends at the millisecond that is due, and not a look later', async () => {
  const alarm = new Alarm(Date.now)

  const end = await endOf(alarm.sleep({until: noon + 12_345, atMost: hour}), () =>
    vi.advanceTimersByTimeAsync(20_000),
  )

  expect(end).toBe(12_345)
})

test('what is due in the hour that somebody sets the clock past is due within a second', async () => {
  const alarm = new Alarm(Date.now)

  const end = await endOf(alarm.sleep({until: noon + hour / 2, atMost: 3 * hour}), async () => {
    await vi.advanceTimersByTimeAsync(5_500)
    vi.setSystemTime(noon + hour)
    await vi.advanceTimersByTimeAsync(1_000)
  })

  expect(end).toBeLessThanOrEqual(hour + 1_000)
})

test('nobody sleeps longer than asked, and a ring ends a sleep, or the next one', async () => {
  const alarm = new Alarm(Date.now)
  const long = {until: noon + hour, atMost: 10_000}

  expect(await endOf(alarm.sleep(long), () => vi.advanceTimersByTimeAsync(30_000))).toBe(10_000)

  const rung = alarm.sleep({until: noon + hour, atMost: hour})
  alarm.ring()
  await rung
  await alarm.sleep({until: noon + hour, atMost: hour})
  alarm.hush()
  const next = alarm.sleep({until: noon + 60_000, atMost: hour})
  expect(await endOf(next, () => vi.advanceTimersByTimeAsync(60_000))).toBe(60_000)
})
