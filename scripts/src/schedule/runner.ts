/**
 * The runner: carries out every schedule whose time has come, and sleeps until the next one.
 *
 * What is to be done is in the dataset alone. A runner may be killed and started at any time, and several may run at once: what
 * came due while none ran is carried out by the next one, in the order in which it was meant. It hears of new schedules from
 * the lake's listener, and looks now and then in case it did not.
 */
import {ClientError, type SanityClient} from '@sanity/client'
import {Alarm} from './alarm.ts'
import {carryOut, type Outcome} from './carry-out.ts'
import type {StoredSchedule} from './deed.ts'
import {carryOutTogether, circlesOf, type HeldSchedule} from './together.ts'
import {isDue} from './versions.ts'

export interface RunnerOptions {
  client: SanityClient
  report: (outcome: Outcome) => void
  now?: () => number
}

const waiting = '*[_type == "schedule" && state == "waiting"] | order(at asc, _id asc)'

/** Carry out what is due. Answers when the next one is, if there is one; throws when something could not be decided. */
export async function carryOutDue(options: RunnerOptions): Promise<number | undefined> {
  const {next, troubles} = await goThrough(options)
  if (troubles.length > 0) throw troubles[0]
  return next
}

interface Round {
  /** When the next one is due. */
  next: number | undefined
  /** What the lake would neither do nor have decided. It holds up what is planned for the same document, and nothing else. */
  troubles: unknown[]
}

/**
 * In the order that was meant; but what is planned for one second has none, and a document may have to come before those that refer
 * to it, or go after them. So whoever is kept back by another one is tried again, as long as anything happens; and when nothing does,
 * those that wait for each other are tried together.
 */
async function goThrough(options: RunnerOptions): Promise<Round> {
  const {client, now = Date.now} = options
  const schedules = await client.fetch<StoredSchedule[]>(waiting)
  const time = now()
  const next = schedules.find((one) => !isDue(one, time))
  const troubled = new Troubled()
  let left = schedules.filter((one) => isDue(one, time))
  let isLast = left.length < 2
  while (left.length > 0) {
    const held = await tryEach(left, options, {troubled, mayBeHeld: !isLast})
    const isStuck = held.length === left.length
    const gone = isStuck ? await tryTogether(held, options, troubled) : []
    troubled.spread(held)
    left = held.map(({schedule}) => schedule).filter((schedule) => !gone.includes(schedule))
    isLast = (isStuck && gone.length === 0) || left.length < 2
  }
  return {next: next && Date.parse(next.at), troubles: [...troubled.errors]}
}

/** Documents about which the lake decided nothing, and why. */
class Troubled {
  readonly targets = new Set<string>()
  readonly errors: unknown[] = []

  /** A lake that is busy or away is so for the others too: that is thrown on. */
  add(targets: readonly string[], error: unknown): void {
    if (!isDecided(error)) throw error
    this.errors.push(error)
    for (const target of targets) this.targets.add(target)
  }

  /** Whoever waits for one of them waits on, and so does who waits for that: tried alone it would be refused for good. */
  spread(held: readonly HeldSchedule[]): void {
    const isBehind = ({schedule, waitsFor}: HeldSchedule) =>
      !this.targets.has(schedule.target) && waitsFor.some((id) => this.targets.has(id))
    for (let more = held.filter(isBehind); more.length > 0; more = held.filter(isBehind))
      for (const {schedule} of more) this.targets.add(schedule.target)
  }
}

/** Answers those that are held back: by another document, or by what is planned earlier for the same one. */
async function tryEach(
  schedules: StoredSchedule[],
  {client, report, now}: RunnerOptions,
  {troubled, mayBeHeld}: {troubled: Troubled; mayBeHeld: boolean},
): Promise<HeldSchedule[]> {
  const alsoWithdrawn = withdrawnBy(schedules)
  const held: HeldSchedule[] = []
  for (const schedule of schedules) {
    const {target} = schedule
    if (troubled.targets.has(target)) continue
    if (held.some((one) => one.schedule.target === target)) {
      held.push({schedule, waitsFor: []})
      continue
    }
    try {
      const outcome = await carryOut(client, schedule, {now, mayBeHeld, alsoWithdrawn})
      if (outcome.kind === 'held') held.push({schedule, waitsFor: outcome.waitsFor})
      else report(outcome)
    } catch (error) {
      troubled.add([target], error) // what is planned later may need what is planned now
    }
  }
  return held
}

/** Answers those that came or went because they did so in one transaction, or about which nothing was decided. */
async function tryTogether(
  held: HeldSchedule[],
  {client, report, now = Date.now}: RunnerOptions,
  troubled: Troubled,
): Promise<StoredSchedule[]> {
  const alsoWithdrawn = withdrawnBy(held.map(({schedule}) => schedule))
  for (const circle of circlesOf(held)) {
    try {
      const outcomes = await carryOutTogether(client, circle, {now, alsoWithdrawn})
      if (!outcomes) continue
      outcomes.forEach(report)
    } catch (error) {
      const targets = circle.map(({target}) => target)
      troubled.add(targets, error)
    }
    return circle
  }
  return []
}

/** Types by id. */
const withdrawnBy = (schedules: readonly StoredSchedule[]): ReadonlyMap<string, string> => {
  const withdrawals = schedules.filter(({action}) => action === 'unpublish')
  return new Map(withdrawals.map(({target, targetType}) => [target, targetType]))
}

const isDecided = (error: unknown) =>
  error instanceof ClientError && ![408, 425, 429].includes(error.statusCode)

export interface WatchOptions extends RunnerOptions {
  signal: AbortSignal
  /** The lake could not be asked; the runner goes on. */
  trouble: (error: unknown) => void
}

/** How long it sleeps at most: a listener can miss something. */
const longestSleep = 5 * 60_000
const firstPause = 1_000
const longestPause = 60_000

/** Run until `signal`; resolves when nothing of it is under way any more. */
export async function watchSchedules(options: WatchOptions): Promise<void> {
  const {client, signal, trouble, now = Date.now} = options
  const alarm = new Alarm(now)
  const awaken = () => alarm.ring()
  const stopListening = hear(client, awaken, signal)
  signal.addEventListener('abort', awaken, {once: true})
  let pause = firstPause
  while (!signal.aborted) {
    alarm.hush()
    const {next: until = Infinity, troubles} = await goThrough(options).catch(unanswered)
    for (const error of troubles) trouble(error)
    const hasTrouble = troubles.length > 0
    if (signal.aborted) break
    if (hasTrouble) alarm.hush() // What woke it cannot be answered now.
    await alarm.sleep({until, atMost: hasTrouble ? pause : longestSleep})
    pause = hasTrouble ? Math.min(longestPause, pause * 2) : firstPause
  }
  stopListening()
}

const unanswered = (error: unknown): Round => ({next: undefined, troubles: [error]})

/** Calls `awaken` at every change of a schedule, and whenever the connection is back. Answers how to stop. */
function hear(client: SanityClient, awaken: () => void, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined
  let subscription: {unsubscribe(): void} | undefined
  const subscribe = () => {
    subscription = client
      .listen(
        '*[_type == "schedule"]',
        {},
        {events: ['welcome', 'mutation'], includeResult: false, visibility: 'query'},
      )
      .subscribe({
        next: awaken,
        error: () => {
          if (!signal.aborted) timer = setTimeout(subscribe, longestPause / 6)
        },
      })
  }
  subscribe()
  return () => {
    clearTimeout(timer)
    subscription?.unsubscribe()
  }
}
