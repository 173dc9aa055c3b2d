/**
 * The search index: every published article, its body included, in this process.
 *
 * Filled at start, and kept up by the same changes that clear pages. One index for each language, as words end differently.
 * It answers without the lake, so search goes on while that is away.
 */
import {setTimeout as wait} from 'node:timers/promises'
import {codeOf, isSiteLanguage, type LanguageCode} from '../addresses.ts'
import {listed} from '../content/fragments.ts'
import {inFrenchOr, inPageLanguage} from '../content/french.ts'
import {present} from '../content/present.ts'
import {typeset} from '../content/typeset.ts'
import {wellTyped} from '../content/well-typed.ts'
import type {Change} from '../invalidation/change.ts'
import type {AskLake} from '../content/questions.ts'
import {excerpt, marked, type Part} from './excerpt.ts'
import {plainText} from './plain-text.ts'
import {formsOf} from './forms.ts'
import {ranked} from './ranking.ts'
import {smallWords} from './small-words.ts'
import {WordIndex} from './word-index.ts'
import {plainOf, wordsOf} from './words.ts'

export interface Hit {
  slug: string
  language: LanguageCode
  publishedAt: string
  authors: string[]
  title: Part[]
  excerpt: Part[]
}

export interface Found {
  hits: Hit[]
  /** How many there are, those included that are shown. */
  total: number
}

interface Stored {
  _id: string
  _rev: string
  _updatedAt: string
  title: string | null
  slug: string | null
  language: string | null
  standfirst: string | null
  publishedAt: string | null
  body: string | null
  authors: unknown[] | null
  topics: unknown[] | null
}

interface Entry {
  id: string
  /** In the index of its language. */
  number: number
  rev: string
  title: string
  slug: string
  language: LanguageCode
  standfirst: string
  publishedAt: string
  authors: string[]
  names: string
  text: string
}

const shape = `{_id, _rev, _updatedAt, title, "slug": slug.current, language, standfirst, publishedAt, body, "authors": authors[]->name, "topics": select(language == "fr" => topics[]->{"title": ${inFrenchOr('title')}}.title, topics[]->title)}`
const allQuery = `*[${listed} && _id > $after] | order(_id)[0...100]${shape}`
const oneQuery = `{"rev": *[_id == $id][0]._rev, "articles": *[${listed} && _id == $id]${shape}}`
const referringQuery = `{"rev": *[_id == $id][0]._rev, "articles": *[${listed} && references($id)]${shape}}`
const stateQuery = `{
  "count": count(*[${listed}]),
  "newest": *[${listed} && _updatedAt >= $since] | order(_updatedAt desc) [0...1000] {_id, _rev}
}`

/** Milliseconds before a lake that answered with an older revision is asked again; after that, every sweep asks. */
const patience = [100, 200, 400, 800, 1_600, 3_200, 6_400]

/** Milliseconds for which it waits at the most for the pages of a change. */
const LONGEST_PAGES = 1_000

/** What a question may hold. More makes no better answer, only a slower one. */
const LONGEST = 100
const MOST_WORDS = 8
const SHOWN = 20
/** Articles that are read before others may have the thread: each takes about a millisecond. */
const AT_ONCE = 10
/** Changes that no answer has confirmed yet; with more, the oldest are left to the recount. */
const MOST_AWAITED = 1_000
/** Characters of texts kept for excerpts; past that, an excerpt is the standfirst. */
const MOST_TEXT = 32_000_000

export interface SearchIndexOptions {
  ask: AskLake
  report: (error: unknown) => void
  /** What the lake answered of the article lately, for its own page, if that is good: it need not be asked again. */
  known?: (change: Change) => unknown
  /** Settles when readers' pages are made, which go before: a new name concerns the words of every article. */
  pages?: () => Promise<void>
  /** Characters of texts to keep. */
  mostText?: number
}

export class SearchIndex {
  readonly #ask: AskLake
  readonly #report: (error: unknown) => void
  readonly #known: (change: Change) => unknown
  readonly #pages: () => Promise<void>
  readonly #mostText: number
  readonly #entries = new Map<string, Entry>()
  readonly #numbered = new Map<number, Entry>()
  readonly #indexes = {en: new WordIndex('en'), fr: new WordIndex('fr')}
  /** Revisions that were told of and not seen yet. */
  readonly #awaited = new Map<string, Change>()
  #newest = ''
  #kept = 0
  #last = 0
  #work: Promise<void> = Promise.resolve()

  constructor(options: SearchIndexOptions) {
    const {ask, report, known, pages, mostText = MOST_TEXT} = options
    this.#ask = ask
    this.#report = report
    this.#known = known ?? (() => undefined)
    this.#pages = pages ?? (async () => undefined)
    this.#mostText = mostText
  }

  get size(): number {
    return this.#entries.size
  }

  /** Read every article. Those that are gone go. */
  load(): Promise<void> {
    return this.#after(async () => {
      const seen = new Set<string>()
      for (let after = ''; ;) {
        const some = await this.#ask<Stored[]>(allQuery, {after})
        for (const one of some) {
          seen.add(one._id)
          this.#put(one)
          if (seen.size % AT_ONCE === 0) await new Promise(setImmediate) // readers first
        }
        after = some.at(-1)?._id ?? ''
        if (some.length < 100) break
      }
      for (const id of this.#entries.keys()) if (!seen.has(id)) this.#drop(id)
    })
  }

  /** A document changed: read again what it is part of, until the lake answers with the revision that was told. */
  async told(change: Change): Promise<void> {
    const {id, type} = change
    if (type !== 'article' && type !== 'author' && type !== 'topic') return this.#work
    this.#awaited.delete(id)
    this.#awaited.set(id, change)
    await Promise.race([this.#pages(), wait(LONGEST_PAGES, undefined, {ref: false})])
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
      this.#put({...known, _updatedAt: change.updatedAt ?? '', ...namesOf(known)})
      this.#awaited.delete(id)
      return
    }
    const query = type === 'article' ? oneQuery : referringQuery
    const found = await this.#ask<{rev: string | null; articles: Stored[]}>(query, {id})
    for (const one of found.articles) this.#put(one)
    if (type === 'article' && found.articles.length === 0) this.#drop(id)
    if ((found.rev ?? undefined) === rev) this.#awaited.delete(id)
  }

  /** Is something missing, left over, or older than what the lake has? Then read it again. */
  async verify(): Promise<void> {
    await this.#work
    for (const change of this.#awaited.values()) {
      await this.#after(() => this.#readAgain(change))
      if (this.#awaited.size > MOST_AWAITED) this.#awaited.delete(change.id)
    }
    const known = {count: this.size, newest: [] as {_id: string; _rev: string}[]}
    const since = this.#newest
    const {count, newest} = await this.#ask<typeof known>(stateQuery, {since}).catch(() => known)
    const isOld = newest.some(({_id, _rev}) => this.#entries.get(_id)?.rev !== _rev)
    if (isOld || count !== this.size) await this.load()
  }

  search(question: string, language: LanguageCode): Found {
    const index = this.#indexes[language]
    const words = askedIn(question, language).map((word) => formsOf(word, index))
    const forms = words.flat()
    let results = words.every(({length}) => length > 0) ? ranked(forms, index.size) : []
    if (results.length === 0) results = ranked(forms, index.size, {some: true})
    const plains = new Set(forms.flatMap((one) => [...one.keys()].map(({plain}) => plain)))
    const isFound = (word: string) => plains.has(index.plain(word))
    const hits = results.slice(0, SHOWN).flatMap(({article}) => {
      const entry = this.#numbered.get(article)
      return entry?.slug ? [hitOf(entry, isFound)] : []
    })
    return {hits, total: results.length}
  }

  #put(answered: Stored): void {
    const stored = wellTyped(answered)
    if (stored._updatedAt > this.#newest) this.#newest = stored._updatedAt
    const authors = (stored.authors ?? []).filter((name) => typeof name === 'string')
    const topics = (stored.topics ?? []).filter((title) => typeof title === 'string')
    const names = [...authors, ...topics].join(', ')
    const known = this.#entries.get(stored._id)
    if (known?.rev === stored._rev && known.names === names) return
    this.#drop(stored._id)
    const language = codeOf(stored.language)
    const {title, standfirst, text} = typeset(
      {
        title: stored.title ?? '',
        standfirst: stored.standfirst ?? '',
        text: plainText(stored.body ?? ''),
      },
      language,
    )
    const entry: Entry = {
      id: stored._id,
      number: ++this.#last,
      rev: stored._rev,
      title,
      slug: (isSiteLanguage(answered.language) && stored.slug) || '', // without one it is never shown
      language,
      standfirst,
      publishedAt: stored.publishedAt ?? '',
      authors,
      names,
      text,
    }
    const {number} = entry
    this.#indexes[language].add(number, [
      {text: title, boost: 5},
      {text: names, boost: 3},
      {text: standfirst, boost: 2},
      {text, boost: 1, usual: 500},
    ])
    const isKept = this.#kept + text.length <= this.#mostText
    if (isKept) this.#kept += text.length
    const kept = isKept ? entry : {...entry, text: ''}
    this.#entries.set(entry.id, kept)
    this.#numbered.set(number, kept)
  }

  #drop(id: string): void {
    const entry = this.#entries.get(id)
    if (!entry) return
    this.#indexes[entry.language].remove(entry.number)
    this.#numbered.delete(entry.number)
    this.#kept -= entry.text.length
    this.#entries.delete(id)
  }

  /** One change of the index after the other; a lake that cannot be asked is asked again by `verify`. */
  #after(change: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(change).catch(this.#report)
    return this.#work
  }
}

/** Is it the article as the change left it, and one that is listed? */
function isOf({id, rev}: Change, known: unknown): known is Stored {
  if (rev === undefined || typeof known !== 'object' || known === null) return false
  const {_id, _rev, slug, publishedAt} = known as Partial<Stored>
  return _id === id && _rev === rev && slug != null && publishedAt != null
}

/** Its page knows more of those whom it names. */
const namesOf = ({authors, topics}: Stored): Pick<Stored, 'authors' | 'topics'> => ({
  authors: present(authors).map((author) => (author as {name?: unknown}).name),
  topics: present(inPageLanguage(topics)).map((topic) => (topic as {title?: unknown}).title),
})

/** The words of a question that are looked for, without case and accents. */
function askedIn(question: string, language: LanguageCode): string[] {
  const words = wordsOf(question.slice(0, LONGEST)).map(plainOf)
  const asked = words.filter((word) => word !== '').slice(0, MOST_WORDS)
  const telling = asked.filter((word) => !smallWords[language].has(word))
  return [...new Set(telling.length > 0 ? telling : asked)]
}

function hitOf(entry: Entry, isFound: (word: string) => boolean): Hit {
  const {slug, language, publishedAt, authors, title, standfirst, text} = entry
  const inText = excerpt(text, isFound)
  const inStandfirst = marked(standfirst, isFound)
  const useful = inText.some(({isHit}) => isHit) || standfirst === '' ? inText : inStandfirst
  return {
    slug,
    language,
    publishedAt,
    authors,
    title: marked(title, isFound),
    excerpt: inStandfirst.some(({isHit}) => isHit) ? inStandfirst : useful,
  }
}
