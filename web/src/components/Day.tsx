/** A date as readers and machines read it; nothing when there is none. */
import {showDate} from '../language/dates.ts'
import type {Site} from '../site.ts'

export function Day({date, site}: {date: string | null; site: Site}) {
  const shown = showDate(date, site.words.tag, site.settings.timeZone)
  return shown ? <time dateTime={shown.machine}>{shown.text}</time> : null
}
