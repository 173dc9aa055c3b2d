/**
 * The runner: carries out every schedule whose time has come, and sleeps until the next one.
 *
 * What is to be done is in the dataset alone. A runner may be killed and started at any time, and several may run at once: what
 * came due while none ran is carried out by the next one, in the order in which it was meant. It hears of new schedules from
 * the lake's listener, and looks now and then in case it did not.
 */
import {ClientError, type SanityClient} from '@sanity/client'
import {carryOut, type Outcome} from './carry-out.ts'
import type {StoredSchedule} from './deed.ts'

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

async function goThrough({client, report, now = Date.now}: RunnerOptions): Promise<Round> {
  const schedules = await client.fetch<StoredSchedule[]>(waiting)
  const troubles: unknown[] = []
  const heldUp = new Set<string>()
  let next: number | undefined
  for (const schedule of schedules) {
    const at = Date.parse(schedule.at)
    if (at > now()) {
      next = at
      break
    }
    if (heldUp.has(schedule.target)) continue
    try {
      report(await carryOut(client, schedule, now))
    } catch (error) {
      // A lake that is busy or away is so for the others too; and what is planned later may need what is planned now.
      if (!isDecided(error)) throw error
      troubles.push(error)
      heldUp.add(schedule.target)
    }
  }
  return {next, troubles}
}

const isDecided = (error: unknown) =>
  error instanceof ClientError && ![408, 425, 429].includes(error.statusCode)

export interface WatchOptions extends RunnerOptions {
  signal: AbortSignal
  /** The lake could not be asked; the runner goes on. */
  trouble: (error: unknown) => void
}

/** How long it sleeps at most: timers hold no more than 24.8 days, clocks are set, and a listener can miss something. */
const longestSleep = 5 * 60_000
const firstPause = 1_000
const longestPause = 60_000

/** Run until `signal`; resolves when nothing of it is under way any more. */
export async function watchSchedules(options: WatchOptions): Promise<void> {
  const {client, signal, trouble, now = Date.now} = options
  let wake = () => {}
  let isAwake = false
  const awaken = () => {
    isAwake = true
    wake()
  }
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      if (isAwake || signal.aborted) return resolve()
      const timer = setTimeout(resolve, Math.max(0, milliseconds))
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const stopListening = hear(client, awaken, signal)
  signal.addEventListener('abort', awaken, {once: true})
  let pause = firstPause
  while (!signal.aborted) {
    isAwake = false
    const {next = Infinity, troubles} = await goThrough(options).catch(unanswered)
    for (const error of troubles) trouble(error)
    if (troubles.length > 0) isAwake = false // What woke it cannot be answered now.
    await sleep(Math.min(troubles.length > 0 ? pause : longestSleep, next - now()))
    pause = troubles.length > 0 ? Math.min(longestPause, pause * 2) : firstPause
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
