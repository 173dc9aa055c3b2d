/**
 * Whether to believe what the lake answers.
 *
 * A lake may be behind (hosted ones answer with yesterday's content for a moment), restored halfway, or something else that
 * answers in its place. What it answers then is well-formed, so only what is known already can contradict it: webhooks tell which
 * revision follows which and what stands at which address, and the page at hand shows what was there before. A page made of doubtful
 * answers does not replace a good one; it is asked for again. Whoever says the same for minutes is believed.
 */
import type {PageRecord} from '../cache/page.ts'
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import type {TagStates} from '../cache/tag-states.ts'
import {idShownBy} from '../content/shown.ts'
import {settingsId, slugTag} from '../content/tags.ts'
import {codesOf, isBefore, type Change, type DocumentState} from './change.ts'
import type {Gone} from './gone.ts'
import {knownNow} from './known-now.ts'
import type {AskLake} from '../content/questions.ts'

export interface BeliefOptions {
  ask: AskLake
  /** What gives pages their age: in one millisecond there may be a page and a change after it. */
  clock: Pick<TagStates, 'now'>
  /** Milliseconds, of which only differences count. */
  now?: () => number
  /** Milliseconds after which a lake that insists is believed. */
  insists?: number
}

interface Told {
  rev: string | undefined
  updatedAt: string | undefined
  /** Of the address that it has. */
  tag: string | undefined
  /** By the clock of pages. */
  at: number
}

interface Found {
  _id: string
  _rev?: string
  _updatedAt?: string
}

const knowsOfQuery = `count(*[_id in $ids])`
const remembered = {bytes: Infinity, entries: 5_000}
/** So many documents are asked for beside a list, those that were told of last. */
const mostLately = 20
/**
 * And only so long after it was told: copies of a lake agree within seconds. Longer than lists are looked at again for a newcomer's sake, which
 * is twenty seconds (`secondLooks` in `until-shown.ts`), so that the last look is judged as well. Who told of what is not so (a message sent by
 * hand, a document whose deletion was not heard of) holds up lists for no longer.
 */
const toldLately = 30_000

export class Belief {
  readonly #ask: AskLake
  readonly #clock: Pick<TagStates, 'now'>
  readonly #now: () => number
  readonly #insists: number
  /** Revisions of a document that another one has followed, or that were deleted. All that one transaction wrote have one. */
  readonly #superseded = new ByteBoundedMap<true>(remembered)
  /** What webhooks told of addresses: which document came or left last, and is it there? */
  readonly #taken = new ByteBoundedMap<{id: string; isThere: boolean}>(remembered)
  readonly #told = new ByteBoundedMap<Told>(remembered)
  readonly #lately = new ByteBoundedMap<number>({bytes: Infinity, entries: mostLately})
  /** Since when pages that were made for an address are not believed: by this clock, and by that of pages. */
  readonly #doubtedSince = new ByteBoundedMap<{now: number; at: number}>(remembered)

  constructor({ask, clock, now = () => performance.now(), insists = 5 * 60_000}: BeliefOptions) {
    this.#ask = ask
    this.#clock = clock
    this.#now = now
    this.#insists = insists
  }

  /** Take note of a change, before anything is rendered because of it. */
  told(change: Change): void {
    const {id, rev, previousRev, updatedAt, before, after} = change
    const {rev: known, updatedAt: knownAt, tag: knownTag} = this.#told.peek(id) ?? {}
    if (rev !== undefined && this.isSuperseded(id, rev)) return
    // It was deleted before it became what it is known to be, and this came late.
    if (rev === undefined && known !== undefined && previousRev !== undefined) {
      if (this.isSuperseded(id, previousRev)) {
        if (before && tagsOf(change, before)[0] !== knownTag) this.#note(change, before, false)
        return
      }
    }
    if (rev !== undefined && isBefore(updatedAt, knownAt)) {
      // A webhook that was delivered late, and tells less than a sweep found out meanwhile.
      this.#superseded.set(revisionOf(id, rev), true, 1)
      return
    }
    for (const old of [known, previousRev]) {
      if (old !== undefined && old !== rev) this.#superseded.set(revisionOf(id, old), true, 1)
    }
    this.#told.set(
      id,
      {
        rev,
        updatedAt: rev === undefined ? undefined : updatedAt,
        tag: after ? tagsOf(change, after)[0] : undefined,
        at: this.#clock.now(),
      },
      1,
    )
    if (!id.includes('.')) this.#lately.set(id, this.#now(), 1) // readers are not shown such documents
    if (before) this.#note(change, before, false)
    if (after) this.#note(change, after, true)
  }

  /** Has another revision followed this one? */
  isSuperseded(id: string, rev: string): boolean {
    return this.#superseded.peek(revisionOf(id, rev)) === true
  }

  /** Documents that webhooks told of some seconds ago. */
  lately(): string[] {
    const since = this.#now() - toldLately
    return [...this.#lately.entries()].flatMap(([id, at]) => (at > since ? [id] : []))
  }

  /**
   * Why what comes with this cannot be believed, if so: these documents were asked for by `lately`, with `_rev` and `_updatedAt`. One that
   * it does not know may be gone again, but whoever tells of that has told of it by now, or soon.
   */
  ofLately(ids: string[], found: unknown): string | undefined {
    if (!Array.isArray(found)) return undefined
    const documents = new Map(found.map((one: Found) => [one._id, one]))
    const isBehind = ids.some((id) => {
      const {rev, updatedAt} = this.#told.peek(id) ?? {}
      const {_rev, _updatedAt} = documents.get(id) ?? {}
      if (_rev === undefined) return rev !== undefined
      return _rev !== rev && (this.isSuperseded(id, _rev) || isBefore(_updatedAt, updatedAt))
    })
    return isBehind ? 'The lake does not know yet what it told of other documents.' : undefined
  }

  /** Was the last page that was made for this address not believed? */
  isDoubted(path: string): boolean {
    return this.#doubtedSince.peek(path) !== undefined
  }

  /**
   * Nothing is at these addresses any more, and these documents are gone, by the word of a lake that knows of others. Of the settings that is not
   * taken at once: without them every page is another.
   */
  left({addresses, documents}: Gone): void {
    for (const tag of addresses) this.#taken.set(tag, {id: '', isThere: false}, 1)
    const nothing = {rev: undefined, updatedAt: undefined, tag: undefined, at: this.#clock.now()}
    for (const id of documents) if (id !== settingsId) this.#told.set(id, nothing, 1)
    // Whose they were is not told; what the lake should know of documents may be of those.
    for (const id of this.lately()) this.#lately.delete(id)
  }

  /** These had gone before a start, by name (`gone-names.ts`). What was told since counts more. */
  remembers(names: Iterable<string>): void {
    const nothing = {rev: undefined, updatedAt: undefined, tag: undefined, at: this.#clock.now()}
    for (const name of names) {
      const id = idShownBy(name)
      const known = id === undefined ? this.#taken : this.#told
      if (known.peek(id ?? name) !== undefined || id === settingsId) continue
      if (id === undefined) this.#taken.set(name, {id: '', isThere: false}, 1)
      else this.#told.set(id, nothing, 1)
    }
  }

  /** Why an answer cannot be believed, if so. */
  ofAnswer(answer: unknown): string | undefined {
    if (answer === undefined) return 'What answered is no Content Lake.'
    return this.#showsOld(answer) ? 'The lake answered with an older revision.' : undefined
  }

  /** Why a new page cannot be believed, if so. `before` is the page at hand, `answers` what was wrong with them. */
  async ofPage(
    page: PageRecord,
    {before, answers}: {before: PageRecord | undefined; answers: string | undefined},
  ): Promise<string | undefined> {
    const path = keyOf(page)
    if (isHollow(page)) return 'What answered is no document, though a page is made of it.'
    // Another instance has made one since: whatever is doubted from now on is another matter.
    if (before && before.renderedAt > (this.#doubtedSince.peek(path)?.at ?? Infinity))
      this.#doubtedSince.delete(path)
    const doubt = answers ?? (await this.#doubt(page, before))
    if (doubt === undefined) {
      this.#doubtedSince.delete(path)
      return undefined
    }
    const since = this.#doubtedSince.get(path) ?? {now: this.#now(), at: this.#clock.now()}
    this.#doubtedSince.set(path, since, 1)
    return this.#now() - since.now < this.#insists ? doubt : undefined
  }

  async #doubt(page: PageRecord, before: PageRecord | undefined): Promise<string | undefined> {
    const wasGood = before?.status === 200
    const addresses = addressesOf(page)
    // Where the list of what is found at the address does not reach so far, the address itself is no question.
    if (page.status !== 200 && addresses.length > 0 && !showsAny(page)) {
      const tags = addresses.map((address) => `slug${address}`)
      for (const tag of tags) await this.#askOfAnnounced(tag, before)
      const taken = tags.map((tag) => this.#taken.peek(tag)?.isThere)
      if (taken.includes(true)) return 'The lake does not know yet what it announced.'
      if (wasGood && !taken.includes(false))
        return 'The lake says that nothing is there, but told of no deletion.'
      return undefined
    }
    if (!wasGood) return undefined
    const vanished = this.#vanished(page, before)
    if (vanished.length === 0) return undefined
    // All may have moved on to other pages. The lake says so if it knows them, and then once more with every answer asked anew.
    const mayHaveMoved = this.#doubtedSince.peek(keyOf(page)) && !vanished.includes(settingsId)
    if (mayHaveMoved && (await this.#knowsOf(vanished))) return undefined
    return 'The lake has lost all that was shown here, but told of no deletion.'
  }

  /**
   * What was announced at an address may have been told late, by a webhook from before a start, which forgot what followed. A lake that shows a
   * later revision elsewhere knows more than was told; one that is behind cannot show that. A lake without the document knows more if it was
   * written to since. But copies need not write in one order, so no good page is given up for that.
   */
  async #askOfAnnounced(tag: string, before: PageRecord | undefined): Promise<void> {
    const announced = this.#taken.peek(tag)
    if (!announced?.isThere) return
    const {id} = announced
    const told = this.#told.peek(id)
    if (told?.rev === undefined || told.updatedAt === undefined) return
    const known = await knownNow(this.#ask, id)
    const isToldMore = this.#taken.peek(tag) !== announced || this.#told.peek(id) !== told
    if (!known || isToldMore) return
    const {found, newest} = known
    const isGood = before?.status === 200
    if (!found) {
      if (!isGood && isBefore(told.updatedAt, newest)) this.#taken.delete(tag)
      return
    }
    if (found.after && tagsOf(found, found.after).includes(tag)) return
    if (isBefore(told.updatedAt, found.updatedAt)) this.told(found)
    if (this.#told.peek(id)?.rev !== found.rev) return
    // It left no page but its own.
    if (isGood && !idsShown(before).has(id)) this.#taken.delete(tag)
    else this.#taken.set(tag, {id, isThere: false}, 1)
  }

  /** Documents without which the page is another one: its settings, or all the others. */
  #vanished(page: PageRecord, before: PageRecord): string[] {
    const now = idsShown(page)
    const missing = [...idsShown(before)].filter((id) => !now.has(id))
    if (missing.includes(settingsId) && !this.#isDeleted(settingsId)) return [settingsId]
    const others = [...idsShown(before)].filter((id) => id !== settingsId)
    if (others.some((id) => now.has(id))) return []
    // What was told of as gone may stand on a page that was begun before its answers were cleared, a moment later.
    const isExplained = (id: string) =>
      this.#isDeleted(id) || (this.#told.peek(id)?.at ?? 0) >= before.renderedAt
    return missing.filter((id) => id !== settingsId && !isExplained(id))
  }

  async #knowsOf(ids: string[]): Promise<boolean> {
    const found = await this.#ask<unknown>(knowsOfQuery, {ids: ids.slice(0, 50)}).catch(() => 0)
    return typeof found === 'number' && found > 0
  }

  #isDeleted(id: string): boolean {
    const told = this.#told.peek(id)
    return told !== undefined && told.rev === undefined
  }

  #note(change: Change, state: DocumentState, isThere: boolean): void {
    const {id} = change
    for (const tag of tagsOf(change, state)) {
      const known = this.#taken.peek(tag)
      const isAnothers = known?.isThere === true && known.id !== id
      if (isThere || !isAnothers) this.#taken.set(tag, {id, isThere}, 1)
    }
  }

  #showsOld(value: unknown): boolean {
    if (Array.isArray(value)) return value.some((one) => this.#showsOld(one))
    if (typeof value !== 'object' || value === null) return false
    const {_id: id, _rev: rev} = value as {_id?: unknown; _rev?: unknown}
    if (typeof id === 'string' && typeof rev === 'string' && this.isSuperseded(id, rev)) return true
    return Object.values(value).some((one) => this.#showsOld(one))
  }
}

const addressesOf = ({tags}: PageRecord): string[] =>
  tags.flatMap((tag) => /^(?:slug|at)(:.*)/s.exec(tag)?.[1] ?? [])

const showsAny = (page: PageRecord): boolean => [...idsShown(page)].some((id) => id !== settingsId)

/** Made of an object that names no document: however long a lake insists, nothing tells when such a page is good no more. */
const isHollow = (page: PageRecord): boolean =>
  page.status === 200 && addressesOf(page).length > 0 && !showsAny(page)

const tagsOf = ({type}: Change, {slug, language}: DocumentState): string[] =>
  slug ? codesOf(type, language).map((code) => slugTag(type, slug, code)) : []

const revisionOf = (id: string, rev: string): string => `${id} ${rev}`

const keyOf = ({path, key}: PageRecord): string => path ?? key

const idsShown = ({tags}: PageRecord): Set<string> =>
  new Set(tags.flatMap((tag) => idShownBy(tag) ?? []))
