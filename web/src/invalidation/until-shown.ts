/**
 * A document's own page is rendered until it shows the revision that was published.
 *
 * A lake that answers with yesterday's content (hosted ones do for a moment) is asked again, and where copies of it may disagree, lists that a
 * newcomer belongs to are asked for more than once: they cannot tell by themselves what they lack.
 */
import {setTimeout as wait} from 'node:timers/promises'
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import type {PageCache} from '../cache/page-cache.ts'
import type {PageRecord} from '../cache/page.ts'
import type {AskLake} from '../content/questions.ts'
import {shownTag} from '../content/shown.ts'
import type {Belief} from './belief.ts'
import {codesOf, type Change} from './change.ts'
import {writeNews, type News} from './news.ts'
import {findRival, type Rival} from './rivals.ts'
import type {RenewPages} from './stale-pages.ts'
import {pathsOf} from './table.ts'

export interface UntilShownOptions {
  cache: Pick<PageCache, 'at' | 'clear'>
  renewals: Pick<RenewPages, 'now'>
  /** The revisions that the page says it was made from, if it says so. */
  revisionsOf: (path: string) => readonly string[] | undefined
  ask: AskLake
  belief: Pick<Belief, 'isSuperseded' | 'isDoubted'>
  /** Clear these tags once more, with what the change concerns by now, and render what is stale by that. */
  lookAgain: (tags: string[], news: News) => Promise<void>
  /** Milliseconds before each further attempt: five minutes in all, after which the lake is believed. */
  patience?: number[] | undefined
  /** Milliseconds after which lists are looked at again, where copies of the lake may disagree. */
  secondLooks?: number[] | undefined
}

const patience = [50, 100, 200, 400, 800, 1_600, 3_200, ...Array<number>(58).fill(5_000)]
const secondLooks = [1_000, 4_000, 15_000]
/** For so many milliseconds a lake that was behind is not trusted to be one. */
const lately = 10 * 60_000

export class UntilShown {
  readonly #options: UntilShownOptions
  /** The newest revision of each document that was heard of lately: nobody waits for an older one. */
  readonly #newest = new Map<string, string>()
  /** When the lake last came to know what it had told before. */
  #behindAt = -Infinity
  /** What it seems not to know yet. It may as well be news that came late, of a document that has changed again or gone. */
  readonly #suspicions = new Set<News>()
  /** At which addresses another document is shown than the one that was published there last. */
  readonly #rivals = new ByteBoundedMap<Rival>({bytes: Infinity, entries: 1_000})

  constructor(options: UntilShownOptions) {
    this.#options = options
  }

  /** There is this revision of the document: nobody waits for an older one from now on. */
  told({id, rev}: Change): void {
    this.#newest.delete(id)
    this.#newest.set(id, rev ?? '')
    if (this.#newest.size <= 1_000) return
    const [oldest] = this.#newest.keys()
    if (oldest !== undefined) this.#newest.delete(oldest)
  }

  /** Who is shown at this address in the place of what was published there last. */
  rivalAt(path: string): Rival | undefined {
    return this.#rivals.peek(path)
  }

  /** Something was published at this address: who is shown there is to be seen. */
  forgetRival(path: string): void {
    this.#rivals.delete(path)
  }

  /** Settles when the page at this address shows what the news tell, the document changed once more, or patience ended. */
  async renew(path: string, tags: string[], news: News): Promise<void> {
    try {
      const attempts = await this.#renewPatiently(path, tags, news)
      if (attempts === undefined) return
      if (this.#suspicions.has(news)) this.#behindAt = performance.now()
      // Lists that were asked for meanwhile may have been answered by the same lake, and cannot tell by themselves.
      if (attempts > 0) await this.#options.lookAgain(tags, news)
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

  /** The page of a newcomer may have come from one copy of the lake, and its lists from another that lacks it. */
  async #lookMore(tags: string[], news: News): Promise<void> {
    for (const milliseconds of this.#options.secondLooks ?? secondLooks) {
      if (!this.#mayDisagree()) return
      await wait(milliseconds, undefined, {ref: false})
      if (this.#isOvertaken(news.change)) return
      await this.#options.lookAgain(tags, news)
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
}

/** Is it the page of this document, at whose address it stands? Of a topic its page shows no more than lists of topics do. */
const isOwnPage = ({tags}: PageRecord, id: string): boolean =>
  (['', '.fr'] as const).some(
    (words) =>
      tags.includes(shownTag(id, 'full', words)) || tags.includes(shownTag(id, 'subject', words)),
  )
