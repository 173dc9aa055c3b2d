/**
 * From a changed document to readers who see it: clear the tags, then render what became stale, the document's own page
 * first.
 *
 * Tags are cleared on disk before this answers, so the lake may forget the delivery. Pages are rendered behind it, and
 * until each is done readers get the one before. A lake that answers with yesterday's content (hosted ones do for
 * a moment) is asked again until the page shows the revision that was published.
 */
import {setTimeout as wait} from 'node:timers/promises'
import type {PageCache, PageRecord} from '../cache/page-cache.ts'
import type {Belief} from './belief.ts'
import type {Change} from './change.ts'
import {findDependents, type AskLake} from './dependents.ts'
import {findNeighbours} from './neighbours.ts'
import {writeNews, type News} from './news.ts'
import {effectOf, type Effect} from './table.ts'

export interface InvalidationOptions {
  cache: Pick<PageCache, 'carrying' | 'clear' | 'paths' | 'verdict'>
  renewals: {now(path: string): Promise<boolean>}
  /** The revisions that the page says it was made from, if it says so. */
  revisionOf: (path: string) => string | undefined
  ask: AskLake
  /** Hears of every change, and keeps pages that contradict it from readers. */
  belief: Pick<Belief, 'told' | 'isSuperseded'>
  report?: (error: unknown) => void
}

const rank = (path: string): number => (/^\/articles\/(?!page\/)/.test(path) ? 1 : 0)

/** How long the others wait for the document's own page. */
const headStart = 100
const patience = [50, 100, 200, 400, 800, 1_600, 3_200]

export class Invalidation {
  readonly #options: InvalidationOptions
  /** The newest revision of each document that was heard of lately: nobody waits for an older one. */
  readonly #newest = new Map<string, string>()

  constructor(options: InvalidationOptions) {
    this.#options = options
  }

  /**
   * Clear what the change makes stale and start to render it. Settles when the clearing cannot be lost any more; fails
   * when the lake could not say who shows the document, with its own page cleared all the same. `told` gets the addresses of
   * all pages that will be rendered because of it, its own first. `transaction` is the write's, for the logs of other instances.
   */
  async apply(
    change: Change,
    told?: (pages: string[]) => void,
    transaction?: string,
  ): Promise<Effect> {
    this.#remember(change)
    let effect: Effect
    try {
      const {ask} = this.#options
      const found = [findDependents(change, ask), findNeighbours(change, ask)] as const
      effect = effectOf(change, ...(await Promise.all(found)))
    } catch (error) {
      await this.#clearAndRenew(effectOf(change, []), change, told, transaction)
      throw error
    }
    await this.#clearAndRenew(effect, change, told, transaction)
    return effect
  }

  /**
   * Render again whatever is stale: lists first, because what an editor looks at next is one of them. Settles when all was
   * tried once.
   */
  renewStale(): Promise<void> {
    return this.#renewStaleOf(this.#options.cache.paths(), [])
  }

  async #renewStaleOf(pages: PageRecord[], except: string[]): Promise<void> {
    const {cache, renewals} = this.#options
    const stale = pages.flatMap((record) => {
      const {path} = record
      if (path === undefined || except.includes(path)) return []
      return cache.verdict(record) === 'fresh' ? [] : [path]
    })
    const sorted = stale.toSorted((a, b) => rank(a) - rank(b))
    await Promise.all(sorted.map((path) => renewals.now(path)))
  }

  /** Another instance cleared tags, and sees to it that the lake answers with the revision. Settles when all was tried once. */
  async renewHeard({change, paths}: News): Promise<void> {
    this.#remember(change)
    const own = Promise.all(paths.map((path) => this.#options.renewals.now(path)))
    await Promise.race([own, wait(headStart, undefined, {ref: false})])
    await Promise.all([own, this.#renewStaleOf(this.#options.cache.paths(), paths)])
  }

  async #clearAndRenew(
    {tags, paths}: Effect,
    change: Change,
    told?: (pages: string[]) => void,
    transaction?: string,
  ): Promise<void> {
    const news = writeNews({change, paths, transaction})
    const cleared = this.#options.cache.clear(tags, {news})
    told?.([...paths, ...this.#staleWith(tags, paths)])
    const own = paths.map((path) =>
      this.#renewUntilShown(path, tags, {change, paths, transaction}).catch(
        this.#options.report ?? (() => undefined),
      ),
    )
    // All of them share one thread: the page that the editor waits for is not to be slowed down by the lists.
    void Promise.race([Promise.all(own), wait(headStart, undefined, {ref: false})]).then(() =>
      this.#renewStaleOf(this.#options.cache.carrying(tags), paths),
    )
    await cleared
  }

  #staleWith(tags: string[], except: string[]): string[] {
    return this.#options.cache
      .carrying(tags)
      .flatMap(({path}) => (path === undefined || except.includes(path) ? [] : [path]))
      .toSorted((a, b) => rank(a) - rank(b))
  }

  async #renewUntilShown(path: string, tags: string[], news: News): Promise<void> {
    const {id, rev} = news.change
    const {belief, cache, renewals, revisionOf} = this.#options
    let wasBehind = false
    for (const milliseconds of patience) {
      const worked = await renewals.now(path)
      const shown = revisionOf(path)
      const isShown = rev === undefined || shown === undefined || shown.includes(rev)
      if (worked && isShown) break
      wasBehind = true
      await wait(milliseconds, undefined, {ref: false})
      if (this.#newest.get(id) !== (rev ?? '')) return
      if (rev !== undefined && belief.isSuperseded(id, rev)) return
      // Other instances were answered with yesterday's content too.
      if (worked) await cache.clear(tags, {news: writeNews(news)})
    }
    if (!wasBehind) return
    // Lists that were asked for meanwhile may have been answered by the same lake, and cannot tell by themselves.
    await cache.clear(tags, {news: writeNews(news)})
    await this.renewStale()
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
