/**
 * Which tags were cleared, and when: what decides whether a stored page is still good.
 *
 * A page is never deleted when its tag is cleared. It is older than the mark, therefore stale, and stays at hand
 * until a new one was rendered. So the marks are the only thing that must not be lost: they go to the journal
 * before the clearing counts as done.
 *
 * Times come from one clock that never gives the same value twice and never runs backwards, also not over a restart,
 * so "rendered before the mark" has one answer even within a millisecond. Only where an earlier process had a clock that was a day or more ahead is
 * it not followed: its marks count as made now, and its pages as made long ago.
 */
export interface Mark {
  at: number
  tags: string[]
}

/** Where the marks of this instance outlive it. That several instances agree is the work of the shared log. */
export interface Journal {
  load(): Promise<Mark[]>
  append(mark: Mark): Promise<void>
  /** Has it become long, so that `shorten` is worth while? */
  readonly isLong: boolean
  /** Keep what `marks` gives, when it is asked, in the place of all that was appended by then. */
  shorten(marks: () => Mark[]): void
}

/** Something that was made of tags, and when, on the clock of marks. */
interface Made {
  tags: string[]
  renderedAt: number
}

/** How several instances hear of each other's marks. Settles when the mark cannot be lost any more. */
export type Share = (mark: Mark, news: unknown) => Promise<void>

/** In place of a tag: all that was made before. */
const everything = '*'

/** A page that is stale is shown until it is replaced. */
export type Verdict = 'fresh' | 'stale'

/** The smallest step that keeps its value beside a timestamp in milliseconds. */
const tick = 1 / 1024
/** Milliseconds by which clocks may differ. What is further ahead is of one that was wrong. */
const furthestAhead = 86_400_000
/** As a time: before any mark. */
const longAgo = 1

export interface Clearing {
  /** What other instances should know of the reason. */
  news?: unknown
}

export class TagStates {
  readonly #journal: Journal | undefined
  /** When each tag was last cleared. */
  readonly #cleared = new Map<string, number>()
  #share: Share | undefined
  #last = 0

  constructor(journal?: Journal) {
    this.#journal = journal
  }

  /**
   * Read the marks of earlier processes. `pages` is all that is at hand of what was made then: marks that none of these is older than are forgotten, since
   * nothing else is being made yet. Without it all are kept.
   */
  async load(pages?: readonly Made[]): Promise<void> {
    const marks = (await this.#journal?.load()) ?? []
    const [believed, ahead] = [[] as Mark[], [] as Mark[]]
    for (const mark of marks) (isFarAhead(mark.at) ? ahead : believed).push(mark)
    for (const mark of believed) this.#apply(mark)
    for (const {renderedAt} of pages ?? []) this.sawTime(renderedAt)
    for (const mark of ahead) this.#apply({...mark, at: this.now()})
    if (pages) this.#forgetAllBut(pages)
    this.#journal?.shorten(() => this.#marks())
  }

  /** When something counts as made of which an earlier process says this time. */
  madeAt(time: number): number {
    return time > this.now() ? longAgo : time
  }

  /** The time now: later than any time given before, and than any mark. */
  now(): number {
    this.#last = Math.max(Date.now(), this.#last + tick)
    return this.#last
  }

  /** Never go back behind a time that was seen in a stored page. */
  sawTime(time: number): void {
    if (time > this.#last && !isFarAhead(time)) this.#last = time
  }

  /** Have other instances told of every mark that is made here. */
  shareWith(share: Share): void {
    this.#share = share
  }

  /** Clear tags. They count as cleared at once; the promise settles when a restart can no longer lose it. */
  async clear(tags: string[], {news}: Clearing = {}): Promise<void> {
    if (tags.length === 0 && news === undefined) return
    const mark = this.#mark(tags)
    await Promise.all([tags.length > 0 ? this.#append(mark) : undefined, this.#share?.(mark, news)])
  }

  /** Another instance cleared tags: here they count from now, whatever its clock says. */
  async heard(tags: string[]): Promise<void> {
    if (tags.length > 0) await this.#append(this.#mark(tags))
  }

  /** Marks may have been missed: whatever was made until now is stale. */
  async doubtAll(): Promise<void> {
    await this.heard([everything])
  }

  /** Is something that carries `tags` and was made at `madeAt` still good? */
  verdict(tags: Iterable<string>, madeAt: number): Verdict {
    if (this.#clearedAt(everything) >= madeAt) return 'stale'
    for (const tag of tags) if (this.#clearedAt(tag) >= madeAt) return 'stale'
    return 'fresh'
  }

  /** Those of them that were cleared after something was made that carries them; with a name that no tag has, if everything was. */
  clearedSince(tags: Iterable<string>, madeAt: number): string[] {
    return [everything, ...tags].filter((tag) => this.#clearedAt(tag) >= madeAt)
  }

  /** Was one of them cleared within so many milliseconds? */
  wasCleared(tags: string[], lately: number): boolean {
    const since = this.now() - lately
    return tags.some((tag) => this.#clearedAt(tag) >= since)
  }

  /** A time before any mark, if it never was. */
  #clearedAt(tag: string): number {
    return this.#cleared.get(tag) ?? 0
  }

  async #append(mark: Mark): Promise<void> {
    const appended = this.#journal?.append(mark)
    if (this.#journal?.isLong) this.#journal.shorten(() => this.#marks())
    await appended
  }

  #forgetAllBut(pages: readonly Made[]): void {
    if (this.#cleared.size === 0) return
    const needed = new Set<string>()
    const need = (tag: string, madeAt: number) => {
      if (this.#clearedAt(tag) >= madeAt) needed.add(tag)
    }
    for (const {tags, renderedAt} of pages) {
      const madeAt = this.madeAt(renderedAt)
      need(everything, madeAt)
      for (const tag of tags) need(tag, madeAt)
    }
    for (const tag of this.#cleared.keys()) if (!needed.has(tag)) this.#cleared.delete(tag)
  }

  /** Which say the same as all that were made: of each tag when it was last cleared. */
  #marks(): Mark[] {
    const byTime = Map.groupBy(this.#cleared, ([, at]) => at)
    return [...byTime].map(([at, cleared]) => ({at, tags: cleared.map(([tag]) => tag)}))
  }

  #mark(tags: string[]): Mark {
    const mark: Mark = {at: this.now(), tags}
    this.#apply(mark)
    return mark
  }

  #apply({at, tags}: Mark): void {
    this.sawTime(at)
    for (const tag of tags) if (at > this.#clearedAt(tag)) this.#cleared.set(tag, at)
  }
}

const isFarAhead = (time: number): boolean => time >= Date.now() + furthestAhead
