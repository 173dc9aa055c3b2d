/**
 * From a changed document to readers who see it: clear the tags, then render what became stale, the document's own page
 * first.
 *
 * Tags are cleared on disk before this answers, so the lake may forget the delivery. Pages are rendered behind it, and
 * until each is done readers get the one before. A lake that answers with yesterday's content (hosted ones do for
 * a moment) is asked again until the page shows the revision that was published, and where copies of it may disagree, lists that a
 * newcomer belongs to are asked for more than once: they cannot tell by themselves what they lack.
 */
import {randomUUID} from 'node:crypto'
import {setTimeout as wait} from 'node:timers/promises'
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import type {PageCache} from '../cache/page-cache.ts'
import type {PageRecord} from '../cache/page.ts'
import {shownTag} from '../content/shown.ts'
import {AskedAgain} from './asked-again.ts'
import type {Belief} from './belief.ts'
import {codesOf, type Change} from './change.ts'
import {Concerns, type Concern} from './concerns.ts'
import type {AskLake} from '../content/questions.ts'
import {writeNews, type News} from './news.ts'
import {findRival, type Rival} from './rivals.ts'
import {StandingBehind} from './standing-behind.ts'
import {effectOf, pathsOf, type Effect} from './table.ts'

/** Whose page is rendered before whose: an editor's own, those of a change, those of a wave. */
export type Turn = 'first' | 'next' | 'last'

export interface InvalidationOptions {
  cache: Pick<PageCache, 'at' | 'carrying' | 'clear' | 'paths' | 'verdict'>
  renewals: {
    now(path: string, turn?: Turn): Promise<boolean>
    soon(path: string, turn?: Turn): void
  }
  /** The revisions that the page says it was made from, if it says so. */
  revisionsOf: (path: string) => readonly string[] | undefined
  ask: AskLake
  /** Hears of every change, and keeps pages that contradict it from readers. */
  belief: Pick<Belief, 'told' | 'isSuperseded' | 'isDoubted' | 'ofAnswer'>
  /** Who stands behind another document at its address. */
  standing?: StandingBehind
  /** Hears of documents that readers see from now on, or see no more, because another one left their address or came there. */
  shifted?: (change: Change) => void
  report?: (error: unknown) => void
  /** Milliseconds before each further attempt: five minutes in all, after which the lake is believed. */
  patience?: number[]
  /** Milliseconds after which lists are looked at again, where copies of the lake may disagree. */
  secondLooks?: number[]
  /** Called with the addresses of all pages that a change concerned, whoever told of it, and the transaction with which the others hear of them. */
  workedOff?: (change: Change, pages: string[], transaction: string) => void
  /** Milliseconds before each further question of what a change concerns, when the lake could not say. */
  asksAgain?: number[]
}

/** `isAll`: are these all of them? `isAgain`: they were told before, as all, and nothing was cleared now. */
export type Told = (pages: string[], known: {isAll: boolean; isAgain?: boolean}) => void

/** Lists come first. */
const rank = (path: string): number => (/^(?:\/fr)?\/articles\/(?!page\/)/.test(path) ? 1 : 0)

const patience = [50, 100, 200, 400, 800, 1_600, 3_200, ...Array<number>(58).fill(5_000)]
const secondLooks = [1_000, 4_000, 15_000]
/** For so many milliseconds a lake that was behind is not trusted to be one. */
const lately = 10 * 60_000

/** More pages than that are a wave, behind which nobody's publish waits: new settings of the site, a topic of a thousand articles. */
const mostAtOnce = 100

const turnOf = ({length}: string[]): Turn => (length > mostAtOnce ? 'last' : 'next')

export class Invalidation {
  readonly #options: InvalidationOptions
  readonly #concerns: Concerns
  /** The newest revision of each document that was heard of lately: nobody waits for an older one. */
  readonly #newest = new Map<string, string>()
  /** When the lake last came to know what it had told before. */
  #behindAt = -Infinity
  /** What it seems not to know yet. It may as well be news that came late, of a document that has changed again or gone. */
  readonly #suspicions = new Set<News>()
  readonly #askedAgain: AskedAgain
  /** At which addresses another document is shown than the one that was published there last. */
  readonly #rivals = new ByteBoundedMap<Rival>({bytes: Infinity, entries: 1_000})

  constructor(options: InvalidationOptions) {
    this.#options = options
    const {ask, belief, standing = new StandingBehind()} = options
    this.#concerns = new Concerns({ask, belief, standing})
    this.#askedAgain = new AskedAgain(options.asksAgain)
  }

  /**
   * Clear what the change makes stale and start to render it. Settles when the clearing cannot be lost any more; fails
   * when the lake could not say who shows the document, with its own page cleared all the same; that is asked again. `told` gets the addresses of
   * all pages that will be rendered because of it, its own first, and whether that is all of them. `transaction` is the write's, for
   * other instances; its id is the revision that it left. A deletion that was found leaves none, and has a made-up one.
   */
  async apply(
    change: Change,
    told?: Told,
    transaction = change.rev ?? `found-${randomUUID()}`,
  ): Promise<Effect> {
    const done = this.#askedAgain.told(change, {isHeard: told !== undefined})
    if (done) {
      const pages = this.#pagesOf(done)
      const news = writeNews({change, paths: done.paths, pages, transaction})
      // Nothing is cleared, but a receipt may follow these pages from now on, at the others too.
      const cleared = told && this.#options.cache.clear([], {news})
      told?.(pages, {isAll: true, isAgain: true})
      await cleared
      return done
    }
    this.#remember(change)
    const finish = async (concern: Concern): Promise<Effect> => {
      const note: Told = (pages, known) => {
        told?.(pages, known)
        if (!this.#askedAgain.awaitsAnother(change))
          this.#options.workedOff?.(change, pages, transaction)
      }
      await this.#clearAndRenew(concern, change, note, transaction)
      const {tags, paths} = concern
      return {tags, paths}
    }
    let concern: Concern
    try {
      concern = await this.#concerns.of(change)
    } catch (error) {
      this.#askedAgain.later(change, async () => finish(await this.#concerns.of(change)))
      const some: Told = (pages) => told?.(pages, {isAll: false})
      await this.#clearAndRenew(effectOf(change, []), change, some, transaction)
      throw error
    }
    return finish(concern)
  }

  /** Who is shown at this address in the place of what was published there last. */
  rivalAt(path: string): Rival | undefined {
    return this.#rivals.peek(path)
  }

  /** Ask no more for what the lake could not say. */
  close(): void {
    this.#askedAgain.close()
  }

  /**
   * Another instance heard of the change, and cleared what it found to concern. Where another thing was known here of those at its addresses, a
   * page may have been made by that.
   */
  async followElsewhere(change: Change): Promise<void> {
    const concern = await this.#concerns.ofOthers(change)
    if (!concern) return
    this.#take(concern)
    if (concern.tags.length === 0) return
    await this.#options.cache.clear(concern.tags)
    this.#beginStaleOf(this.#options.cache.carrying(concern.tags), [])
  }

  /** Pages that are made from now on are made by that. */
  #take({look}: Concern): void {
    look?.take()
    for (const other of look?.others ?? []) this.#options.shifted?.(other)
  }

  /**
   * Render again whatever is stale: lists first, because what an editor looks at next is one of them. Settles when all was
   * tried once, with their addresses.
   */
  renewStale(): Promise<string[]> {
    return this.#renewStaleOf(this.#options.cache.paths(), [])
  }

  /** Render again what is stale and not being rendered, nor tried again later. */
  renewForgotten(): void {
    const {cache, renewals} = this.#options
    const stale = this.#staleOf(cache.paths(), [])
    for (const path of stale) renewals.soon(path, turnOf(stale))
  }

  /** The same without waiting: of thousands of changes that concern one list none keeps anything until that is rendered. */
  #beginStaleOf(pages: PageRecord[], except: string[]): void {
    const stale = this.#staleOf(pages, except)
    for (const path of stale) void this.#options.renewals.now(path, turnOf(stale))
  }

  async #renewStaleOf(pages: PageRecord[], except: string[]): Promise<string[]> {
    const stale = this.#staleOf(pages, except)
    await this.#renewAll(stale)
    return stale
  }

  async #renewAll(stale: string[]): Promise<void> {
    const {renewals} = this.#options
    await Promise.all(stale.map((path) => renewals.now(path, turnOf(stale))))
  }

  #staleOf(pages: PageRecord[], except: string[]): string[] {
    const {cache} = this.#options
    const others = new Set(except)
    const stale = pages.flatMap((record) => {
      const {path} = record
      if (path === undefined || others.has(path)) return []
      return cache.verdict(record) === 'fresh' ? [] : [path]
    })
    return stale.toSorted((a, b) => rank(a) - rank(b))
  }

  /**
   * Another instance cleared these tags, and sees to it that the lake answers with the revision. Settles when all that became stale by that was
   * tried once, and all that it follows if that is stale for whatever reason; with the addresses of all. `isAgain`: it was called with this
   * before, and the document may have changed since.
   */
  async renewHeard(
    {change, paths, pages}: News,
    tags: string[],
    {isAgain = false} = {},
  ): Promise<string[]> {
    if (!isAgain) this.#remember(change)
    const {cache, renewals} = this.#options
    for (const path of paths) this.#rivals.delete(path)
    const own = paths.map((path) => renewals.now(path, 'first'))
    // What the change alone says comes before the rest, which may be a wave.
    const due = this.#staleOf(cache.carrying(effectOf(change, []).tags), paths)
    const followed = pages.flatMap((path) => cache.at(path) ?? [])
    const concerned = new Set([...cache.carrying(tags), ...followed])
    const rest = this.#staleOf([...concerned], [...paths, ...due])
    await Promise.all([...own, this.#renewAll(due), this.#renewAll(rest)])
    // What was rendered already may not have been passed on yet.
    return [...new Set([...paths, ...due, ...rest, ...pages])]
  }

  async #clearAndRenew(
    concern: Concern,
    change: Change,
    told?: Told,
    transaction?: string,
  ): Promise<void> {
    this.#take(concern)
    const {tags, paths} = concern
    const pages = this.#pagesOf({tags, paths})
    const news: News = {change, paths, pages, transaction}
    const cleared = this.#options.cache.clear(tags, {news: writeNews(news)})
    told?.(pages, {isAll: true})
    // The document's own page first: it is the one that the editor waits for.
    for (const path of paths) {
      this.#rivals.delete(path)
      this.#renewUntilShown(path, tags, news).catch(this.#options.report ?? (() => undefined))
    }
    this.#beginStaleOf(this.#options.cache.carrying(tags), paths)
    await cleared
  }

  /** The document's own pages, then those that show it. */
  #pagesOf({tags, paths}: Effect): string[] {
    const others = this.#options.cache
      .carrying(tags)
      .flatMap(({path}) => (path === undefined || paths.includes(path) ? [] : [path]))
    return [...paths, ...others.toSorted((a, b) => rank(a) - rank(b))]
  }

  async #renewUntilShown(path: string, tags: string[], news: News): Promise<void> {
    try {
      const attempts = await this.#renewPatiently(path, tags, news)
      if (attempts === undefined) return
      if (this.#suspicions.has(news)) this.#behindAt = performance.now()
      // Lists that were asked for meanwhile may have been answered by the same lake, and cannot tell by themselves.
      if (attempts > 0) await this.#lookAgain(tags, news)
    } finally {
      this.#suspicions.delete(news)
    }
    if (news.change.before === null) await this.#lookMore(tags, news)
  }

  /** Answers how many attempts were in vain, or nothing when the document changed once more meanwhile. */
  async #renewPatiently(path: string, tags: string[], news: News): Promise<number | undefined> {
    const {cache, renewals} = this.#options
    let attempts = 0
    for (const milliseconds of this.#options.patience ?? patience) {
      const worked = await renewals.now(path, 'first')
      if (worked && (this.#isShown(path, news.change) || (await this.#hasRival(path, news.change))))
        break
      attempts++
      // The first may have been under way when the change was told.
      if (attempts > 1 && this.#seemsBehind(path, news.change, worked)) this.#suspicions.add(news)
      await wait(milliseconds, undefined, {ref: false})
      if (this.#isOvertaken(news.change)) return undefined
      // Other instances were answered with yesterday's content too.
      if (worked) await cache.clear(tags, {news: writeNews(news)})
    }
    return attempts
  }

  /** Also at what is beside it, of which the lake that was behind may have told less. */
  async #lookAgain(tags: string[], news: News): Promise<void> {
    const more: Concern = await this.#concerns.of(news.change).catch(() => ({tags: [], paths: []}))
    this.#take(more)
    const all = [...new Set([...tags, ...more.tags])]
    const {cache} = this.#options
    await cache.clear(all, {news: writeNews(news)})
    await this.#renewStaleOf(cache.carrying(all), [])
  }

  /** The page of a newcomer may have come from one copy of the lake, and its lists from another that lacks it. */
  async #lookMore(tags: string[], news: News): Promise<void> {
    for (const milliseconds of this.#options.secondLooks ?? secondLooks) {
      if (!this.#mayDisagree()) return
      await wait(milliseconds, undefined, {ref: false})
      if (this.#isOvertaken(news.change)) return
      await this.#lookAgain(tags, news)
    }
  }

  /** May copies of the lake disagree: was it behind lately, or does it seem so now? */
  #mayDisagree(): boolean {
    const seemsBehind = [...this.#suspicions].some(({change}) => !this.#isOvertaken(change))
    return seemsBehind || performance.now() - this.#behindAt <= lately
  }

  /** Is the page at hand made of what was published? Nothing at hand is, unless the document left the address, as does what is another's. */
  #isShown(path: string, {id, type, rev, after}: Change): boolean {
    if (rev === undefined || type === 'redirect') return true
    const page = this.#options.cache.at(path)
    const addresses = after
      ? codesOf(type, after.language).flatMap((code) => pathsOf(type, after, code))
      : []
    if (!addresses.includes(path)) return !page || !isOwnPage(page, id)
    if (page?.status === 404 || page?.status === 410) return false
    const shown = this.#options.revisionsOf(path)
    return shown === undefined || shown.includes(rev)
  }

  /** Does another document keep this one from being shown, however long it is waited for? */
  async #hasRival(path: string, change: Change): Promise<boolean> {
    const page = this.#options.cache.at(path)
    if (page?.status !== 200 || isOwnPage(page, change.id)) return false
    const rival = await findRival(change, this.#options.ask).catch(() => undefined)
    if (rival) this.#rivals.set(path, rival, 1)
    return rival !== undefined
  }

  /**
   * Does what the lake answered contradict what it told? One that did not answer is not behind, nor is one whose page shows a
   * revision that nobody told of yet: that is the next one.
   */
  #seemsBehind(path: string, {id}: Change, worked: boolean): boolean {
    const {belief, cache, revisionsOf} = this.#options
    if (!worked) return belief.isDoubted(path)
    if (cache.at(path)?.status !== 200) return true
    const shown = revisionsOf(path) ?? []
    return shown.some((rev) => belief.isSuperseded(id, rev))
  }

  /** Was there another change of the document meanwhile? Whoever heard of that waits for it. Of what was forgotten none is known. */
  #isOvertaken({id, rev}: Change): boolean {
    const newest = this.#newest.get(id)
    if (newest !== undefined && newest !== (rev ?? '')) return true
    return rev !== undefined && this.#options.belief.isSuperseded(id, rev)
  }

  #remember(change: Change): void {
    const {id, rev} = change
    this.#options.belief.told(change)
    this.#newest.delete(id)
    this.#newest.set(id, rev ?? '')
    if (this.#newest.size <= 1_000) return
    const [oldest] = this.#newest.keys()
    if (oldest !== undefined) this.#newest.delete(oldest)
  }
}

/** Is it the page of this document, at whose address it stands? Of a topic its page shows no more than lists of topics do. */
const isOwnPage = ({tags}: PageRecord, id: string): boolean =>
  (['', '.fr'] as const).some(
    (words) =>
      tags.includes(shownTag(id, 'full', words)) || tags.includes(shownTag(id, 'subject', words)),
  )
