/**
 * The search index: every published article, its body included, in this process.
 *
 * Filled at start, and kept up by the same changes that clear pages. It answers without the lake, so search goes on while that is away.
 */
import {setTimeout as wait} from 'node:timers/promises'
import type {LanguageCode} from '../addresses.ts'
import {listed} from '../content/fragments.ts'
import {inFrenchOr, inPageLanguage} from '../content/french.ts'
import {present} from '../content/present.ts'
import type {Change} from '../invalidation/change.ts'
import type {AskLake} from '../content/questions.ts'
import {SearchedArticles, type Found, type ListedArticle} from './searched-articles.ts'

const shape = `{_id, _rev, _updatedAt, title, "slug": slug.current, language, standfirst, publishedAt, body, "authors": authors[]->name, "topics": select(language == "fr" => topics[]->{"title": ${inFrenchOr('title')}}.title, topics[]->title)}`
/** How many articles the lake is asked for at a time. */
const IN_A_PART = 100
const part = `| order(_id)[0...${IN_A_PART}]${shape}`
const allQuery = `*[${listed} && _id > $after] ${part}`
const oneQuery = `{"rev": *[_id == $id][0]._rev, "articles": *[${listed} && _id == $id]${shape}}`
const referringQuery = `{"rev": *[_id == $id][0]._rev, "articles": *[${listed} && references($id) && _id > $after] ${part}}`
const stateQuery = `{
  "count": count(*[${listed}]),
  "newest": *[${listed} && _updatedAt >= $since] | order(_updatedAt desc) [0...1000] {_id, _rev}
}`

/** Milliseconds before a lake that answered with an older revision is asked again; after that, every sweep asks. */
const patience = [100, 200, 400, 800, 1_600, 3_200, 6_400]

/** Milliseconds for which it waits at the most for the pages of a change. */
const LONGEST_PAGES = 1_000

/** Articles that are read before others may have the thread: each takes about a millisecond. */
const AT_ONCE = 10
/** Changes that no answer has confirmed yet; with more, the oldest are left to the recount. */
const MOST_AWAITED = 1_000

export interface SearchIndexOptions {
  ask: AskLake
  report: (error: unknown) => void
  /** What the lake answered of the article lately, for its own page, if that is good: it need not be asked again. */
  known?: (change: Change) => unknown
  /**
   * Settles when readers' pages are made, which go before (a new name concerns the words of every article), or after so many milliseconds.
   */
  pages?: (longest: number) => Promise<void>
  /** Characters of texts to keep. */
  mostText?: number
}

export class SearchIndex {
  readonly #ask: AskLake
  readonly #report: (error: unknown) => void
  readonly #known: (change: Change) => unknown
  readonly #pages: (longest: number) => Promise<void>
  readonly #articles: SearchedArticles
  /** Revisions that were told of and not seen yet. */
  readonly #awaited = new Map<string, Change>()
  #work: Promise<void> = Promise.resolve()

  constructor(options: SearchIndexOptions) {
    const {ask, report, known, pages, mostText} = options
    this.#ask = ask
    this.#report = report
    this.#known = known ?? (() => undefined)
    this.#pages = pages ?? (async () => undefined)
    this.#articles = new SearchedArticles(mostText)
  }

  get size(): number {
    return this.#articles.size
  }

  /** Read every article. Those that are gone go. */
  load(): Promise<void> {
    return this.#after(async () => {
      const seen = new Set<string>()
      await this.#takeIn(async (after) => {
        const some = await this.#ask<ListedArticle[]>(allQuery, {after})
        for (const {_id} of some) seen.add(_id)
        return some
      })
      for (const id of this.#articles.ids()) if (!seen.has(id)) this.#articles.drop(id)
    })
  }

  /** A document changed: read again what it is part of, until the lake answers with the revision that was told. */
  async told(change: Change): Promise<void> {
    const {id, type} = change
    if (type !== 'article' && type !== 'author' && type !== 'topic') return this.#work
    this.#awaited.delete(id)
    this.#awaited.set(id, change)
    await this.#pages(LONGEST_PAGES)
    for (const milliseconds of [...patience, 0]) {
      await this.#after(() => this.#readAgain(change))
      if (this.#awaited.get(id) !== change || milliseconds === 0) return
      await wait(milliseconds, undefined, {ref: false})
    }
  }

  async #readAgain(change: Change): Promise<void> {
    const {id, type, rev} = change
    if (this.#awaited.get(id) !== change) return // a newer change is on its way
    const known = this.#known(change)
    if (type === 'article' && isOf(change, known)) {
      this.#articles.put({...known, _updatedAt: change.updatedAt ?? '', ...namesOf(known)})
      this.#awaited.delete(id)
      return
    }
    const query = type === 'article' ? oneQuery : referringQuery
    let isNew = true
    const count = await this.#takeIn(async (after) => {
      const found = await this.#ask<{rev: string | null; articles: ListedArticle[]}>(query, {
        id,
        after,
      })
      isNew &&= (found.rev ?? undefined) === rev
      return found.articles
    })
    if (type === 'article' && count === 0) this.#articles.drop(id)
    if (isNew && this.#awaited.get(id) === change) this.#awaited.delete(id)
  }

  /**
   * Take in, part by part, what is answered of the articles behind an id. Readers go before every few of them. Returns how many there were.
   */
  async #takeIn(partAfter: (id: string) => Promise<ListedArticle[]>): Promise<number> {
    let count = 0
    for (let after = ''; ;) {
      const some = await partAfter(after)
      for (const one of some) {
        this.#articles.put(one)
        if (++count % AT_ONCE === 0) await new Promise(setImmediate)
      }
      after = some.at(-1)?._id ?? ''
      if (some.length < IN_A_PART) return count
    }
  }

  /** Is something missing, left over, or older than what the lake has? Then read it again. */
  async verify(): Promise<void> {
    await this.#work
    for (const change of this.#awaited.values()) {
      await this.#after(() => this.#readAgain(change))
      if (this.#awaited.size > MOST_AWAITED) this.#awaited.delete(change.id)
    }
    const known = {count: this.size, newest: [] as {_id: string; _rev: string}[]}
    const since = this.#articles.newest
    const {count, newest} = await this.#ask<typeof known>(stateQuery, {since}).catch(() => known)
    const isOld = newest.some(({_id, _rev}) => this.#articles.revOf(_id) !== _rev)
    if (isOld || count !== this.size) await this.load()
  }

  search(question: string, language: LanguageCode): Found {
    return this.#articles.search(question, language)
  }

  /** One change of the index after the other; a lake that cannot be asked is asked again by `verify`. */
  #after(change: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(change).catch(this.#report)
    return this.#work
  }
}

/** Is it the article as the change left it, and one that is listed? */
function isOf({id, rev}: Change, known: unknown): known is ListedArticle {
  if (rev === undefined || typeof known !== 'object' || known === null) return false
  const {_id, _rev, slug, publishedAt} = known as Partial<ListedArticle>
  return _id === id && _rev === rev && slug != null && publishedAt != null
}

/** Its page knows more of those whom it names. */
const namesOf = ({authors, topics}: ListedArticle): Pick<ListedArticle, 'authors' | 'topics'> => ({
  authors: present(authors).map((author) => (author as {name?: unknown}).name),
  topics: present(inPageLanguage(topics)).map((topic) => (topic as {title?: unknown}).title),
})
