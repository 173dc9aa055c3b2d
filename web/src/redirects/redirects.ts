/**
 * Redirects at hand: what the front server asks before it looks for a page.
 *
 * They come from `redirect` documents, from the former slugs that Studio keeps, and from changes of a slug, whoever made them and whoever told
 * of them. Those the site notes itself, at once and on disk, so that no link breaks while the lake cannot be asked; with a token that may write
 * they become `redirect` documents, which editors see and every instance finds. From then on the lake alone says where they lead.
 */
import {partOf} from '../addresses.ts'
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import {KeptFile} from '../kept-file.ts'
import type {Change} from '../invalidation/change.ts'
import {pathsOf} from '../invalidation/table.ts'
import type {AskLake} from '../content/questions.ts'
import {sitePath} from '../site-path.ts'
import {Awaited} from './awaited.ts'
import {documentAddress, movesOf, type Move} from './moves.ts'
import {laterThan, withoutOutdated, type Gone} from './outdated.ts'
import {askWhatIsStored, isAnythingThere, rulesOf, type Stored} from './stored.ts'
import {redirectTable, type Redirect, type Rule} from './table.ts'
import {idOf, Writer, type Unwritten, type WriteRedirect, type Written} from './writer.ts'

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

interface Kept {
  moves: [from: string, to: string, at?: string][]
  stored: Stored
  live: string[]
  /** Absent in what an earlier version kept. */
  missing?: string[]
}

const mostMoves = 10_000
/** How long to wait before a lake that is behind is asked again, in milliseconds. */
const waits = [250, 500, 1_000, 2_000, 4_000, 8_000]

export class Redirects {
  readonly #options: RedirectsOptions
  #stored: Stored = {redirects: [], former: []}
  /** Of the addresses that something leads away from, or to, those where something is published. */
  #live = new Set<string>()
  /** Of those that something leads to, those where nothing is. */
  #missing = new Set<string>()
  /** Of which the lake has no redirect yet, as far as is known. */
  #moves = new Map<string, Gone>()
  #table: ReadonlyMap<string, Redirect> = new Map()
  /** Addresses that are to lead somewhere, whether they do or not. */
  #ruled = new Set<string>()
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
    const {file, report} = options
    this.#options = options
    this.#kept = new KeptFile({file, content: () => this.#content(), flush: true, report})
    this.#awaited = new Awaited({isSuperseded: options.isSuperseded ?? (() => false)})
    this.#writer = new Writer({
      write: options.write,
      ask: () => this.refresh(),
      unwritten: () => this.#unwritten(),
      wrote: (document) => this.#wrote(document),
      failed: (from) => this.#putLast(from),
      ended: () => this.#build(),
      report,
    })
  }

  async load(): Promise<void> {
    try {
      const kept = JSON.parse((await this.#kept.read()) ?? '') as Kept
      this.#moves = new Map(kept.moves.map(([from, to, at]) => [from, {to, at}]))
      this.#stored = kept.stored
      this.#live = new Set(kept.live)
      this.#missing = new Set(kept.missing)
    } catch {
      this.#moves = new Map() // the first start, or a file that somebody edited: the lake is asked next
    }
    this.#build()
  }

  /**
   * The answer for a canonical path, or nothing when a page may be there. Later pages and feeds of a list go where it goes, and so
   * does the Markdown of an article.
   */
  find(address: string): Redirect | undefined {
    const own = this.#table.get(address)
    const part = own ? undefined : partOf(address)
    if (!part) return own
    const redirect = this.#table.get(part.whole)
    if (!redirect || redirect.status === 410) return redirect
    const there = redirect.location + part.rest
    return partOf(there) ? {...redirect, location: there} : redirect
  }

  /** Was something told of redirects at this address that the lake did not say yet? */
  isUnsettled(address: string): boolean {
    return this.#unsettled.has(address)
  }

  /** Was a redirect at this address taken back, or does one lead nowhere? Where no page can be, none is ever made. */
  hasEnded(address: string): boolean {
    const isWithoutEffect =
      this.#ruled.has(address) && !this.#table.has(address) && !this.#live.has(address)
    return isWithoutEffect || this.#ended.peek(address) === true
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
    const moves = movesOf(change)
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
    const unknown = moves.filter(({from}) => !this.#moves.has(from))
    for (const {from, to} of unknown) this.#moves.set(from, {to, at: undefined})
    const known = this.#knownToLake() // without what these moves show to be outdated
    for (const {from} of unknown) if (known.has(from)) this.#moves.delete(from)
    if (!unknown.some(({from}) => this.#moves.has(from))) return
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
    this.#build()
    for (const oldest of this.#moves.keys()) {
      if (this.#moves.size <= mostMoves) break
      this.#moves.delete(oldest)
    }
    return this.#kept.now()
  }

  #note({type, before, after}: Change): void {
    if (type !== 'redirect') return
    for (const state of [before, after])
      for (const address of state ? pathsOf(type, state) : []) this.#unsettled.add(address)
    for (const address of before ? pathsOf(type, before) : []) this.#ended.set(address, true, 1)
  }

  #move({from, to}: {from: string; to: string}, {id, rev, updatedAt}: Change): void {
    const gone: Gone = {to, at: updatedAt}
    if (rev !== undefined && this.#options.isSuperseded?.(id, rev)) {
      // Told late: where the document went from there was told before, and leads on.
      const isFree = !this.#live.has(from) && !this.#awaited.isAnothers(from, id)
      if (isFree && !this.#moves.has(from)) this.#moves.set(from, gone)
      return
    }
    this.#moves.delete(to)
    this.#live.add(to)
    this.#missing.delete(to)
    if (this.#awaited.isAnothers(from, id)) return
    this.#moves.delete(from)
    this.#moves.set(from, gone)
    this.#live.delete(from)
  }

  /** False when the lake's answer does not count. */
  async #refresh(): Promise<boolean> {
    const {ask, origin} = this.#options
    const besides = () => this.#ownRules()
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
    this.#stored = stored
    this.#live = live
    this.#missing = new Set(missing)
    this.#leaveToLake()
    this.#build()
    const settled = [...this.#unsettled]
    this.#unsettled.clear()
    if (settled.length > 0) this.#options.settled?.(settled)
    await this.#kept.now()
    return true
  }

  /** A lake that has nothing at all takes no redirect back: it is restored halfway, or another one. */
  async #isAnythingThere(): Promise<boolean> {
    const {redirects, former} = this.#stored
    if (redirects.length + former.length === 0) return true
    return isAnythingThere(this.#options.ask)
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

  #build(): void {
    const rules = [...rulesOf(this.#withoutOutdated(this.#stored)), ...this.#ownRules()]
    this.#table = redirectTable(rules, {
      isLive: (address) => this.#live.has(address),
      isMissing: (location) => this.#missing.has(documentAddress(location) ?? ''),
      origin: this.#options.origin,
    })
    this.#ruled = fromsOf(rules)
  }

  #withoutOutdated(stored: Stored): Stored {
    return withoutOutdated(stored, this.#moves)
  }

  #ownRules(): Rule[] {
    return [...this.#moves].map(([from, {to}]) => ({from, to, permanent: true}))
  }

  /**
   * Forget the moves that the lake knows: by a redirect, which an editor may change or take back from now on, or by a former slug. And those from
   * an address that another document has taken: whoever leaves that later leaves nothing behind of who was there before.
   */
  #leaveToLake(): void {
    const known = this.#knownToLake()
    for (const from of this.#moves.keys())
      if (this.#live.has(from) || known.has(from)) this.#moves.delete(from)
  }

  /** The addresses of which the lake says where they lead. */
  #knownToLake(): Set<string> {
    return fromsOf(rulesOf(this.#withoutOutdated(this.#stored)))
  }

  *#unwritten(): Iterable<Unwritten> {
    const known = this.#knownToLake()
    for (const [from, {to}] of this.#moves) {
      if (this.#live.has(from) || (known.has(from) && this.#knownToLake().has(from))) continue
      yield {from, to, replaces: this.#stored.redirects.find(({_id}) => _id === idOf(from))?._rev}
    }
  }

  #putLast(from: string): void {
    const moved = this.#moves.get(from)
    if (!moved) return
    this.#moves.delete(from)
    this.#moves.set(from, moved)
  }

  #wrote(document: Written): void {
    const {_id, _updatedAt, from, to} = document
    this.#awaited.wrote(document)
    const others = this.#stored.redirects.filter((one) => one._id !== _id)
    this.#stored = {...this.#stored, redirects: [{...document, gone: null}, ...others]}
    const moved = this.#moves.get(from)
    if (moved?.to === to) this.#moves.delete(from)
    else if (moved) moved.at = laterThan(_updatedAt) // it went elsewhere while this was written
    this.#kept.soon()
  }

  #content(): string {
    const moves: Kept['moves'] = [...this.#moves].map(([from, {to, at}]) =>
      at === undefined ? [from, to] : [from, to, at],
    )
    const [live, missing] = [[...this.#live], [...this.#missing]]
    return JSON.stringify({moves, stored: this.#stored, live, missing} satisfies Kept)
  }
}

const fromsOf = (rules: Rule[]): Set<string> =>
  new Set(rules.flatMap(({from}) => sitePath(from)?.path ?? []))

/** Can it make an address appear, disappear or lead elsewhere? */
const concernsAddresses = ({type, before, after, changed}: Change): boolean =>
  type === 'redirect' ||
  before === null ||
  after === null ||
  changed === 'all' ||
  changed.has('slug') ||
  changed.has('language') ||
  changed.has('formerSlugs')
