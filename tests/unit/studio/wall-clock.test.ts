/** What an editor means by a date and a time: once, twice, or never, in the firm's zone. */
import {describe, expect, test} from 'vitest'
import {
  describeDistance,
  describeInstant,
  instantOf,
  isSecondTime,
  tomorrow,
  wallClockAt,
  zoneOrDefault,
} from '../../../studio/src/rules/wall-clock.ts'

const halifax = 'America/Halifax'

describe('a wall-clock time', () => {
  test.each([
    ['2026-11-27', '09:00', halifax, '2026-11-27T13:00:00.000Z'],
    ['2026-07-01', '09:00', halifax, '2026-07-01T12:00:00.000Z'],
    ['2026-07-01', '09:00', 'Asia/Kathmandu', '2026-07-01T03:15:00.000Z'],
    ['2026-03-08', '01:59', halifax, '2026-03-08T05:59:00.000Z'],
    ['2026-03-08', '03:00', halifax, '2026-03-08T06:00:00.000Z'],
    ['2026-11-01', '02:00', halifax, '2026-11-01T06:00:00.000Z'],
  ])('%s %s in %s is %s', (date, time, zone, at) => {
    expect(instantOf(date, time, zone)).toEqual({kind: 'once', at})
  })

  test('in the hour that clocks skip never comes: the end of the gap and the shifted time are offered', () => {
    expect(instantOf('2026-03-08', '02:30', halifax)).toEqual({
      kind: 'never',
      next: '2026-03-08T06:00:00.000Z',
      moved: '2026-03-08T06:30:00.000Z',
    })
  })

  test('in the hour that is lived through twice comes twice', () => {
    expect(instantOf('2026-11-01', '01:30', halifax)).toEqual({
      kind: 'twice',
      first: '2026-11-01T04:30:00.000Z',
      second: '2026-11-01T05:30:00.000Z',
    })
  })

  test('follows zones that move their clocks by half an hour, or leave out a day', () => {
    expect(instantOf('2026-04-05', '01:45', 'Australia/Lord_Howe')).toMatchObject({kind: 'twice'})
    expect(instantOf('2026-10-04', '02:15', 'Australia/Lord_Howe')).toMatchObject({kind: 'never'})
    expect(instantOf('2011-12-30', '10:00', 'Pacific/Apia')).toMatchObject({kind: 'never'})
  })

  test.each([
    ['', '09:00'],
    ['2026-11-27', ''],
    ['2026-02-30', '09:00'],
    ['2026-11-27', '24:30'],
    ['tomorrow', 'noon'],
  ])('is nothing while it is not complete: "%s" "%s"', (date, time) => {
    expect(instantOf(date, time, halifax)).toBeNull()
  })

  test('is found again from its instant, all through the days on which clocks are changed', () => {
    const days = ['2026-03-07', '2026-03-08', '2026-10-31', '2026-11-01', '2026-11-02']
    const minutes = days.flatMap((day) =>
      Array.from({length: 96}, (_, quarter) => Date.parse(day) + quarter * 900_000),
    )
    for (const minute of minutes) {
      const at = new Date(minute).toISOString()
      const {date, time} = wallClockAt(at, halifax)
      const meaning = instantOf(date, time, halifax)
      const meant =
        meaning?.kind === 'twice'
          ? [meaning.first, meaning.second]
          : [meaning && 'at' in meaning && meaning.at]
      expect(meant, at).toContain(at)
    }
  })
})

test('an instant is said with its day of the week and its zone', () => {
  expect(describeInstant('2026-11-27T13:00:00Z', halifax)).toBe(
    'Friday, 27 November 2026, 09:00 AST',
  )
  expect(describeInstant('2026-11-01T04:30:00Z', halifax)).toContain('01:30 ADT')
  expect(describeInstant('2026-11-01T05:30:00Z', halifax)).toContain('01:30 AST')
  expect(describeInstant('2026-07-01T04:00:00Z', 'America/Toronto')).toContain('00:00 EDT')
})

test.each([
  ['2026-11-25T12:00:00Z', 'in 2 days'],
  ['2026-11-23T17:00:00Z', 'in 5 hours'],
  ['2026-11-23T12:05:00Z', 'in 5 minutes'],
  ['2026-11-23T12:00:10Z', 'now'],
  ['2026-11-23T09:00:00Z', '3 hours ago'],
])('%s is %s, which no line breaks', (at, words) => {
  const unbroken = words.replaceAll(' ', '\u00a0')
  expect(describeDistance(at, Date.parse('2026-11-23T12:00:00Z'))).toBe(unbroken)
})

test('without a zone that the machine knows, the site’s own default is used', () => {
  expect(zoneOrDefault(undefined)).toBe(halifax)
  expect(zoneOrDefault('Halifax, NS')).toBe(halifax)
  expect(zoneOrDefault('Europe/Paris')).toBe('Europe/Paris')
})

test.each([
  ['2026-11-01T04:30:00.000Z', false],
  ['2026-11-01T05:30:00.000Z', true],
  ['2026-11-01T05:30:12.000Z', true],
  ['2026-11-01T06:00:00.000Z', false],
])('the clock shows the time of %s for the second time: %s', (instant, isSecond) => {
  expect(isSecondTime(instant, halifax)).toBe(isSecond)
})

test('tomorrow is the next date, on days of 23 and of 25 hours too', () => {
  expect(tomorrow(Date.parse('2026-11-01T03:30:00Z'), halifax)).toBe('2026-11-02') // 00:30, of 25
  expect(tomorrow(Date.parse('2026-03-08T03:30:00Z'), halifax)).toBe('2026-03-08') // 23:30, before one of 23
})

test('what is no time, and a zone that nobody knows, can be shown', () => {
  expect(describeInstant('soon', 'America/Halifax')).toBe('“soon”')
  expect(describeInstant('2026-11-27T13:00:00Z', 'Mars/Olympus')).toContain('09:00 AST')
  expect(describeDistance('soon', 0)).toBe('at no time')
})
