/** What became of a schedule, as a line for a log. */
import {describeInstant} from '@masthead/studio/rules'
import type {Outcome} from './carry-out.ts'

const deeds = {publish: ['published', 'publish'], unpublish: ['withdrawn', 'withdraw']} as const

/** Nothing when somebody else did it: their log says so. */
export function lineFor(outcome: Outcome): string | undefined {
  if (outcome.kind === 'taken') return undefined
  const {schedule} = outcome
  const {action} = schedule
  const [done, infinitive] = deeds[action] ?? ['carried out', 'carry out']
  const what = `${schedule.targetType} ${schedule.target}`
  const due = describeInstant(schedule.at, schedule.zone)
  const caution = outcome.kind === 'done' && outcome.caution ? `. ${outcome.caution}` : ''
  return outcome.kind === 'done'
    ? `${what}: ${outcome.note ?? done}, due ${due}${outcome.note ? '' : `, transaction ${outcome.transaction}`}${caution}`
    : `${what}: could not ${infinitive} what was due ${due}. ${outcome.reason} ${outcome.remedy}`
}
