/** What Studio knows of schedules while the lake comes and goes. */
import {defer, of, throwError} from 'rxjs'
import {expect, onTestFinished, test, vi} from 'vitest'
import {newsOf, plansFor} from '../../../studio/src/schedule/answers.ts'

const waiting = {target: 'tides', state: 'waiting'}
const answer = {schedules: [waiting, {...waiting, state: 'done'}], timeZone: null}

/** A store whose lake is away for so many questions. */
function storeWithout(answers: number) {
  let asked = 0
  const listenQuery = () =>
    defer(() => (asked++ < answers ? throwError(() => new Error('away')) : of(answer)))
  return {listenQuery: listenQuery as never}
}

test('panes hear that the lake is away, and what it says when it is back', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const store = storeWithout(2)
  const told: string[] = []

  const listening = newsOf(store).subscribe(({kind}) => told.push(kind))
  const plans = plansFor(store, 'tides')
  await vi.advanceTimersByTimeAsync(60_000)

  expect(told).toEqual(['failed', 'failed', 'answer'])
  expect(await plans).toEqual([waiting])
  listening.unsubscribe()
})
