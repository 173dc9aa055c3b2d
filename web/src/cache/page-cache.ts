/**
 * The page cache: what was rendered for readers, in memory and in a store that outlives the process.
 *
 * `rendering/` fills it; the front server asks it whether what it holds is still good. A page's key is its address. That nothing is
 * published at an address is kept in memory alone, for a while.
 */
import {ByteBoundedMap} from './byte-bounded-map.ts'
import {credulous} from './judge.ts'
import {KeptAnswers} from './kept-answers.ts'
import {PageIndex} from './page-index.ts'
import {PageMemory} from './page-memory.ts'
import type {PageStore} from './page-store.ts'
import {isGone, recordOf, type PageRecord, type StoredPage} from './page.ts'
import type {Clearing, TagStates, Verdict} from './tag-states.ts'

/** A page that another instance may have made: a new one, or an old one for want of better. */
export interface Elsewhere {
  read(
    key: string,
  ): Promise<{verdict: 'fresh' | 'stale'; page: Omit<StoredPage, 'renderedAt'>} | undefined>
  /** Give the page to the others as long as `isGood` says that it still is. One that is gone is taken away from them. */
  write(page: StoredPage, isGood: () => boolean): Promise<void>
}

export interface Keeping {
  /** Made before anybody asked for it: kept in the store alone, and nothing that readers ask for leaves the memory because of it. */
  isAhead?: boolean
}

/** So many pages may be on their way to the store before those that nobody has asked for wait for it. */
const mostOnTheWay = 50

/** Seconds for which "nothing there" is believed, in case the lake was wrong when it said so. */
export const missingFor = 60

export class PageCache {
  readonly tags: TagStates
  /** What pages asked the lake. */
  readonly answers: KeptAnswers
  /** Where what was asked for was found so far. */
  readonly counts = {
    reads: {memory: 0, disk: 0, elsewhere: 0, nowhere: 0},
  }
  judge = credulous
  readonly #store: PageStore | undefined
  readonly #report: (error: unknown) => void
  readonly #memory = new PageMemory()
  readonly #index = new PageIndex()
  readonly #onTheWay = new Set<Promise<void>>()
  /** How many of them are on their way to the store. */
  #storing = 0
  #elsewhere: Elsewhere | undefined
  readonly #doubts = new ByteBoundedMap<string>({bytes: Infinity, entries: 1_000})
  #epoch = 0

  constructor(options: {tags: TagStates; store?: PageStore; report?: (error: unknown) => void}) {
    this.tags = options.tags
    this.answers = new KeptAnswers(options.tags)
    this.#store = options.store
    this.#report = options.report ?? (() => undefined)
  }

  async load(): Promise<void> {
    const records = await this.#store?.list()
    await this.tags.load(records)
    for (const record of records ?? []) {
      if (record.path !== undefined) this.#index.note(record.path, this.#dated(record))
    }
  }

  /** One of an earlier process, which is old where that had a clock that was far ahead: nothing here would ever be newer. */
  #dated<Page extends PageRecord>(page: Page): Page {
    const renderedAt = this.tags.madeAt(page.renderedAt)
    return renderedAt === page.renderedAt ? page : {...page, renderedAt, revalidate: 1}
  }

  /** Share pages with other instances of the site. */
  shareWith(elsewhere: Elsewhere): void {
    this.#elsewhere = elsewhere
  }

  /** Changes whenever anything may have become stale or new: a cheap "look again". */
  get epoch(): number {
    return this.#epoch
  }

  verdict(page: PageRecord): Verdict {
    const age = (this.tags.now() - page.renderedAt) / 1000
    const verdict = this.tags.verdict(page.tags, page.renderedAt)
    if (verdict !== 'fresh') return verdict
    return page.revalidate !== false && age > page.revalidate ? 'stale' : 'fresh'
  }

  async read(key: string): Promise<StoredPage | undefined> {
    const held = this.#memory.get(key)
    const {reads} = this.counts
    if (held) {
      reads.memory++
      return held
    }
    const onDisk = await this.#store?.read(key).catch(this.#report)
    const stored = onDisk ? this.#dated(onDisk) : await this.#fetch(key)
    reads[onDisk ? 'disk' : stored ? 'elsewhere' : 'nowhere']++
    if (!stored) return undefined
    const newer = this.#memory.get(key)
    if (newer) return newer
    this.#memory.set(stored)
    return stored
  }

  /** A page that is better than the stale one at hand, if another instance has made it by now. */
  async newer(key: string): Promise<StoredPage | undefined> {
    const page = await this.#fetch(key)
    return page && this.verdict(page) === 'fresh' ? page : undefined
  }

  /**
   * A page of another instance. It counts as made when it was asked for: what is cleared after that, here or there, makes it stale.
   */
  async #fetch(key: string): Promise<StoredPage | undefined> {
    if (!this.#elsewhere) return undefined
    const askedAt = this.tags.now()
    const found = await this.#elsewhere.read(key).catch(this.#report)
    if (!found) return undefined
    if (found.verdict === 'stale') return {...found.page, renderedAt: 1, revalidate: 1}
    const page = {...found.page, renderedAt: askedAt}
    void this.#keepHere(page)
    return page
  }

  /** Keep a page for readers, unless it cannot be believed. Then nor can its answers. */
  async keepBelieved(
    page: StoredPage,
    answers: {doubt: string | undefined; keys: Iterable<string>},
    options?: Keeping,
  ): Promise<void> {
    const {path} = page
    const before = path === undefined ? undefined : this.at(path)
    const doubt = await this.judge.ofPage(recordOf(page), {before, answers: answers.doubt})
    if (path !== undefined) this.#doubts.delete(path)
    if (doubt === undefined) return this.keep(page, options)
    if (path !== undefined) this.#doubts.set(path, doubt, 1)
    this.answers.forget(answers.keys)
  }

  /** Why the last render of this address was not kept, if it was not believed. */
  doubtOf(path: string): string | undefined {
    return this.#doubts.peek(path)
  }

  /** Keep a page. One whose render began before that of the page at hand is late, and dropped. */
  async write(page: StoredPage, options?: Keeping): Promise<void> {
    const isShared = this.#isShared(page)
    const kept = this.#keepHere(page, options)
    if (this.#elsewhere && isShared) {
      const record = recordOf(page) // what waits there for long need not hold the page
      void this.#send(this.#elsewhere.write(page, () => this.verdict(record) === 'fresh'))
    }
    await kept
  }

  /**
   * Whether the others should have it. Not what is believed for a while only: each that took it would begin to count anew. Nor that
   * nothing is at an address, which is cheap to ask for and true of a million of them, but for one where a page was.
   */
  #isShared({path, status, revalidate}: PageRecord): boolean {
    const before = path === undefined ? undefined : this.at(path)
    if (isGone({status})) return before !== undefined && !isGone(before)
    return revalidate === false
  }

  async #keepHere(page: StoredPage, {isAhead = false}: Keeping = {}): Promise<void> {
    const inMemory = this.#memory.peek(page.key)
    const known = inMemory ?? (page.path === undefined ? undefined : this.at(page.path))
    if (known && known.renderedAt > page.renderedAt) return
    const isMissing = isGone(page)
    const kept = isMissing
      ? {...page, revalidate: Math.min(page.revalidate || missingFor, missingFor)}
      : page
    if (isAhead && this.#store) this.#memory.delete(page.key)
    else this.#memory.set(kept)
    if (page.path !== undefined) {
      this.#index.note(page.path, recordOf(kept))
      this.#doubts.delete(page.path) // of a render here, while another instance made one that is believed
    }
    this.#epoch++
    await this.#send(this.#storePage(kept, {isMissing}))
  }

  /** Follow something that is on its way to a store. */
  async #send(sending: Promise<void>): Promise<void> {
    const sent = sending.catch(this.#report)
    this.#onTheWay.add(sent)
    await sent.finally(() => this.#onTheWay.delete(sent))
  }

  /**
   * Keep a page for readers now; the store and the others get it behind their back, however long they take. A crash before that costs one
   * render: the page that the store still has is older than the mark that made it stale. One that is made ahead is kept nowhere else, so
   * it waits while the store has much to do.
   */
  async keep(page: StoredPage, options?: Keeping): Promise<void> {
    const written = this.write(page, options)
    if (options?.isAhead && this.#storing > mostOnTheWay) await written
  }

  /** Everything that was kept so far has reached the store. */
  async settled(): Promise<void> {
    await this.#store?.flush?.()
    await Promise.all(this.#onTheWay)
  }

  async #storePage(page: StoredPage, {isMissing}: {isMissing: boolean}): Promise<void> {
    this.#storing++
    try {
      if (isMissing) await this.#store?.remove(page.key)
      else for (const key of (await this.#store?.write(page)) ?? []) this.#forget(key)
    } catch (error) {
      this.#report(error)
    } finally {
      this.#storing--
    }
  }

  /** Note that `page` answered the address. */
  served(path: string, page: PageRecord): void {
    if (this.at(path)?.renderedAt !== page.renderedAt) this.#index.note(path, recordOf(page))
  }

  /** What answers this address, as far as is known. */
  at(path: string): PageRecord | undefined {
    return this.#index.at(path)
  }

  /** The pages that a change of these tags concerns. */
  carrying(tags: Iterable<string>): PageRecord[] {
    return this.#index.carrying(tags)
  }

  /** Every address that has a real page, the newest render first. */
  paths(): PageRecord[] {
    return this.#index.paths()
  }

  /** Every tag that one of them carries, once. */
  carriedTags(): Iterable<string> {
    return this.#index.tags()
  }

  /**
   * The page that readers of this address get without a render: as new as what is known of its content, or for want of better stale. Not one
   * that is older than what they have had: the store did not take the page that was made since.
   */
  async shown(path: string): Promise<StoredPage | undefined> {
    const record = this.at(path)
    const page = record && (await this.read(record.key))
    if (!page) return undefined
    if (this.verdict(page) === 'fresh') return page
    return (await this.newer(page.key)) ?? (page.renderedAt < record.renderedAt ? undefined : page)
  }

  /** Clear tags. Pages that carry them are stale at once; the promise settles when a restart cannot lose it. */
  async clear(tags: string[], options?: Clearing): Promise<void> {
    const cleared = this.tags.clear(tags, options)
    this.#epoch++
    await cleared
  }

  /** Another instance cleared them. */
  async heard(tags: string[]): Promise<void> {
    const cleared = this.tags.heard(tags)
    this.#epoch++
    await cleared
  }

  /** Nothing at hand can be believed any more, until it was rendered or asked for anew. Readers get it meanwhile. */
  async doubtAll(): Promise<void> {
    const doubted = this.tags.doubtAll()
    this.#epoch++
    await doubted
  }

  #forget(key: string): void {
    this.#memory.delete(key)
    this.#index.forget(key)
  }
}
