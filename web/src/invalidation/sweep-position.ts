/**
 * How far sweeps came, over restarts: the moment up to which every change is known, the revisions that were seen or told of by then, how
 * many documents there were, and what is gone.
 */
import {KeptFile} from '../kept-file.ts'
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import {Census, type Numbers} from './census.ts'
import {isBefore, type Change} from './change.ts'
import type {Gone} from './gone.ts'
import {leftBy, nameOf, takenBy} from './gone-names.ts'

export interface Found {
  _id: string
  _rev: string
  _updatedAt: string
}

/** A revision that is known, and when the lake wrote it, if that was told. */
interface Known {
  rev: string
  at: string | undefined
}

interface Kept {
  since: string
  seen: Record<string, string>
  numbers?: Numbers | undefined
  /** Names of what is gone: those that were noted last. */
  gone?: string[]
}

/** More than come and go between two sweeps, and a file of some ten thousand bytes. */
const mostGoneKept = 1_000

export interface SweepPositionOptions {
  /** Where all of it is kept. */
  file: string
  /** Called once, with the names of what had gone when an earlier process ended, and has not been told of as there since. */
  remembered?: (names: string[]) => void
  report: (error: unknown) => void
}

export class SweepPosition {
  readonly #file: KeptFile
  readonly #remembered: SweepPositionOptions['remembered']
  readonly #told = new Map<string, Known>()
  /** What was told before the one that it followed, by the revision of that. */
  readonly #early = new Map<string, Map<string, Known>>()
  /** What was told of as gone, or cleared as such, by name (`gone-names.ts`): some ten thousand. */
  readonly #gone = new ByteBoundedMap<true>({bytes: 4e6})
  /** What came to be there before it is known what an earlier process noted as gone. */
  readonly #takenEarly = new Set<string>()
  readonly census = new Census()
  /** The revisions in it were seen at that very moment; the next sweep meets them again. */
  #kept: Omit<Kept, 'numbers' | 'gone'> | undefined
  #isRead = false

  constructor({file, remembered, report}: SweepPositionOptions) {
    this.#remembered = remembered
    this.#file = new KeptFile({
      file,
      content: () =>
        this.#kept && `${JSON.stringify({...this.#kept, ...this.#besides()} satisfies Kept)}\n`,
      flush: true, // without it nobody knows what was published while the site was down
      report,
    })
  }

  /** A webhook told this change: maybe once more, or after a sweep found it. Then it was counted. */
  told(change: Change): void {
    const {id, rev, updatedAt, after} = change
    const isCounted = after
      ? rev !== undefined && this.#told.get(id)?.rev === rev
      : this.isGone(nameOf(id))
    if (!isCounted) this.census.told(change)
    // Deleted, and published again since: the later one was told first.
    const isBack = !after && isBefore(updatedAt, this.#told.get(id)?.at)
    if (rev !== undefined) this.#follow(change, {rev, at: updatedAt})
    if (!isBack) this.#leave(leftBy(change))
    this.found(change)
  }

  /** A sweep found this change. */
  found(change: Change): void {
    for (const name of takenBy(change)) {
      this.#gone.delete(name)
      if (!this.#isRead) this.#takenEarly.add(name)
    }
  }

  /** These were cleared because they are gone. */
  left({addresses, documents}: Gone): void {
    this.#leave([...addresses, ...documents.map(nameOf)])
  }

  #leave(names: string[]): void {
    for (const name of names) this.#gone.set(name, true, 100 + 2 * name.length)
  }

  /** Was it told of as gone, or cleared as such, since it was last told of as there? */
  isGone(name: string): boolean {
    return this.#gone.peek(name) === true
  }

  /** Or one that followed it: what a sweep has asked may be older than what a webhook tells meanwhile. */
  isTold({_id, _rev, _updatedAt}: Found): boolean {
    const known = this.#told.get(_id)
    return known?.rev === _rev || isBefore(_updatedAt, known?.at)
  }

  /** This revision was worked off, or was there before anything was shown. */
  saw({_id, _rev, _updatedAt}: Found): void {
    this.#know(_id, {rev: _rev, at: _updatedAt})
  }

  /**
   * What followed another revision than the one that is known is not known by itself: of the one between nobody told yet, and what that
   * changed nobody cleared. If nobody does, the next sweep finds the document. Where no revision is known, as after a start, it counts whether the
   * one before was there when a sweep last looked.
   */
  #follow({id, previousRev, previousAt}: Change, one: Known): void {
    const known = this.#told.get(id)?.rev
    const isUnknown = known === undefined && this.#isSince(previousAt)
    const isNext = known === undefined ? !isUnknown : previousRev === known
    if (previousRev === undefined || isNext) return this.#know(id, one)
    if (known === one.rev) return
    const early = this.#early.get(id) ?? new Map<string, Known>()
    this.#early.set(id, early.set(previousRev, one))
  }

  /** Was it written after all that sweeps have seen? Of the last moment that they saw each revision is known. */
  #isSince(moment: string | undefined): boolean {
    const since = this.#kept?.since
    return moment !== undefined && since !== undefined && !isBefore(moment, since)
  }

  /** What is older than what is known already came late. */
  #know(id: string, one: Known): void {
    if (isBefore(one.at, this.#told.get(id)?.at)) return
    this.#told.delete(id) // so that it stands behind all others: `tidy` forgets the first
    this.#told.set(id, one)
    const next = this.#early.get(id)?.get(one.rev)
    if (!next) return
    this.#early.get(id)?.delete(one.rev)
    this.#know(id, next)
  }

  /** From when on changes may be unknown; nothing before the first sweep. */
  async since(): Promise<string | undefined> {
    if (!this.#isRead) this.#learn(readKept(await this.#file.read()))
    this.#isRead = true
    return this.#kept?.since
  }

  #learn(kept: Kept | undefined): void {
    this.#kept ??= kept && {since: kept.since, seen: kept.seen}
    this.census.learn(kept?.numbers)
    const early = [...this.#gone.entries()].map(([name]) => name)
    const remembered = (kept?.gone ?? []).filter((name) => !this.#takenEarly.has(name))
    this.#remembered?.(remembered)
    this.#leave(remembered)
    this.#leave(early) // these are newer
    this.#takenEarly.clear()
    for (const [id, rev] of Object.entries(kept?.seen ?? {}))
      if (!this.#told.has(id)) this.#told.set(id, {rev, at: undefined})
  }

  #besides(): Pick<Kept, 'numbers' | 'gone'> {
    const gone = [...this.#gone.entries()].map(([name]) => name).slice(-mostGoneKept)
    return {numbers: this.census.known, gone}
  }

  /**
   * Keep how far this sweep came. Of one moment there are as many documents as one transaction may write, which fit into a request of a
   * few megabytes; they are written down once, when all of them were met. Nobody waits for that: whoever finds less than this looks at more,
   * and where nothing is found all pages count as old.
   */
  reached(moment: string, atLast: Found[]): void {
    this.#kept = {since: moment, seen: revisionsOf(atLast)}
    void this.#file.now()
  }

  /** Write down what was learned besides. */
  keep(): void {
    void this.#file.now()
  }

  /** Forget what webhooks told long ago, but for what the next sweep meets again. */
  tidy(atLast: Found[]): void {
    this.#early.clear()
    const met = new Set(atLast.map(({_id}) => _id))
    for (const id of [...this.#told.keys()].slice(0, -2_000))
      if (!met.has(id)) this.#told.delete(id)
  }

  /** `isWhole`: no sweep is under way, so what webhooks told since the last one is known too, and the next start need not render it again. */
  async close({isWhole}: {isWhole: boolean}): Promise<void> {
    const since = isWhole ? await this.since() : undefined
    if (since !== undefined) {
      const seen = [...this.#told].map(([id, {rev}]): [string, string] => [id, rev])
      this.#kept = {since, seen: Object.fromEntries(seen)}
    }
    await this.#file.close()
  }
}

const revisionsOf = (documents: Found[]): Record<string, string> =>
  Object.fromEntries(documents.map(({_id, _rev}) => [_id, _rev]))

function readKept(text = ''): Kept | undefined {
  try {
    const {since, seen, numbers, gone} = JSON.parse(text) as Partial<Kept>
    if (typeof since !== 'string') return undefined
    return {since, seen: seen ?? {}, numbers, gone: Array.isArray(gone) ? gone : []}
  } catch {
    return undefined
  }
}
