import {
  afterwards,
  describeDistance,
  describeInstant,
  isOverdue,
  type Schedule,
} from '@masthead/studio/rules'
import {lakeOptions} from '../config.ts'
import {schedulesFailed} from '../errors.ts'
import {fromClient} from '../lake/failure.ts'
import {carryOutDue, watchSchedules} from '../schedule/runner.ts'
import type {Outcome} from '../schedule/carry-out.ts'
import {lineFor} from '../schedule/wording.ts'
import {readArguments} from './arguments.ts'
import {usageOf, type Command} from './command.ts'

const runOptions = {
  watch: {
    type: 'boolean',
    default: false,
    about: 'go on until it is ended; without it once, for cron',
  },
  ...lakeOptions,
} as const

/** `pnpm content schedule run [--watch]`: publish and withdraw what is due; once, for cron, or until it is ended. */
export const runSchedule: Command = {
  verb: 'schedule run',
  usage: '[--watch]',
  about: 'publish and withdraw what is due ("npm start" does so by itself)',
  options: runOptions,
  async run(args, operator) {
    const {values} = readArguments(args, usageOf(runSchedule), runOptions, 0)
    const {documents: client, address} = await operator.lake(values)
    let failures = 0
    const report = (outcome: Outcome) => {
      const line = lineFor(outcome)
      if (outcome.kind === 'failed') failures += 1
      if (line) operator.print(`${new Date().toISOString()} ${line}`)
    }
    // Also with --watch the first look must succeed: a wrong token should be told at once.
    await carryOutDue({client, report}).catch((error: unknown) => {
      throw fromClient(error, 'carry out what is due', address.origin)
    })
    if (!values.watch) {
      if (failures > 0) throw schedulesFailed(failures)
      return
    }
    operator.print(
      'Watching. Ctrl-C ends it; what comes due meanwhile is carried out by the next run.',
    )
    const ending = new AbortController()
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => ending.abort())
    const trouble = (error: unknown) => {
      const failure = fromClient(error, 'carry out what is due', address.origin)
      operator.print(failure instanceof Error ? failure.message : String(failure))
    }
    await watchSchedules({client, report, trouble, signal: ending.signal})
  },
}

/** `pnpm content schedule list`: what is planned, what failed, and what was done lately. */
export const listSchedule: Command = {
  verb: 'schedule list',
  usage: '',
  about: 'what is to be published and withdrawn, when, and what failed',
  options: lakeOptions,
  async run(args, operator) {
    const {values} = readArguments(args, usageOf(listSchedule), lakeOptions, 0)
    const {documents, address} = await operator.lake(values)
    const all = await documents
      .fetch<Schedule[]>('*[_type == "schedule"] | order(at asc)')
      .catch((error: unknown) => {
        throw fromClient(error, 'list what is scheduled', address.origin)
      })
    if (all.length === 0) operator.print('Nothing is scheduled.')
    for (const schedule of all) operator.print(described(schedule, Date.now()))
  },
}

function described(schedule: Schedule, now: number): string {
  const {action, at, zone, state, target, targetType, scheduledBy, failure, caution} = schedule
  const when = `${describeInstant(at, zone)} (${describeDistance(at, now)})`
  const line = `${isOverdue(schedule, now) ? 'overdue' : state}  ${action} ${targetType} ${target}, ${when}, by ${scheduledBy}`
  const words = failure ? `${failure.reason} ${failure.remedy}` : (caution ?? afterwards(schedule))
  return words ? `${line}\n  ${words}` : line
}
