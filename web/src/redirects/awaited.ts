/**
 * What webhooks told of addresses, for as long as the lake may not know it yet.
 *
 * A lake that is behind, or one of several copies that disagree, would take back what was told a moment ago: a redirect that an
 * editor wrote would not lead anywhere, or one would hide the page that has just taken its address. An answer that contradicts
 * what was told is not taken. What the lake still says after a minute is believed.
 */
import type {Change, DocumentState} from '../invalidation/change.ts'
import {addressesOf, isWithPage} from './moves.ts'

interface Answered {
  /** The redirects that there are: the revision of each, by its id. */
  redirects: ReadonlyMap<string, string>
  /** Was the lake asked whether something is published there? */
  isAsked: (address: string) => boolean
  isLive: (address: string) => boolean
  /** And by this document? Another one may stand at an address that it left. */
  isThere: (address: string, id: string) => boolean
}

interface Taken {
  id: string
  /** That took it. What a document left it has left in every revision since. */
  rev?: string | undefined
  isTaken: boolean
  at: number
}

interface AwaitedOptions {
  isSuperseded: (id: string, rev: string) => boolean
  /** Milliseconds, of which only differences count. */
  now?: () => number
}

const insists = 60_000

export class Awaited {
  readonly #isSuperseded: AwaitedOptions['isSuperseded']
  readonly #now: () => number
  // What was told last is last in each of them: whatever is too old is found at the beginning.
  readonly #redirects = new Map<string, {rev: string | undefined; leads: boolean; at: number}>()
  /** Addresses that a document left or took, and which one it was. */
  readonly #taken = new Map<string, Taken>()
  /** The last revision of each document that was told of. */
  readonly #revisions = new Map<string, {rev: string | undefined; at: number}>()

  constructor({isSuperseded, now = () => performance.now()}: AwaitedOptions) {
    this.#isSuperseded = isSuperseded
    this.#now = now
  }

  told(change: Change): void {
    const {id, type, rev, before, after} = change
    const at = this.#now()
    for (const known of [this.#redirects, this.#taken, this.#revisions]) forgetOld(known, at)
    if (rev !== undefined && this.#isSuperseded(id, rev)) return
    if (type === 'redirect') putLast(this.#redirects, id, {rev, leads: Boolean(after?.from), at})
    if (!isWithPage(type)) return
    putLast(this.#revisions, id, {rev, at})
    const addresses = (state: DocumentState | null) => (state ? addressesOf(type, state) : [])
    for (const address of addresses(before)) {
      if (!this.isAnothers(address, id)) putLast(this.#taken, address, {id, isTaken: false, at})
    }
    for (const address of addresses(after))
      putLast(this.#taken, address, {id, rev, isTaken: true, at})
  }

  /** The site itself wrote this redirect. */
  wrote({_id, _rev}: {_id: string; _rev?: string}): void {
    putLast(this.#redirects, _id, {rev: _rev, leads: true, at: this.#now()})
  }

  /** Was it told that another document than this has taken the address? */
  isAnothers(address: string, id: string): boolean {
    const known = this.#taken.get(address)
    return known?.isTaken === true && known.id !== id && !this.#isPast(known)
  }

  /** Does the lake answer as if something that was told had not happened? */
  isContradictedBy({redirects, isAsked, isLive, isThere}: Answered): boolean {
    const since = this.#now() - insists
    for (const [id, told] of this.#redirects) {
      if (told.at >= since && this.#lacks({id, ...told}, redirects.get(id))) return true
    }
    for (const [address, taken] of this.#taken) {
      const {id, isTaken, at} = taken
      if (at < since || !isAsked(address) || this.#isPast(taken)) continue
      if (isTaken ? !isLive(address) : isThere(address, id)) return true
    }
    return false
  }

  #isPast({id, rev, isTaken}: Taken): boolean {
    return this.#isOvertaken({id, rev: isTaken ? rev : this.#revisions.get(id)?.rev})
  }

  /** Did another revision follow the one that was told of? Then it was told late, and the lake need not know it any more. */
  #isOvertaken({id, rev}: {id: string; rev: string | undefined}): boolean {
    return rev !== undefined && this.#isSuperseded(id, rev)
  }

  #lacks(
    {id, rev, leads}: {id: string; rev: string | undefined; leads: boolean},
    found: string | undefined,
  ): boolean {
    const isOld = found !== undefined && this.#isSuperseded(id, found)
    if (!leads) return isOld
    return isOld || (found === undefined && !this.#isOvertaken({id, rev}))
  }
}

function putLast<One>(known: Map<string, One>, key: string, one: One): void {
  known.delete(key)
  known.set(key, one)
}

function forgetOld(known: Map<string, {at: number}>, now: number): void {
  for (const [key, {at}] of known) {
    if (now - at <= insists) return
    known.delete(key)
  }
}
