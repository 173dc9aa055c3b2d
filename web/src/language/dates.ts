/**
 * Dates in the firm's own time zone, for eyes and for machines.
 *
 * A date without a time ("reviewed on 2026-03-01") is a day on the calendar: no zone may shift it to the day before.
 */
const DAY = /^\d{4}-\d{2}-\d{2}$/

export const DEFAULT_TIME_ZONE = 'America/Halifax'

/** How dates are written in one language and zone. To make these takes longer than all that they do on a page. */
interface Writers {
  day: Intl.DateTimeFormat
  moment: Intl.DateTimeFormat
}

const writers = new Map<string, Writers>()
const mostWriters = 50

function writersFor(locale: string, zone: string): Writers {
  const key = `${locale} ${zone}`
  const known = writers.get(key)
  if (known) return known
  const timeZone = safeZone(zone)
  const made = {
    day: new Intl.DateTimeFormat(locale, {dateStyle: 'long', timeZone}),
    moment: new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    }),
  }
  if (writers.size >= mostWriters) writers.clear()
  writers.set(key, made)
  return made
}

const safeZone = (timeZone: string): string => {
  try {
    return new Intl.DateTimeFormat('en', {timeZone}).resolvedOptions().timeZone
  } catch {
    return DEFAULT_TIME_ZONE
  }
}

export interface ShownDate {
  /** "November 23, 2026" */
  text: string
  /** "2026-11-23T10:04:00-04:00", or the day alone. */
  machine: string
}

function withOffset(date: Date, {moment}: Writers): string {
  const parts = moment.formatToParts(date)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00'
  const day = `${part('year')}-${part('month')}-${part('day')}`
  return `${day}T${part('hour')}:${part('minute')}:${part('second')}${offset}`
}

/** Most dates are shown on many pages, and on each in several places. */
const shown = new Map<string, ShownDate | undefined>()
const mostShown = 5_000
const longestShown = 100

/** How a stored date is shown, or nothing when it is none. */
export function showDate(
  stored: string | null,
  locale: string,
  zone: string | null,
): ShownDate | undefined {
  if (!stored) return undefined
  const key = `${locale} ${zone} ${stored}`
  if (key.length > longestShown) return write(stored, locale, zone)
  if (!shown.has(key)) {
    if (shown.size >= mostShown) shown.clear()
    shown.set(key, write(stored, locale, zone))
  }
  return shown.get(key)
}

function write(stored: string, locale: string, zone: string | null): ShownDate | undefined {
  const date = new Date(stored)
  if (Number.isNaN(date.getTime())) return undefined
  const isDay = DAY.test(stored)
  const written = writersFor(locale, isDay ? 'UTC' : (zone ?? DEFAULT_TIME_ZONE))
  const text = written.day.format(date)
  const spoken = locale.startsWith('fr') ? text.replace(/^1(?= )/, '1er') : text
  return {text: spoken, machine: isDay ? stored : withOffset(date, written)}
}

/** The day of a stored date to a reader, in whatever words. */
export const dayOf = (stored: string | null, zone: string | null): string | undefined =>
  showDate(stored, 'en-CA', zone)?.text

/** Are two stored dates the same day to a reader? */
export const sameDay = (a: string | null, b: string | null, zone: string | null): boolean =>
  dayOf(a, zone) === dayOf(b, zone)
