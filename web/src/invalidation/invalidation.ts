/**
 * From a changed document to readers who see it: clear the tags, then render what became stale, the document's own page
 * first.
 *
 * Tags are cleared on disk before this answers, so the lake may forget the delivery. Pages are rendered behind it, and
 * until each is done readers get the one before. A lake that does not know yet what it told is asked again (`until-shown.ts`).
 */
import {randomUUID} from 'node:crypto'
import type {PageCache} from '../cache/page-cache.ts'
import type {PageRecord} from '../cache/page.ts'
import {AskedAgain} from './asked-again.ts'
import type {Belief} from './belief.ts'
import type {Change} from './change.ts'
import {Concerns, type Concern} from './concerns.ts'
import type {AskLake} from '../content/questions.ts'
import {writeNews, type News} from './news.ts'
import type {Rival} from './rivals.ts'
import {SharedWaits} from './shared-waits.ts'
import {listsFirst, StalePages, type RenewPages} from './stale-pages.ts'
import {StandingBehind} from './standing-behind.ts'
import {effectOf, type Effect} from './table.ts'
import {UntilShown} from './until-shown.ts'

export interface InvalidationOptions {
  cache: Pick<PageCache, 'at' | 'carrying' | 'clear' | 'paths' | 'verdict'>
  renewals: RenewPages
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
  /** Called with pages before they are rendered because of what was there before: many of them may turn out to be as they were. */
  askTogether?: (paths: string[]) => void
  /** Milliseconds before each further question of what a change concerns, when the lake could not say. */
  asksAgain?: number[]
}

/** `isAll`: are these all of them? `isAgain`: they were told before, as all, and nothing was cleared now. */
export type Told = (pages: string[], known: {isAll: boolean; isAgain?: boolean}) => void

export class Invalidation {
  readonly #options: InvalidationOptions
  readonly #concerns: Concerns
  readonly #stale: StalePages
  readonly #untilShown: UntilShown
  readonly #askedAgain: AskedAgain
  /** For what other instances cleared. */
  readonly #waits = new SharedWaits()

  constructor(options: InvalidationOptions) {
    this.#options = options
    const {ask, belief, standing = new StandingBehind()} = options
    this.#concerns = new Concerns({ask, belief, standing})
    this.#stale = new StalePages(options)
    this.#untilShown = new UntilShown({
      ...options,
      lookAgain: (tags, news) => this.#lookAgain(tags, news),
    })
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
      const pages = pagesOf(done.paths, this.#options.cache.carrying(done.tags))
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
    return this.#untilShown.rivalAt(path)
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
    this.#stale.begin(this.#stale.among(this.#options.cache.carrying(concern.tags)))
  }

  /** Pages that are made from now on are made by that. */
  #take({look}: Concern): void {
    look?.take()
    for (const other of look?.others ?? []) this.#options.shifted?.(other)
  }

  /** Render again whatever is stale. Settles when all was tried once, with their addresses. */
  renewStale(): Promise<string[]> {
    return this.#stale.renewAll()
  }

  /** Render again what is stale and not being rendered, nor tried again later. */
  renewForgotten(): void {
    this.#stale.renewForgotten()
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
    for (const path of paths) this.#untilShown.forgetRival(path)
    const own = paths.map((path) => renewals.now(path, 'first'))
    // What the change alone says comes before the rest, which may be a wave.
    const due = this.#stale.among(cache.carrying(effectOf(change, []).tags), paths)
    const followed = pages.flatMap((path) => cache.at(path) ?? [])
    const concerned = new Set([...cache.carrying(tags), ...followed])
    const rest = this.#stale.among([...concerned], [...paths, ...due])
    await this.#waits.all([...own, ...this.#begin(due, change), ...this.#begin(rest, change)])
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
    const concerned = this.#options.cache.carrying(tags)
    const pages = pagesOf(paths, concerned)
    const news: News = {change, paths, pages, transaction}
    const cleared = this.#options.cache.clear(tags, {news: writeNews(news)})
    told?.(pages, {isAll: true})
    // The document's own page first: it is the one that the editor waits for.
    for (const path of paths) {
      this.#untilShown.forgetRival(path)
      this.#untilShown.renew(path, tags, news).catch(this.#options.report ?? (() => undefined))
    }
    this.#begin(this.#stale.among(concerned, paths), change)
    await cleared
  }

  /** A newcomer is on most of the pages that it concerns, which wait for no other page's list. */
  #begin(paths: string[], {before}: Change): Promise<boolean>[] {
    if (before) this.#options.askTogether?.(paths)
    return this.#stale.begin(paths)
  }

  /** Also at what is beside it, of which the lake that was behind may have told less. */
  async #lookAgain(tags: string[], news: News): Promise<void> {
    const more: Concern = await this.#concerns.of(news.change).catch(() => ({tags: [], paths: []}))
    this.#take(more)
    const all = [...new Set([...tags, ...more.tags])]
    const {cache} = this.#options
    await cache.clear(all, {news: writeNews(news)})
    await this.#stale.renew(this.#stale.among(cache.carrying(all)))
  }

  #remember(change: Change): void {
    this.#options.belief.told(change)
    this.#untilShown.told(change)
  }
}

/** The document's own pages, then those that show it. */
function pagesOf(paths: string[], concerned: PageRecord[]): string[] {
  const others = concerned.flatMap(({path}) =>
    path === undefined || paths.includes(path) ? [] : [path],
  )
  return [...paths, ...listsFirst(others)]
}
