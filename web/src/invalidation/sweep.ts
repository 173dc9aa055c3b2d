/**
 * What a lost webhook missed: asked of the lake at start and from time to time.
 *
 * Changed documents are those updated since the last sweep whose revision no webhook told. What is gone is found by what pages show
 * (`gone.ts`). Both come without the facts of a webhook, so everything that may show the document is cleared: what is found from time to time
 * is looked at again a little later, because its webhook may be on the way.
 */
import type {PageCache} from '../cache/page-cache.ts'
import type {Counted} from './census.ts'
import {readChange, type Change} from './change.ts'
import {isAny, lookForGone, tagsOfGone, type Gone, type Shown} from './gone.ts'
import type {AskLake} from '../content/questions.ts'
import {SweepPosition, type Found, type SweepPositionOptions} from './sweep-position.ts'
import {newestQuery, state, watchedTypes} from './webhook-rule.ts'

export interface SweepOptions extends SweepPositionOptions {
  cache: Shown & Pick<PageCache, 'clear' | 'doubtAll'>
  apply: (change: Change) => Promise<unknown>
  /** Render whatever is stale, also what is being rendered. */
  renewStale: () => void
  /** Render whatever is stale and nobody sees to. */
  renewForgotten: () => void
  /** Nothing is at these addresses any more, and these documents are gone; pages at hand show them still. */
  left: (gone: Gone) => Promise<void> | void
  /** Called when what was changed before now was not looked for: there was no place to look from. */
  began?: () => void
  /** Something went, or came, and nobody said what. Called when that was cleared. */
  missed?: () => Promise<void>
  ask: AskLake
  every: number
  /** Milliseconds after which a webhook that did not come is taken for lost. */
  grace?: number
  /** Milliseconds after which a sweep that failed is tried again; each time twice as long. */
  again?: number
}

const atOnce = 500
const usualGrace = 5_000
const usualAgain = 1_000
/** Of one moment there may be thousands: an import is one transaction. */
const changedQuery = `*[_type in $types && _updatedAt >= $since && (_updatedAt > $since || _id > $after)] | order(_updatedAt asc, _id asc) [0...${atOnce}] {
  _id, _type, _rev, _updatedAt, _createdAt, "after": ${state}
}`

export class Sweep {
  readonly #options: SweepOptions
  readonly #position: SweepPosition
  #timer: NodeJS.Timeout | undefined
  #again: NodeJS.Timeout | undefined
  #failures = 0
  #lastAt: number | undefined
  #running: Promise<void> | undefined
  #stopWaiting: (() => void) | undefined
  #closed = false

  constructor(options: SweepOptions) {
    this.#options = options
    this.#position = new SweepPosition(options)
  }

  /** When a sweep last went through, in milliseconds since 1970. */
  get lastAt(): number | undefined {
    return this.#lastAt
  }

  /** Learn how far an earlier process came: only then is it known of what is told whether a revision before it was missed. */
  async load(): Promise<void> {
    await this.#position.since()
  }

  /** A webhook told this change, so the sweep need not. */
  told(change: Change): void {
    this.#position.told(change)
  }

  /** Sweep now and from time to time. Settles when the first sweep is done. */
  start(): Promise<void> {
    const {every, grace = usualGrace} = this.#options
    this.#timer = setInterval(() => void this.#run(grace), every)
    this.#timer.unref()
    return this.now()
  }

  /** End, and keep what webhooks told since the last sweep: the next start need not render it again. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    clearTimeout(this.#again)
    const isAsking = this.#running && !this.#stopWaiting
    this.#closed = true
    this.#stopWaiting?.()
    await this.#position.close({isWhole: !isAsking})
  }

  /** Never fails: a lake that cannot be asked is asked again, a moment later. */
  now(): Promise<void> {
    this.#stopWaiting?.()
    const underWay = this.#running
    // One that is under way may have asked before there was something to find.
    return underWay ? underWay.then(() => this.#run(0)) : this.#run(0)
  }

  #run(grace: number): Promise<void> {
    this.#running ??= this.#sweep(grace)
      .then(() => {
        this.#lastAt = Date.now()
        this.#failures = 0
        clearTimeout(this.#again)
      })
      .catch((error: unknown) => {
        this.#options.report(error)
        this.#soonAgain(grace)
      })
      .finally(() => (this.#running = undefined))
    return this.#running
  }

  /** A lake that was away at the start may be back in a second, and what was published meanwhile is not shown until then. */
  #soonAgain(grace: number): void {
    if (this.#closed) return
    const {every, again = usualAgain} = this.#options
    clearTimeout(this.#again)
    this.#again = setTimeout(
      () => void this.#run(grace),
      Math.min(every, again * 2 ** this.#failures++),
    )
    this.#again.unref()
  }

  async #sweep(grace: number): Promise<void> {
    this.#options.renewForgotten()
    const {ask} = this.#options
    const since = await this.#position.since()
    // Before anything is looked for: what is counted is found.
    const numbers = await this.#position.census.count(ask)
    if (since === undefined) return this.#begin(numbers)
    const found = await this.#findChanged(since, grace)
    if (!this.#closed) await this.#findGone({numbers, isExplained: found > 0, grace})
  }

  /**
   * No sweep came through before, or its place was lost. What is at hand may be of any age then, unless nothing is: it is taken for old before
   * that place is noted.
   */
  async #begin(numbers: Counted): Promise<void> {
    const {cache, ask, renewStale} = this.#options
    const newest = await ask<string | null>(newestQuery, {types: watchedTypes})
    const moment = newest ?? new Date(0).toISOString()
    const atLast = await this.#allSince(moment)
    const isAnyAtHand = cache.paths().length > 0
    if (isAnyAtHand) await cache.doubtAll()
    numbers.believe()
    this.#position.reached(moment, atLast)
    if (this.#closed) return
    this.#options.began?.()
    if (!isAnyAtHand) return
    renewStale()
    await this.#findGone({numbers, isExplained: false, grace: 0})
  }

  /** How many of them no webhook had told of. */
  async #findChanged(start: string, grace: number): Promise<number> {
    const position = this.#position
    let count = 0
    let atLast: Found[] = []
    for await (const found of this.#changedSince(start)) {
      if (grace > 0 && !found.every((one) => position.isTold(one))) {
        await this.#wait(grace)
        return this.#closed ? 0 : this.#findChanged(start, 0)
      }
      for (const document of found) {
        const change = readChange(document)
        if (typeof change === 'string' || position.isTold(document)) continue
        await this.#options.apply({...change, isFound: true})
        position.saw(document)
        position.found(change)
        count++
      }
      const before = atLast
      atLast = ofLastMoment([...atLast, ...found])
      if (before[0]?._updatedAt !== atLast[0]?._updatedAt) this.#reached(atLast)
    }
    this.#reached(atLast)
    position.tidy(atLast)
    return count
  }

  #reached(atLast: Found[]): void {
    const [newest] = atLast
    if (newest) this.#position.reached(newest._updatedAt, atLast)
  }

  /** What was changed since this moment is known from now on. Gives that of the last moment. */
  async #allSince(moment: string): Promise<Found[]> {
    let atLast: Found[] = []
    for await (const found of this.#changedSince(moment)) {
      for (const one of found) this.#position.saw(one)
      atLast = ofLastMoment([...atLast, ...found])
    }
    return atLast
  }

  /** What was changed at this moment or later, in the order of time. */
  async *#changedSince(moment: string): AsyncGenerator<Found[]> {
    for (let [since, after] = [moment, '']; ;) {
      const params = {types: watchedTypes, since, after}
      const found = await this.#options.ask<Found[]>(changedQuery, params)
      const last = found.at(-1)
      if (!last) return
      yield found
      if (found.length < atOnce) return
      since = last._updatedAt
      after = last._id
    }
  }

  /** `isExplained`: other numbers of documents may come from what was found. */
  async #findGone({numbers, isExplained, grace}: Missed & {grace: number}): Promise<void> {
    const {cache, ask, left, renewStale} = this.#options
    const gone = await lookForGone(cache, ask, (name) => this.#position.isGone(name))
    const isMissed = isAny(gone) || !(numbers.isAsExpected || numbers.isOvertaken)
    if (grace > 0 && isMissed && !(isExplained && !isAny(gone))) {
      await this.#wait(grace)
      if (this.#closed) return
      const counted = await this.#position.census.count(ask)
      return this.#findGone({numbers: counted, isExplained, grace: 0})
    }
    if (isAny(gone)) await left(gone)
    if (isMissed) {
      await cache.clear([...new Set(tagsOfGone(gone))])
      this.#position.left(gone)
      renewStale()
      await this.#options.missed?.()
    }
    numbers.believe()
    this.#position.keep()
  }

  /** Wait, unless somebody cannot: who asks for a sweep now, or closes. */
  async #wait(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      timer.unref()
      this.#stopWaiting = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#stopWaiting = undefined
  }
}

interface Missed {
  numbers: Counted
  isExplained: boolean
}

/** Those that were changed when the last one was. */
function ofLastMoment(documents: Found[]): Found[] {
  const moment = documents.at(-1)?._updatedAt
  return documents.filter(({_updatedAt}) => _updatedAt === moment)
}
