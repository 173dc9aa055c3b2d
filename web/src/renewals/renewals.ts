/**
 * Pages that are to be rendered again, a few at a time, each until it worked.
 *
 * An address that is asked for twice is rendered once. One that fails (the lake is down) is tried again, later and
 * later up to half a minute; meanwhile readers get the page as it was. Which is next, `render-queue.ts` says; of a wave of thousands of pages one
 * place less than all is filled.
 */
import type {Priority} from '../invalidation/stale-pages.ts'
import {askedNow, either, type AskedAt} from './breath.ts'
import {LookAhead} from './look-ahead.ts'
import {isSooner, RenderQueue} from './render-queue.ts'

export interface RenewalsOptions {
  /** `asked`: when it was asked for, of all that this render is the answer to. */
  render: (path: string, asked: AskedAt) => Promise<unknown>
  parallel?: number
  /** Called with those that come next, several at once: what they need may be fetched for all of them together. */
  upcoming?: (paths: string[]) => void
  report?: (path: string, error: unknown) => void
  /** Milliseconds before the n-th new attempt. */
  delay?: (attempt: number) => number
}

/** A page that waits for a render, is being rendered, or is tried again later. */
interface Renewal {
  since: number
  attempts: number
  settled: PromiseWithResolvers<boolean>
  /** Of a page that is asked for twice the earlier one counts. */
  priority: Priority
  /** When it was asked for. An attempt that failed changes nothing about that. */
  asked: AskedAt
  /** For those who asked while it was being rendered: what that read may be too old for them. It is rendered once more after that. */
  again?: {settled: PromiseWithResolvers<boolean>; asked: AskedAt}
}

export class Renewals {
  readonly #render: RenewalsOptions['render']
  readonly #parallel: number
  readonly #report: (path: string, error: unknown) => void
  readonly #delay: (attempt: number) => number
  readonly #known = new Map<string, Renewal>()
  readonly #queue = new RenderQueue()
  readonly #lookAhead: LookAhead | undefined
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #running = new Set<string>()
  readonly #whenQuiet = new Set<() => void>()
  #closed = false

  constructor({render, parallel = 4, upcoming, report, delay}: RenewalsOptions) {
    this.#render = render
    this.#parallel = parallel
    this.#report = report ?? (() => undefined)
    this.#delay = delay ?? ((attempt) => Math.min(30_000, 250 * 1.6 ** attempt))
    const isOwnMade = () =>
      [...this.#running].some((path) => this.#known.get(path)?.priority === 'first')
    this.#lookAhead = upcoming && new LookAhead({queue: this.#queue, isOwnMade, upcoming})
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
  soon(path: string, priority?: Priority): void {
    const known = this.#known.get(path)
    if (!known) void this.now(path, priority)
    else if (isSooner(priority, known.priority)) {
      known.asked = either(known.asked, askedNow())
      this.#promote(path, known, priority)
    }
  }

  /**
   * Render the address now. `true` when the first attempt worked that began after this was asked; later attempts go on behind it. `asked`: when
   * somebody asked for it first, if it was on the way since.
   */
  now(path: string, priority: Priority = 'next', asked: AskedAt = askedNow()): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false)
    const known = this.#known.get(path)
    if (known) {
      known.attempts = 0 // there is something new: what failed before says little
      if (this.#running.has(path)) return this.#again(known, priority, asked)
      known.asked = either(known.asked, asked)
      this.#promote(path, known, priority)
      const timer = this.#timers.get(path)
      if (timer) {
        clearTimeout(timer)
        this.#timers.delete(path)
        known.settled = Promise.withResolvers()
        this.#enqueue(path, known)
      }
      return known.settled.promise
    }
    const renewal = {
      since: performance.now(),
      attempts: 0,
      settled: Promise.withResolvers<boolean>(),
      priority,
      asked,
    }
    this.#known.set(path, renewal)
    this.#enqueue(path, renewal)
    return renewal.settled.promise
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
   * Settles when no page is rendered or waits for it any more, those of a wave left aside, or after so many milliseconds. Whoever has
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
    if (!this.#queue.isQuiet) return false
    return ![...this.#running].some((path) => this.#known.get(path)?.priority !== 'last')
  }

  close(): void {
    this.#closed = true
    this.#tellQuiet()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    this.#queue.clear()
    for (const {settled, again} of this.#known.values())
      for (const one of [settled, again?.settled]) one?.resolve(false)
    this.#known.clear()
  }

  #enqueue(path: string, {priority, asked}: Renewal): void {
    this.#queue.add(path, priority, asked)
    this.#work()
  }

  #again(renewal: Renewal, priority: Priority, asked: AskedAt): Promise<boolean> {
    if (isSooner(priority, renewal.priority)) renewal.priority = priority
    const {again} = renewal
    if (again) again.asked = either(again.asked, asked)
    return (renewal.again ??= {settled: Promise.withResolvers(), asked}).settled.promise
  }

  /** Whoever waits behind others may come before them now, by another priority or as one of those who came last. */
  #promote(path: string, renewal: Renewal, priority: Priority = 'next'): void {
    const isWaiting = this.#queue.has(path, renewal.priority)
    if (isSooner(priority, renewal.priority)) {
      this.#queue.delete(path, renewal.priority)
      renewal.priority = priority
    }
    if (isWaiting) this.#enqueue(path, renewal)
  }

  #work(): void {
    for (;;) {
      const path = this.#closed ? undefined : this.#take()
      if (path === undefined) break
      const renewal = this.#known.get(path)
      if (!renewal) continue
      this.#running.add(path)
      void this.#attempt(path, renewal)
    }
    this.#lookAhead?.soon()
  }

  #take(): string | undefined {
    if (this.#running.size >= this.#parallel) return undefined
    const isWaveToo = this.#running.size < Math.max(1, this.#parallel - 1)
    const path = this.#queue.take({isWaveToo})
    if (path !== undefined) this.#lookAhead?.taken(path)
    return path
  }

  async #attempt(path: string, renewal: Renewal): Promise<void> {
    const {settled, asked} = renewal
    const failure = await this.#render(path, asked).then(
      () => undefined,
      (error: unknown) => ({error}),
    )
    this.#running.delete(path)
    const {again} = renewal
    if (again && !this.#closed) {
      settled.resolve(failure ? again.settled.promise : true)
      renewal.settled = again.settled
      renewal.asked = failure ? either(asked, again.asked) : again.asked
      delete renewal.again
      this.#queue.add(path, renewal.priority, renewal.asked)
    } else if (!failure) {
      this.#known.delete(path)
      settled.resolve(true)
    } else if (!this.#closed) {
      this.#report(path, failure.error)
      settled.resolve(false)
      this.#later(path, renewal)
    }
    this.#work()
    if (this.#whenQuiet.size > 0 && this.#isQuiet()) this.#tellQuiet()
  }

  #later(path: string, renewal: Renewal): void {
    const timer = setTimeout(() => {
      this.#timers.delete(path)
      renewal.settled = Promise.withResolvers() // whoever asks from now on hears of this attempt
      this.#enqueue(path, renewal)
    }, this.#delay(renewal.attempts++))
    timer.unref()
    this.#timers.set(path, timer)
  }
}
