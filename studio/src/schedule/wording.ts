/** What editors read about a schedule: a sentence, what to know about it, and how worrying it is. Pure. */
import {isOverdue, type Schedule} from '../rules/schedule.ts'
import {afterwards} from '../rules/succession.ts'
import {describeDistance, describeInstant} from '../rules/wall-clock.ts'

export interface Wording {
  tone: 'primary' | 'caution' | 'critical'
  headline: string
  detail: string
}

const verbs = {
  publish: {future: 'Will be published', infinitive: 'published', done: 'Published'},
  unpublish: {future: 'Will be withdrawn', infinitive: 'withdrawn', done: 'Withdrawn'},
} as const

/** A program may have written anything; its plan is refused when it is due. */
const unknown = {future: 'Will be refused', infinitive: 'carried out', done: 'Done'}

const verbsOf = ({action}: Schedule) => verbs[action] ?? unknown

export function wordingFor(schedule: Schedule, now: number, isEdited = false): Wording {
  const {action, at, zone, failure, scheduledBy} = schedule
  const when = describeInstant(at, zone)
  const {future, infinitive} = verbsOf(schedule)
  if (schedule.state === 'failed') {
    return {
      tone: 'critical',
      headline: `Was not ${infinitive} on ${when}`,
      detail: failure ? `${failure.reason} ${failure.remedy}` : 'Choose another time.',
    }
  }
  if (isOverdue(schedule, now)) {
    return {
      tone: 'caution',
      headline: `Should have been ${infinitive} on ${when}, ${describeDistance(at, now)}`,
      detail:
        'Nothing has carried it out yet. It will be as soon as “npm start”, or “pnpm content schedule run --watch”, runs again. If one of them is running, what it writes says what keeps it (logs/schedule.log for “npm start”, its own output for the other): a token that is no longer valid, for instance.',
    }
  }
  const after = afterwards(schedule)
  return {
    tone: 'primary',
    headline: `${future} on ${when} · ${describeDistance(at, now)}`,
    detail:
      action === 'unpublish'
        ? `Readers can open it until then. ${after ? `${after} ` : ''}Scheduled by ${scheduledBy}.`
        : isEdited
          ? `It was edited after ${scheduledBy} scheduled it; the edits go out with it.`
          : `As the draft is then: what is edited until that moment goes out with it. Scheduled by ${scheduledBy}.`,
  }
}

/** For the list of what is over: what happened, and how late when it was late. */
export function outcomeOf(schedule: Schedule): string {
  const {at, zone, doneAt, note} = schedule
  const late = doneAt ? Date.parse(doneAt) - Date.parse(at) : 0
  const delay =
    late >= 60_000 ? `, ${describeDistance(doneAt ?? at, Date.parse(at)).slice(3)} late` : ''
  return `${note ?? verbsOf(schedule).done} ${describeInstant(doneAt ?? at, zone)}${delay}`
}
