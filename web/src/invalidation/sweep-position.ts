/**
 * How far sweeps came, over restarts: the moment up to which every change is known, the revisions that were seen or told of by then, and how
 * many documents there were.
 */
import {KeptFile} from '../kept-file.ts'
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import {Census, type Numbers} from './census.ts'
import type {Change} from './change.ts'
import type {Gone} from './gone.ts'
import {leftBy, nameOf, takenBy} from './gone-names.ts'

export interface Found {
  _id: string
  _rev: string
  _updatedAt: string
}

interface Kept {
  since: string
  seen: Record<string, string>
  numbers?: Numbers | undefined
}

export class SweepPosition {
  readonly #file: KeptFile
  readonly #told = new Map<string, string>()
  /** What was told of as gone, or cleared as such, by name (`gone-names.ts`): some ten thousand. */
  readonly #gone = new ByteBoundedMap<true>({bytes: 4e6})
  readonly census = new Census()
  /** The revisions in it were seen at that very moment; the next sweep meets them again. */
  #kept: Omit<Kept, 'numbers'> | undefined
  #isRead = false

  constructor({file, report}: {file: string; report: (error: unknown) => void}) {
    this.#file = new KeptFile({
      file,
      content: () =>
        this.#kept && `${JSON.stringify({...this.#kept, numbers: this.census.known})}\n`,
      flush: true, // without it nobody knows what was published while the site was down
      report,
    })
  }

  /** A webhook told this change: maybe once more, or after a sweep found it. Then it was counted. */
  told(change: Change): void {
    const {id, rev, after} = change
    const isCounted = after
      ? rev !== undefined && this.#told.get(id) === rev
      : this.isGone(nameOf(id))
    if (!isCounted) this.census.told(change)
    if (rev !== undefined) this.#told.set(id, rev)
    this.#leave(leftBy(change))
    this.found(change)
  }

  /** A sweep found this change. */
  found(change: Change): void {
    for (const name of takenBy(change)) this.#gone.delete(name)
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

  isTold({_id, _rev}: Found): boolean {
    return this.#told.get(_id) === _rev
  }

  /** This revision was worked off, or was there before anything was shown. */
  saw({_id, _rev}: Found): void {
    this.#told.set(_id, _rev)
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
    for (const [id, rev] of Object.entries(kept?.seen ?? {}))
      if (!this.#told.has(id)) this.#told.set(id, rev)
  }

  /**
   * Keep how far this sweep came. Of one moment there are as many documents as one transaction may write, which fit into a request of a
   * few megabytes; they are written down once, when all of them were met.
   */
  async reached(moment: string, atLast: Found[]): Promise<void> {
    this.#kept = {since: moment, seen: revisionsOf(atLast)}
    await this.#file.now()
  }

  /** Write down what was learned besides. */
  async keep(): Promise<void> {
    await this.#file.now()
  }

  /** Forget what webhooks told long ago, but for what the next sweep meets again. */
  tidy(atLast: Found[]): void {
    const met = new Set(atLast.map(({_id}) => _id))
    for (const id of [...this.#told.keys()].slice(0, -2_000))
      if (!met.has(id)) this.#told.delete(id)
  }

  /** `isWhole`: no sweep is under way, so what webhooks told since the last one is known too, and the next start need not render it again. */
  async close({isWhole}: {isWhole: boolean}): Promise<void> {
    const since = isWhole ? await this.since() : undefined
    if (since !== undefined) this.#kept = {since, seen: Object.fromEntries(this.#told)}
    await this.#file.close()
  }
}

const revisionsOf = (documents: Found[]): Record<string, string> =>
  Object.fromEntries(documents.map(({_id, _rev}) => [_id, _rev]))

function readKept(text = ''): Kept | undefined {
  try {
    const {since, seen, numbers} = JSON.parse(text) as Partial<Kept>
    return typeof since === 'string' ? {since, seen: seen ?? {}, numbers} : undefined
  } catch {
    return undefined
  }
}
