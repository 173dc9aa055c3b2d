/**
 * The search index: every published article, its body included, in this process.
 *
 * Filled at start, and kept up by the same changes that clear pages. One index for each language, as words end differently.
 * It answers without the lake, so search goes on while that is away.
 */
import MiniSearch from 'minisearch'
import type {LanguageCode} from '../addresses.ts'
import {codeOf} from '../addresses.ts'
import {listed} from '../content/fragments.ts'
import type {Change} from '../invalidation/change.ts'
import type {AskLake} from '../invalidation/dependents.ts'
import {excerpt, marked, type Part} from './excerpt.ts'
import {plainText} from './plain-text.ts'
import {termOf, wordsOf} from './terms.ts'

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
  /** How many there are beside those that are shown. */
  total: number
}

interface Stored {
  _id: string
  title: string | null
  slug: string
  language: string | null
  standfirst: string | null
  publishedAt: string
  body: string | null
  authors: (string | null)[] | null
  topics: (string | null)[] | null
}

interface Entry {
  id: string
  title: string
  slug: string
  language: LanguageCode
  standfirst: string
  publishedAt: string
  authors: string[]
  names: string
  text: string
}

const shape = `{_id, title, "slug": slug.current, language, standfirst, publishedAt, body, "authors": authors[]->name, "topics": topics[]->title}`
const allQuery = `*[${listed} && _id > $after] | order(_id)[0...100]${shape}`
const oneQuery = `*[${listed} && _id == $id]${shape}`
const referringQuery = `*[${listed} && references($id)]${shape}`
const countQuery = `count(*[${listed}])`

/** What a question may hold. More makes no better answer, only a slower one. */
const LONGEST = 100
const MOST_WORDS = 8
const SHOWN = 20
/** Characters of texts kept for excerpts; past that, an excerpt is the standfirst. */
const MOST_TEXT = 32_000_000

export class SearchIndex {
  readonly #ask: AskLake
  readonly #report: (error: unknown) => void
  readonly #entries = new Map<string, Entry>()
  readonly #indexes = {en: indexOf('en'), fr: indexOf('fr')}
  #kept = 0
  #work: Promise<void> = Promise.resolve()

  constructor({ask, report}: {ask: AskLake; report: (error: unknown) => void}) {
    this.#ask = ask
    this.#report = report
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
        }
        after = some.at(-1)?._id ?? ''
        if (some.length < 100) break
        await new Promise(setImmediate) // readers first
      }
      for (const id of this.#entries.keys()) if (!seen.has(id)) this.#drop(id)
    })
  }

  /** A document changed: read again what it is part of. */
  told({id, type}: Change): Promise<void> {
    if (type === 'article') {
      return this.#after(async () => {
        const [one] = await this.#ask<Stored[]>(oneQuery, {id})
        if (one) this.#put(one)
        else this.#drop(id)
      })
    }
    if (type !== 'author' && type !== 'topic') return this.#work
    return this.#after(async () => {
      for (const one of await this.#ask<Stored[]>(referringQuery, {id})) this.#put(one)
    })
  }

  /** Is the number of articles right? If not, something was missed: read them all again. */
  async verify(): Promise<void> {
    await this.#work
    const count = await this.#ask<number>(countQuery, {}).catch(() => this.size)
    if (count !== this.size) await this.load()
  }

  search(question: string, language: LanguageCode): Found {
    const words = wordsOf(question.slice(0, LONGEST)).slice(0, MOST_WORDS)
    const index = this.#indexes[language]
    const asked = words.filter((word) => termOf(word, language) !== null).join(' ')
    if (!asked) return {hits: [], total: 0}
    let results = index.search(asked, {combineWith: 'AND'})
    if (results.length === 0) results = index.search(asked, {combineWith: 'OR'})
    const hits = results.slice(0, SHOWN).flatMap(({id, terms}) => {
      const entry = this.#entries.get(String(id))
      return entry ? [hitOf(entry, new Set(terms))] : []
    })
    return {hits, total: results.length}
  }

  #put(stored: Stored): void {
    this.#drop(stored._id)
    const text = plainText(stored.body ?? '')
    const authors = (stored.authors ?? []).flatMap((name) => name ?? [])
    const entry: Entry = {
      id: stored._id,
      title: stored.title ?? '',
      slug: stored.slug,
      language: codeOf(stored.language),
      standfirst: stored.standfirst ?? '',
      publishedAt: stored.publishedAt,
      authors,
      names: [...authors, ...(stored.topics ?? []).flatMap((title) => title ?? [])].join(', '),
      text,
    }
    this.#indexes[entry.language].add(entry)
    this.#kept += text.length
    this.#entries.set(entry.id, this.#kept > MOST_TEXT ? {...entry, text: ''} : entry)
  }

  #drop(id: string): void {
    const entry = this.#entries.get(id)
    if (!entry) return
    this.#indexes[entry.language].discard(id)
    this.#kept -= entry.text.length
    this.#entries.delete(id)
  }

  /** One change of the index after the other; a lake that cannot be asked is asked again by `verify`. */
  #after(change: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(change).catch(this.#report)
    return this.#work
  }
}

const indexOf = (language: LanguageCode) =>
  new MiniSearch<Entry>({
    fields: ['title', 'standfirst', 'names', 'text'],
    tokenize: wordsOf,
    processTerm: (word) => termOf(word, language),
    searchOptions: {
      boost: {title: 5, names: 3, standfirst: 2},
      prefix: (term) => term.length >= 3,
      fuzzy: (term) => (term.length >= 4 ? 0.25 : false),
      maxFuzzy: 2,
      weights: {fuzzy: 0.3, prefix: 0.5},
    },
  })

function hitOf(entry: Entry, terms: ReadonlySet<string>): Hit {
  const {slug, language, publishedAt, authors, title, standfirst, text} = entry
  const inText = excerpt(text, terms, language)
  const inStandfirst = marked(standfirst, terms, language)
  const useful = inText.some(({isHit}) => isHit) || standfirst === '' ? inText : inStandfirst
  return {
    slug,
    language,
    publishedAt,
    authors,
    title: marked(title, terms, language),
    excerpt: inStandfirst.some(({isHit}) => isHit) ? inStandfirst : useful,
  }
}
