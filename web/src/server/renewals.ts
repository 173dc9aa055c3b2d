/**
 * Pages that are to be rendered again, a few at a time, each until it worked.
 *
 * An address that is asked for twice is rendered once. One that fails (the lake is down) is tried again, later and
 * later up to half a minute; meanwhile readers get the page as it was. A wave of thousands of pages holds up nobody's publish: what an
 * editor waits for goes before it, and it never has all places. Nor does a backlog of thousands of publishes: every second turn is that of what
 * was asked for last, every other that of what has waited longest.
 */
import type {Turn} from '../invalidation/stale-pages.ts'
import {askedNow, either, type Asked} from './breath.ts'
import {Line} from './line.ts'

export interface RenewalsOptions {
  /** `asked`: when it was asked for, of all that this render is the answer to. */
  render: (path: string, asked: Asked) => Promise<unknown>
  parallel?: number
  /** Told of those whose turn comes next, several at once: what they need may be fetched for all of them together. */
  upcoming?: (paths: string[]) => void
  report?: (path: string, error: unknown) => void
  /** Milliseconds before the n-th new attempt. */
  delay?: (attempt: number) => number
}

/** Whose turn comes before whose. Of a page that is asked for twice the earlier one counts. */
const turns: Turn[] = ['first', 'next', 'last']

interface Waiting {
  since: number
  attempts: number
  settled: PromiseWithResolvers<boolean>
  turn: Turn
  /** When it was asked for. An attempt that failed changes nothing about that. */
  asked: Asked
  /** For those who asked while it was being rendered: what that read may be too old for them. It is rendered once more in a later turn. */
  again?: {settled: PromiseWithResolvers<boolean>; asked: Asked}
}

/**
 * So many of those that come next are told of; when half of them have had their turn, of more. A publish has fewer pages, nearly always: all
 * of them are asked about while the first are made, and the same ones together each time, whoever is quicker.
 */
const ahead = 24
/** Of a wave so many, and until a page is made that an editor waits for: what is asked for that comes behind these. */
const fewAhead = 8

const nothing = new Line()

export class Renewals {
  readonly #render: RenewalsOptions['render']
  readonly #parallel: number
  readonly #upcoming: ((paths: string[]) => void) | undefined
  readonly #report: (path: string, error: unknown) => void
  readonly #delay: (attempt: number) => number
  readonly #known = new Map<string, Waiting>()
  readonly #queues: Record<Turn, Line> = {
    first: new Line(),
    next: new Line(),
    last: new Line(),
  }
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #running = new Set<string>()
  /** Those in the queues that were told of, and have not been buried since. */
  readonly #told = new Set<string>()
  #isLooking = false
  #turns = 0
  readonly #whenQuiet = new Set<() => void>()
  #closed = false

  constructor({render, parallel = 4, upcoming, report, delay}: RenewalsOptions) {
    this.#render = render
    this.#parallel = parallel
    this.#upcoming = upcoming
    this.#report = report ?? (() => undefined)
    this.#delay = delay ?? ((attempt) => Math.min(30_000, 250 * 1.6 ** attempt))
  }

  /** How many addresses wait for a render, failing ones included. */
  get size(): number {
    return this.#known.size
  }

  /** How long the one that waits longest has waited, in milliseconds. */
  oldest(): number {
    const [first] = this.#known.values()
    return first ? performance.now() - first.since : 0
  }

  /** Render the address soon, unless that is already under way or it is between two attempts. */
  soon(path: string, turn?: Turn): void {
    const known = this.#known.get(path)
    if (!known) void this.now(path, turn)
    else if (isSooner(turn, known.turn)) {
      known.asked = either(known.asked, askedNow())
      this.#promote(path, known, turn)
    }
  }

  /**
   * Render the address now. `true` when the first attempt worked that began after this was asked; later attempts go on behind it. `asked`: when
   * somebody asked for it first, if it was on the way since.
   */
  now(path: string, turn: Turn = 'next', asked: Asked = askedNow()): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false)
    const known = this.#known.get(path)
    if (known) {
      known.attempts = 0 // there is something new: what failed before says little
      if (this.#running.has(path)) return this.#again(known, turn, asked)
      known.asked = either(known.asked, asked)
      this.#promote(path, known, turn)
      const timer = this.#timers.get(path)
      if (timer) {
        clearTimeout(timer)
        this.#timers.delete(path)
        known.settled = Promise.withResolvers()
        this.#queue(path, known)
      }
      return known.settled.promise
    }
    const waiting = {
      since: performance.now(),
      attempts: 0,
      settled: Promise.withResolvers<boolean>(),
      turn,
      asked,
    }
    this.#known.set(path, waiting)
    this.#queue(path, waiting)
    return waiting.settled.promise
  }

  /** Render all of them now, the first first. Gives the addresses that could not be rendered yet. */
  async all(paths: Iterable<string>): Promise<string[]> {
    const outcomes = await Promise.all(
      [...paths].map(async (path) => ({path, worked: await this.now(path)})),
    )
    return outcomes.filter(({worked}) => !worked).map(({path}) => path)
  }

  /** How many wait until it is quiet. */
  get waitingForQuiet(): number {
    return this.#whenQuiet.size
  }

  /**
   * Settles when no page is rendered or waits for its turn any more, those of a wave left aside, or after so many milliseconds. Whoever has
   * waited so long is forgotten: in a flood it is never quiet.
   */
  quiet(longest: number): Promise<void> {
    if (this.#closed || this.#isQuiet()) return Promise.resolve()
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer)
        this.#whenQuiet.delete(settle)
        resolve()
      }
      const timer = setTimeout(settle, longest).unref()
      this.#whenQuiet.add(settle)
    })
  }

  #tellQuiet(): void {
    for (const settle of this.#whenQuiet) settle()
  }

  #isQuiet(): boolean {
    if (this.#queues.first.size > 0 || this.#queues.next.size > 0) return false
    return ![...this.#running].some((path) => this.#known.get(path)?.turn !== 'last')
  }

  close(): void {
    this.#closed = true
    this.#tellQuiet()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    for (const turn of turns) this.#queues[turn].clear()
    for (const {settled, again} of this.#known.values())
      for (const one of [settled, again?.settled]) one?.resolve(false)
    this.#known.clear()
  }

  #queue(path: string, {turn, asked}: Waiting): void {
    this.#queues[turn].add(path, asked)
    this.#work()
  }

  #again(waiting: Waiting, turn: Turn, asked: Asked): Promise<boolean> {
    if (isSooner(turn, waiting.turn)) waiting.turn = turn
    const {again} = waiting
    if (again) again.asked = either(again.asked, asked)
    return (waiting.again ??= {settled: Promise.withResolvers(), asked}).settled.promise
  }

  /** Whoever waits behind others may come before them now, in another queue or as one of those who came last. */
  #promote(path: string, waiting: Waiting, turn: Turn = 'next'): void {
    const queue = this.#queues[waiting.turn]
    const isWaiting = queue.has(path)
    if (isSooner(turn, waiting.turn)) {
      queue.delete(path)
      waiting.turn = turn
    }
    if (isWaiting) this.#queue(path, waiting)
  }

  #work(): void {
    for (;;) {
      const path = this.#closed ? undefined : this.#take()
      if (path === undefined) break
      const waiting = this.#known.get(path)
      if (!waiting) continue
      this.#running.add(path)
      void this.#attempt(path, waiting)
    }
    this.#lookAhead()
  }

  #take(): string | undefined {
    if (this.#running.size >= this.#parallel) return undefined
    const {first, next, last} = this.#queues
    const end = this.#turns % 2 === 0 ? 'newest' : 'oldest'
    let queue = before(first, next, end)
    if (queue.size === 0 && this.#running.size < Math.max(1, this.#parallel - 1)) queue = last
    const path = queue[end]()?.name
    if (path === undefined) return undefined
    this.#turns++
    queue.delete(path)
    this.#told.delete(path)
    return path
  }

  /** Once for all that are asked for in one breath. */
  #lookAhead(): void {
    if (!this.#upcoming || this.#isLooking || !this.#isFewTold()) return
    this.#isLooking = true
    // Not before those under way have asked.
    setImmediate(() => {
      this.#isLooking = false
      const coming = this.#coming()
      this.#forgetBuried(coming)
      const found = firstOf(coming, this.#aheadIn(coming)).filter((path) => !this.#told.has(path))
      for (const path of found) this.#told.add(path)
      if (found.length > 0) this.#upcoming?.(found)
    })
  }

  #isFewTold(): boolean {
    const coming = this.#coming()
    const most = this.#aheadIn(coming)
    return firstOf(coming, most).filter((path) => this.#told.has(path)).length <= most / 2
  }

  /** Those behind which so much was asked for that what was fetched for them may be old when they come: they are told of then. */
  #forgetBuried(queue: Line): void {
    const first = new Set(firstOf(queue, ahead))
    for (const path of this.#told) if (queue.has(path) && !first.has(path)) this.#told.delete(path)
  }

  /** Those that something is asked for ahead: no page that an editor waits for, and none of a wave while others wait. */
  #coming(): Line {
    const {first, next, last} = this.#queues
    if (next.size > 0) return next
    return first.size > 0 ? nothing : last
  }

  #aheadIn(queue: Line): number {
    const isMade = (path: string) => this.#known.get(path)?.turn === 'first'
    const isAwaited = this.#queues.first.size > 0 || [...this.#running].some(isMade)
    return isAwaited || queue === this.#queues.last ? fewAhead : ahead
  }

  async #attempt(path: string, waiting: Waiting): Promise<void> {
    const {settled, asked} = waiting
    const failure = await this.#render(path, asked).then(
      () => undefined,
      (error: unknown) => ({error}),
    )
    this.#running.delete(path)
    const {again} = waiting
    if (again && !this.#closed) {
      settled.resolve(failure ? again.settled.promise : true)
      waiting.settled = again.settled
      waiting.asked = failure ? either(asked, again.asked) : again.asked
      delete waiting.again
      this.#queues[waiting.turn].add(path, waiting.asked)
    } else if (!failure) {
      this.#known.delete(path)
      settled.resolve(true)
    } else if (!this.#closed) {
      this.#report(path, failure.error)
      settled.resolve(false)
      this.#later(path, waiting)
    }
    this.#work()
    if (this.#whenQuiet.size > 0 && this.#isQuiet()) this.#tellQuiet()
  }

  #later(path: string, waiting: Waiting): void {
    const timer = setTimeout(() => {
      this.#timers.delete(path)
      waiting.settled = Promise.withResolvers() // whoever asks from now on hears of this attempt
      this.#queue(path, waiting)
    }, this.#delay(waiting.attempts++))
    timer.unref()
    this.#timers.set(path, timer)
  }
}

const isSooner = (turn: Turn = 'next', other: Turn): boolean =>
  turns.indexOf(turn) < turns.indexOf(other)

/** So many of those that come next, or all if there are fewer. */
function firstOf(line: Line, count: number): string[] {
  const first: string[] = []
  for (const path of line) {
    if (first.length >= count) break
    first.push(path)
  }
  return first
}

/** The one whose first is to be taken: an editor's own page before those that show it, if they are of one publish. */
function before(first: Line, next: Line, end: 'newest' | 'oldest'): Line {
  const [one, other] = [first[end](), next[end]()]
  if (!one || !other) return one ? first : next
  const isBefore = end === 'newest' ? one.breath >= other.breath : one.breath <= other.breath
  return isBefore ? first : next
}
