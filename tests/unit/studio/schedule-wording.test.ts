/** What editors read about a schedule, at each of its turns. */
import {expect, test} from 'vitest'
import type {Schedule} from '../../../studio/src/rules/schedule.ts'
import {outcomeOf, wordingFor} from '../../../studio/src/schedule/wording.ts'

const now = Date.parse('2026-11-25T13:00:00Z')
const schedule: Schedule = {
  _id: 'schedule.publish.tides',
  _type: 'schedule',
  target: 'tides',
  targetType: 'article',
  action: 'publish',
  at: '2026-11-27T13:00:00.000Z',
  zone: 'America/Halifax',
  scheduledBy: 'Anna',
  state: 'waiting',
}

test('a plan names day, time, zone and distance, and that the draft goes out as it is then', () => {
  const {headline, detail} = wordingFor(schedule, now)

  expect(headline).toBe(
    'Will be published on Friday, 27 November 2026, 09:00 AST · in\u00a02\u00a0days',
  )
  expect(detail).toContain('what is edited until that moment goes out with it')
  expect(wordingFor(schedule, now, true).detail).toContain('edited after Anna scheduled it')
})

test('a withdrawal says what its address answers then', () => {
  const withdrawal = {...schedule, action: 'unpublish' as const}
  const successor = {kind: 'gone' as const}

  expect(wordingFor(withdrawal, now).detail).toBe(
    'Readers can open it until then. Scheduled by Anna.',
  )
  expect(wordingFor({...withdrawal, successor}, now).detail).toBe(
    'Readers can open it until then. Afterwards its address says that it is gone for good. Scheduled by Anna.',
  )
})

test('what is overdue names the command that was not running, and where to look when it was', () => {
  const {tone, detail} = wordingFor({...schedule, at: '2026-11-25T12:00:00.000Z'}, now)

  expect(tone).toBe('caution')
  expect(detail).toContain('schedule run --watch')
  expect(detail).toContain('logs/schedule.log')
})

test('what failed says why and what to do', () => {
  const failure = {at: schedule.at, reason: 'The article has no title.', remedy: 'Complete it.'}

  expect(wordingFor({...schedule, state: 'failed', failure}, now)).toMatchObject({
    tone: 'critical',
    headline: 'Was not published on Friday, 27 November 2026, 09:00 AST',
    detail: 'The article has no title. Complete it.',
  })
})

test('what is done says when, and how late when it was late', () => {
  const done = {...schedule, state: 'done' as const}

  expect(outcomeOf({...done, doneAt: '2026-11-27T13:00:01.000Z'})).toBe(
    'Published Friday, 27 November 2026, 09:00 AST',
  )
  expect(outcomeOf({...done, doneAt: '2026-11-27T13:20:00.000Z'})).toContain('20\u00a0minutes late')
})
