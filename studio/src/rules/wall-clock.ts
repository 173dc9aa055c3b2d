/**
 * Wall-clock times: what an editor writes ("27 November, 9 o'clock, in Halifax") and the instant that it means.
 *
 * Twice a year a zone's clocks are changed: an hour is skipped, so that a time in it never comes, or lived through twice, so
 * that a time in it comes twice. Neither is guessed away; the editor is told and chooses.
 */
import {Temporal} from 'temporal-polyfill'

/** The firm's zone when the settings name none; the site uses the same. */
export const defaultTimeZone = 'America/Halifax'

export type Meaning =
  | {kind: 'once'; at: string}
  /** Clocks are put back: the time comes twice. */
  | {kind: 'twice'; first: string; second: string}
  /** Clocks are put forward over it. `next` is the first instant after the gap, `moved` the time as far into the day. */
  | {kind: 'never'; next: string; moved: string}

/** What a date (2026-11-27) and a time (09:00) mean in a zone, or nothing while they are not complete. */
export function instantOf(date: string, time: string, zone: string): Meaning | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}(:\d{2})?$/.test(time)) return null
  let wanted: Temporal.PlainDateTime
  try {
    wanted = Temporal.PlainDateTime.from(`${date}T${time}`, {overflow: 'reject'})
  } catch {
    return null
  }
  const earlier = wanted.toZonedDateTime(zone, {disambiguation: 'earlier'})
  const later = wanted.toZonedDateTime(zone, {disambiguation: 'later'})
  if (earlier.equals(later)) return {kind: 'once', at: utc(earlier)}
  if (earlier.toPlainDateTime().equals(wanted)) {
    return {kind: 'twice', first: utc(earlier), second: utc(later)}
  }
  const gap = earlier.getTimeZoneTransition('next')
  return {kind: 'never', next: utc(gap ?? later), moved: utc(later)}
}

const utc = (time: Temporal.ZonedDateTime): string =>
  time.toInstant().toString({smallestUnit: 'millisecond'})

export interface WallClock {
  date: string
  time: string
}

/** The date and time, to the minute, that a clock in the zone shows at an instant. */
export function wallClockAt(instant: string | number, zone: string): WallClock {
  const time = zoned(instant, zone)
  return {
    date: time.toPlainDate().toString(),
    time: time.toPlainTime().toString({smallestUnit: 'minute'}),
  }
}

/** Whether a clock in the zone shows the time of this instant, to the minute, for the second time on that night. */
export function isSecondTime(instant: string | number, zone: string): boolean {
  const {date, time} = wallClockAt(instant, zone)
  const meaning = instantOf(date, time, zone)
  return meaning?.kind === 'twice' && new Date(instant) >= new Date(meaning.second)
}

/** The date of tomorrow in the zone: days are of 23 to 25 hours. */
export const tomorrow = (now: number, zone: string): string =>
  zoned(now, zone).toPlainDate().add({days: 1}).toString()

const zoned = (instant: string | number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(new Date(instant).getTime()).toZonedDateTimeISO(zone)

/**
 * "Friday, 27 November 2026, 09:00 AST": the day of the week catches a wrong date, the zone a wrong clock. What a program wrote that
 * is no time comes back as it is, and a zone that this machine does not know gives way to the firm's usual one.
 */
export function describeInstant(instant: string | number, zone: string): string {
  if (Number.isNaN(new Date(instant).getTime())) return `“${instant}”`
  const {weekday, day, month, year, hour, minute, timeZoneName} = partsOf(instant, zone)
  return `${weekday}, ${day} ${month} ${year}, ${hour}:${minute} ${timeZoneName}`
}

/** "09:00 AST" */
export function describeTime(instant: string | number, zone: string): string {
  const {hour, minute, timeZoneName} = partsOf(instant, zone)
  return `${hour}:${minute} ${timeZoneName}`
}

function partsOf(instant: string | number, zone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zoneOrDefault(zone),
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  })
  return Object.fromEntries(
    format.formatToParts(new Date(instant)).map(({type, value}) => [type, value]),
  )
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** "in 2 days", "in 5 minutes", "3 hours ago", "now": on one line, wherever it stands. */
export function describeDistance(instant: string, now: number): string {
  const distance = new Date(instant).getTime() - now
  if (Number.isNaN(distance)) return 'at no time'
  const [unit, size] = units.find(([, length]) => Math.abs(distance) >= length) ?? ['second', 1_000]
  if (unit === 'second' && Math.abs(distance) < 30_000) return 'now'
  const format = new Intl.RelativeTimeFormat('en', {numeric: 'always'})
  return format.format(Math.round(distance / size), unit).replaceAll(' ', '\u00a0')
}

/** A zone that the machine knows; settings may be empty, or from another system. */
export function zoneOrDefault(zone: string | null | undefined): string {
  if (!zone) return defaultTimeZone
  try {
    return new Intl.DateTimeFormat('en', {timeZone: zone}).resolvedOptions().timeZone
  } catch {
    return defaultTimeZone
  }
}
