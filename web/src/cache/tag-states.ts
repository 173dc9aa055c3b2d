/**
 * Which tags were cleared, and when: what decides whether a stored page is still good.
 *
 * A page is never deleted when its tag is cleared. It is older than the mark, therefore stale, and stays at hand
 * until a new one was rendered. So the marks are the only thing that must not be lost: they go to the journal
 * before the clearing counts as done.
 *
 * Times come from one clock that never gives the same value twice and never runs backwards, also not over a restart,
 * so "rendered before the mark" has one answer even within a millisecond.
 */
export interface Mark {
  at: number
  tags: string[]
  /** Pages with these tags may not be shown any more. Without it they are shown until they are replaced. */
  expired?: true
}

/** Where marks are kept. On disk for one machine; a shared one makes several instances agree. */
export interface Journal {
  load(): Promise<Mark[]>
  append(mark: Mark): Promise<void>
}

/** How several instances hear of each other's marks. Settles when the mark cannot be lost any more. */
export type Share = (mark: Mark, news: unknown) => Promise<void>

/** In place of a tag: all that was made before. */
const everything = '*'

export type Verdict = 'fresh' | 'stale' | 'expired'

export interface Clearing {
  expired?: boolean
  news?: unknown
}

interface TagState {
  stale: number
  expired: number
}

/** The smallest step that keeps its value beside a timestamp in milliseconds. */
const tick = 1 / 1024

export class TagStates {
  readonly #journal: Journal | undefined
  readonly #states = new Map<string, TagState>()
  #share: Share | undefined
  #last = 0

  constructor(journal?: Journal) {
    this.#journal = journal
  }

  async load(): Promise<void> {
    for (const mark of (await this.#journal?.load()) ?? []) this.#apply(mark)
  }

  /** The time now: later than any time given before, and than any mark. */
  now(): number {
    this.#last = Math.max(Date.now(), this.#last + tick)
    return this.#last
  }

  /** Never go back behind a time that was seen in a stored page. */
  sawTime(time: number): void {
    if (time > this.#last && time < Date.now() + 86_400_000) this.#last = time
  }

  /** Have other instances told of every mark that is made here. */
  shareWith(share: Share): void {
    this.#share = share
  }

  /**
   * Clear tags. They count as cleared at once; the promise settles when a restart can no longer lose it. `news` is what other
   * instances should know of the reason.
   */
  async clear(tags: string[], {expired = false, news}: Clearing = {}): Promise<void> {
    if (tags.length === 0 && news === undefined) return
    const mark = this.#mark(tags, expired)
    await Promise.all([
      tags.length > 0 ? this.#journal?.append(mark) : undefined,
      this.#share?.(mark, news),
    ])
  }

  /** Another instance cleared tags: here they count from now, whatever its clock says. */
  async heard(tags: string[], {expired = false} = {}): Promise<void> {
    if (tags.length > 0) await this.#journal?.append(this.#mark(tags, expired))
  }

  /** Marks may have been missed: whatever was made until now is stale. */
  async doubtAll(): Promise<void> {
    await this.heard([everything])
  }

  /** Is something that carries `tags` and was made at `madeAt` still good? */
  verdict(tags: Iterable<string>, madeAt: number): Verdict {
    const doubted = this.#states.get(everything)
    let verdict: Verdict = doubted && doubted.stale >= madeAt ? 'stale' : 'fresh'
    for (const tag of tags) {
      const state = this.#states.get(tag)
      if (!state) continue
      if (state.expired >= madeAt) return 'expired'
      if (state.stale >= madeAt) verdict = 'stale'
    }
    return verdict
  }

  /** Was one of them cleared within so many milliseconds? */
  wasCleared(tags: string[], lately: number): boolean {
    const since = this.now() - lately
    return tags.some((tag) => (this.#states.get(tag)?.stale ?? 0) >= since)
  }

  #mark(tags: string[], expired: boolean): Mark {
    const mark: Mark = {at: this.now(), tags, ...(expired ? {expired} : {})}
    this.#apply(mark)
    return mark
  }

  #apply({at, tags, expired}: Mark): void {
    this.sawTime(at)
    for (const tag of tags) {
      const known = this.#states.get(tag) ?? {stale: 0, expired: 0}
      if (at > known.stale) known.stale = at
      if (expired && at > known.expired) known.expired = at
      this.#states.set(tag, known)
    }
  }
}
