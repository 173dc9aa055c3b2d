/**
 * Redirects at hand: what the front server asks before it looks for a page.
 *
 * They come from `redirect` documents, from the former slugs that Studio keeps, and from changes of a slug, whoever made them and whoever told
 * of them. Those the site notes itself, at once and on disk, so that no link breaks while the lake cannot be asked; with a token that may write
 * they become `redirect` documents, which editors see and every instance finds. From then on the lake alone says where they lead.
 */
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import {KeptFile} from '../kept-file.ts'
import type {Change} from '../invalidation/change.ts'
import {pathsOf} from '../invalidation/table.ts'
import type {AskLake} from '../content/questions.ts'
import {Awaited} from './awaited.ts'
import {KnownRedirects} from './known-redirects.ts'
import {movesOf, type Move} from './moves.ts'
import {askWhatIsStored, isAnythingThere} from './stored.ts'
import type {Redirect} from './table.ts'
import {Writer, type WriteRedirect, type Written} from './writer.ts'

export interface RedirectsOptions {
  ask: AskLake
  /** Called with addresses of redirects when the lake has said what was told of them. */
  settled?: (addresses: string[]) => void
  /** The site's own, so that a redirect written with it is one of this site. */
  origin: string
  /** Where changes of slugs are kept, and what the lake said last, for a start without it. */
  file: string
  /** Absent without a token that may write. */
  write?: WriteRedirect | undefined
  /** Has another revision of the document followed this one? */
  isSuperseded?: (id: string, rev: string) => boolean
  report: (error: unknown) => void
}

/** How long to wait before a lake that is behind is asked again, in milliseconds. */
const waits = [250, 500, 1_000, 2_000, 4_000, 8_000]

export class Redirects {
  readonly #options: RedirectsOptions
  readonly #known: KnownRedirects
  /** The last question: under way, or the next one. */
  #asking: Promise<unknown> = Promise.resolve()
  /** The one that has not begun. */
  #next: Promise<boolean> | undefined
  readonly #kept: KeptFile
  readonly #awaited: Awaited
  readonly #writer: Writer
  /** Addresses of redirects of which the lake did not say yet what was told. */
  readonly #unsettled = new Set<string>()
  /** Addresses whose redirect was taken back. */
  readonly #ended = new ByteBoundedMap<true>({bytes: Infinity, entries: 1_000})
  #again: NodeJS.Timeout | undefined
  #behind = 0
  #isClosed = false

  constructor(options: RedirectsOptions) {
    const {file, origin, report} = options
    this.#options = options
    this.#known = new KnownRedirects({origin})
    this.#kept = new KeptFile({file, content: () => this.#known.content(), flush: true, report})
    this.#awaited = new Awaited({isSuperseded: options.isSuperseded ?? (() => false)})
    this.#writer = new Writer({
      write: options.write,
      ask: () => this.refresh(),
      unwritten: () => this.#known.unwritten(),
      wrote: (document) => this.#wrote(document),
      failed: (from) => this.#known.putLast(from),
      ended: () => this.#known.build(),
      report,
    })
  }

  async load(): Promise<void> {
    this.#known.load(await this.#kept.read())
  }

  /** The answer for a canonical path, or nothing when a page may be there. */
  find(address: string): Redirect | undefined {
    return this.#known.find(address)
  }

  /** Was something told of redirects at this address that the lake did not say yet? */
  isUnsettled(address: string): boolean {
    return this.#unsettled.has(address)
  }

  /** Was a redirect at this address taken back, or does one lead nowhere? Where no page can be, none is ever made. */
  hasEnded(address: string): boolean {
    return this.#known.isWithoutEffect(address) || this.#ended.peek(address) === true
  }

  /**
   * Ask the lake what there is now. One question at a time: what is told while the lake is asked waits for the next one, all of it for the
   * same. Never fails: false when the lake gave no answer that counts.
   */
  refresh(): Promise<boolean> {
    if (this.#next) return this.#next
    this.#next = this.#asking.then(() => {
      this.#next = undefined // whoever comes from now on may know more than is asked
      return this.#refresh().catch((error: unknown) => {
        this.#options.report(error)
        return false
      })
    })
    this.#asking = this.#next
    return this.#next
  }

  /**
   * Take note of a change that the webhook told, before any page is rendered because of it. With `writes: false` somebody else
   * writes it down in the lake.
   */
  async changed(change: Change, {writes = true} = {}): Promise<void> {
    this.#awaited.told(change)
    this.#note(change)
    const moves = this.#newMovesOf(change)
    if (moves.length > 0) {
      for (const move of moves) this.#move(move, change)
      await this.#noted()
    }
    // A sweep finds thousands of them after an import, and nobody waits for that.
    if (change.isFound && moves.length === 0) return void this.refresh()
    if (moves.length === 0 && !concernsAddresses(change)) return
    const isKnown = await this.refresh()
    if (writes) void this.#writeDown(isKnown)
  }

  /** Take note of moves that a sweep has found. Nothing is at the addresses that were left. */
  async missed(moves: Move[]): Promise<void> {
    if (!this.#known.missed(moves)) return
    await this.#noted()
    await this.repair()
  }

  /** Ask the lake what there is now, and write down there what it has not. Never fails. */
  async repair(): Promise<void> {
    await this.#writeDown(await this.refresh())
  }

  /** Only what the lake has not: while that is not known an editor may have written there. */
  async #writeDown(isKnown: boolean): Promise<void> {
    if (isKnown) await this.#writer.now()
    else if (!this.#again) this.#writer.later()
  }

  #noted(): Promise<void> {
    this.#known.build()
    this.#known.bound()
    return this.#kept.now()
  }

  /** What is told once more, maybe after a start, brings no redirect back that an editor has taken away since. */
  #newMovesOf(change: Change): Move[] {
    const moves = movesOf(change)
    const {id, rev} = change
    if (rev === undefined) return moves
    return moves.filter((move) => !this.#known.isToldAgain(move, id, rev))
  }

  #note({type, before, after}: Change): void {
    if (type !== 'redirect') return
    for (const state of [before, after])
      for (const address of state ? pathsOf(type, state) : []) this.#unsettled.add(address)
    for (const address of before ? pathsOf(type, before) : []) this.#ended.set(address, true, 1)
  }

  #move({from, to}: Move, {id, rev, updatedAt}: Change): void {
    const departure = {to, at: updatedAt}
    if (rev !== undefined && this.#options.isSuperseded?.(id, rev)) {
      // Told late: where the document went from there was told before, and leads on.
      if (!this.#awaited.isAnothers(from, id)) this.#known.leftBefore(from, departure)
      return
    }
    this.#known.arrived(to)
    if (!this.#awaited.isAnothers(from, id)) this.#known.left(from, departure)
  }

  /** False when the lake's answer does not count. */
  async #refresh(): Promise<boolean> {
    const {ask, origin} = this.#options
    const besides = () => this.#known.ownRules()
    const {stored, standing, missing, isAsked} = await askWhatIsStored(ask, {besides, origin})
    const live = new Set(standing.map(({address}) => address))
    const isNothing = stored.redirects.length + stored.former.length + live.size === 0
    if (isNothing && !(await this.#isAnythingThere())) return false
    const isBehind = this.#awaited.isContradictedBy({
      redirects: new Map(stored.redirects.map(({_id = '', _rev = ''}) => [_id, _rev])),
      isAsked,
      isLive: (address) => live.has(address),
      isThere: (address, id) => standing.some((one) => one.address === address && one.id === id),
    })
    if (isBehind) {
      this.#askAgain()
      return false
    }
    this.#behind = 0
    this.#known.take({stored, live, missing})
    const settled = [...this.#unsettled]
    this.#unsettled.clear()
    if (settled.length > 0) this.#options.settled?.(settled)
    await this.#kept.now()
    return true
  }

  /** A lake that has nothing at all takes no redirect back: it is restored halfway, or another one. */
  async #isAnythingThere(): Promise<boolean> {
    return this.#known.isNothingStored() || isAnythingThere(this.#options.ask)
  }

  /** The table stays as it is until the lake knows what webhooks told. */
  #askAgain(): void {
    if (this.#again || this.#isClosed) return
    const milliseconds = waits[Math.min(this.#behind++, waits.length - 1)]
    this.#again = setTimeout(() => {
      this.#again = undefined
      void this.repair()
    }, milliseconds)
    this.#again.unref()
  }

  /** Ask no more. Settles when what was under way is done. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#again)
    this.#writer.close()
    await this.#asking
    await this.#kept.close()
  }

  #wrote(document: Written): void {
    this.#awaited.wrote(document)
    this.#known.wrote(document)
    this.#kept.soon()
  }
}

/** Can it make an address appear, disappear or lead elsewhere? */
const concernsAddresses = ({type, before, after, changed}: Change): boolean =>
  type === 'redirect' ||
  before === null ||
  after === null ||
  changed === 'all' ||
  changed.has('slug') ||
  changed.has('language') ||
  changed.has('formerSlugs')
