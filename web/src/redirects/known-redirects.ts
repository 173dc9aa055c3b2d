/**
 * What is known of redirects, and the table that comes of it: what the lake said last, and moves that the site has noted itself. Nothing here asks,
 * waits or writes anything down: whoever tells of a change calls `build` when all of it was told.
 */
import {partOf} from '../addresses.ts'
import {sitePath} from '../site-path.ts'
import {documentAddress, type Move} from './moves.ts'
import {laterThan, withoutOutdated, type Departure} from './outdated.ts'
import {rulesOf, type Stored} from './stored.ts'
import {redirectTable, type Redirect, type Rule} from './table.ts'
import {idOf, type Unwritten, type Written} from './writer.ts'

/** On the disk. */
interface Kept {
  moves: [from: string, to: string, at?: string][]
  stored: Stored
  live: string[]
  /** Absent in what an earlier version kept. */
  missing?: string[]
  /** Absent in what an earlier version kept, too. */
  told?: string[]
}

const mostMoves = 10_000
/** More than a script moves in one commit, and few enough (some 100 kB) to be written with every move. */
const mostNoted = 2_000

export class KnownRedirects {
  readonly #origin: string
  #stored: Stored = {redirects: [], former: []}
  /** Of the addresses that something leads away from, or to, those where something is published. */
  #live = new Set<string>()
  /** Of those that something leads to, those where nothing is. */
  #missing = new Set<string>()
  /** Of which the lake has no redirect yet, as far as is known. The oldest first. */
  #moves = new Map<string, Departure>()
  /** Moves that were noted, by document, revision and address. The lake has them since, or an editor took them back. */
  readonly #noted = new Set<string>()
  #table: ReadonlyMap<string, Redirect> = new Map()
  /** Addresses that are to lead somewhere, whether they do or not. */
  #ruled = new Set<string>()

  /** `origin`: the site's own, so that a redirect written with it is one of this site. */
  constructor({origin}: {origin: string}) {
    this.#origin = origin
  }

  /** Begin with what `content` gave in an earlier run, if that can be read. */
  load(content: string | undefined): void {
    try {
      const kept = JSON.parse(content ?? '') as Kept
      this.#moves = new Map(kept.moves.map(([from, to, at]) => [from, {to, at}]))
      this.#stored = kept.stored
      this.#live = new Set(kept.live)
      this.#missing = new Set(kept.missing)
      for (const one of kept.told ?? []) this.#noted.add(one)
    } catch {
      this.#moves = new Map() // the first start, or a file that somebody edited: the lake is asked next
    }
    this.build()
  }

  /** For a start without the lake. */
  content(): string {
    const moves: Kept['moves'] = [...this.#moves].map(([from, {to, at}]) =>
      at === undefined ? [from, to] : [from, to, at],
    )
    const [live, missing] = [[...this.#live], [...this.#missing]]
    const told = [...this.#noted].slice(-mostNoted)
    return JSON.stringify({moves, stored: this.#stored, live, missing, told} satisfies Kept)
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

  /** Is there a redirect at this address, and neither a page nor anywhere to go? */
  isWithoutEffect(address: string): boolean {
    return this.#ruled.has(address) && !this.#table.has(address) && !this.#live.has(address)
  }

  /** Has the lake said of no redirect and no former slug yet? */
  isNothingStored(): boolean {
    return this.#stored.redirects.length + this.#stored.former.length === 0
  }

  /** The moves that were noted here, as rules. */
  ownRules(): Rule[] {
    return [...this.#moves].map(([from, {to}]) => ({from, to, permanent: true}))
  }

  /** Was this move by that revision noted before, by this process or an earlier one? If not, it is from now on. */
  isToldAgain({from}: Move, id: string, rev: string): boolean {
    const name = `${id} ${rev} ${from}`
    if (this.#noted.has(name)) return true
    this.#noted.add(name)
    for (const oldest of this.#noted) {
      if (this.#noted.size <= mostNoted) break
      this.#noted.delete(oldest)
    }
    return false
  }

  /** A document is published at this address now. */
  arrived(to: string): void {
    this.#moves.delete(to)
    this.#live.add(to)
    this.#missing.delete(to)
  }

  /** A document left the address, and nothing is there. */
  left(from: string, departure: Departure): void {
    this.#moves.delete(from)
    this.#moves.set(from, departure)
    this.#live.delete(from)
  }

  /** It left long ago, as is told only now: what has come there or was told since counts. */
  leftBefore(from: string, departure: Departure): void {
    if (!this.#live.has(from) && !this.#moves.has(from)) this.#moves.set(from, departure)
  }

  /** Nobody told of these moves, and nothing is at the addresses that were left. Are there any that the lake does not know either? */
  missed(moves: Move[]): boolean {
    const unknown = moves.filter(({from}) => !this.#moves.has(from))
    for (const {from, to} of unknown) this.#moves.set(from, {to, at: undefined})
    const known = this.#knownToLake() // without what these moves show to be outdated
    for (const {from} of unknown) if (known.has(from)) this.#moves.delete(from)
    return unknown.some(({from}) => this.#moves.has(from))
  }

  /** Forget the oldest moves of too many. */
  bound(): void {
    for (const oldest of this.#moves.keys()) {
      if (this.#moves.size <= mostMoves) break
      this.#moves.delete(oldest)
    }
  }

  /** What the lake says now. */
  take({stored, live, missing}: {stored: Stored; live: Set<string>; missing: string[]}): void {
    this.#stored = stored
    this.#live = live
    this.#missing = new Set(missing)
    this.#leaveToLake()
    this.build()
  }

  /** Make the table anew of what is known. */
  build(): void {
    const rules = [...rulesOf(this.#withoutOutdated()), ...this.ownRules()]
    this.#table = redirectTable(rules, {
      isLive: (address) => this.#live.has(address),
      isMissing: (location) => this.#missing.has(documentAddress(location) ?? ''),
      origin: this.#origin,
    })
    this.#ruled = fromsOf(rules)
  }

  /** Moves that the lake does not know, each as it is when its turn comes. */
  *unwritten(): Iterable<Unwritten> {
    const known = this.#knownToLake()
    for (const [from, {to}] of this.#moves) {
      if (this.#live.has(from) || (known.has(from) && this.#knownToLake().has(from))) continue
      yield {from, to, replaces: this.#stored.redirects.find(({_id}) => _id === idOf(from))?._rev}
    }
  }

  /** The lake has this one from now on. */
  wrote(document: Written): void {
    const {_id, _updatedAt, from, to} = document
    const others = this.#stored.redirects.filter((one) => one._id !== _id)
    this.#stored = {...this.#stored, redirects: [{...document, gone: null}, ...others]}
    const moved = this.#moves.get(from)
    if (moved?.to === to) this.#moves.delete(from)
    else if (moved) moved.at = laterThan(_updatedAt) // it went elsewhere while this was written
  }

  /** Others are written down before this one. */
  putLast(from: string): void {
    const moved = this.#moves.get(from)
    if (!moved) return
    this.#moves.delete(from)
    this.#moves.set(from, moved)
  }

  #withoutOutdated(): Stored {
    return withoutOutdated(this.#stored, this.#moves)
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
    return fromsOf(rulesOf(this.#withoutOutdated()))
  }
}

const fromsOf = (rules: Rule[]): Set<string> =>
  new Set(rules.flatMap(({from}) => sitePath(from)?.path ?? []))
