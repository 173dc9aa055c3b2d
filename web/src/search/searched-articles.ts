/**
 * The articles that are searched: what is kept of each, and which of them a question finds. One index for each language, as words
 * end differently.
 */
import {codeOf, isSiteLanguage, type LanguageCode} from '../addresses.ts'
import {typeset} from '../content/typeset.ts'
import {wellTyped} from '../content/well-typed.ts'
import {excerpt, marked, type Part} from './excerpt.ts'
import {formsOf} from './forms.ts'
import {plainText} from './plain-text.ts'
import {ranked} from './ranking.ts'
import {smallWords} from './small-words.ts'
import {WordIndex} from './word-index.ts'
import {plainOf, wordsOf} from './words.ts'

export interface Hit {
  _rev: string
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

/** An article as the lake answers it. Anything may be of another type than it should. */
export interface ListedArticle {
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

/** What a question may hold. More makes no better answer, only a slower one. */
const LONGEST = 100
const MOST_WORDS = 8
const SHOWN = 20
/** Characters of texts kept for excerpts; past that, an excerpt is the standfirst. */
const MOST_TEXT = 32_000_000

export class SearchedArticles {
  readonly #mostText: number
  readonly #entries = new Map<string, Entry>()
  readonly #numbered = new Map<number, Entry>()
  readonly #indexes = {en: new WordIndex('en'), fr: new WordIndex('fr')}
  #newest = ''
  #kept = 0
  #last = 0

  /** `mostText`: characters of texts to keep. */
  constructor(mostText: number = MOST_TEXT) {
    this.#mostText = mostText
  }

  get size(): number {
    return this.#entries.size
  }

  /** The latest time, as the lake tells it, at which an article that was taken in had been changed; empty before the first. */
  get newest(): string {
    return this.#newest
  }

  ids(): Iterable<string> {
    return this.#entries.keys()
  }

  /** The revision in which an article is here, if it is. */
  revOf(id: string): string | undefined {
    return this.#entries.get(id)?.rev
  }

  /** What a question finds, best first. */
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

  /** Take an article in, in place of what is known of it. */
  put(answered: ListedArticle): void {
    const stored = wellTyped(answered)
    if (stored._updatedAt > this.#newest) this.#newest = stored._updatedAt
    const authors = (stored.authors ?? []).filter((name) => typeof name === 'string')
    const topics = (stored.topics ?? []).filter((title) => typeof title === 'string')
    const names = [...authors, ...topics].join(', ')
    const known = this.#entries.get(stored._id)
    if (known?.rev === stored._rev && known.names === names) return
    this.drop(stored._id)
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

  drop(id: string): void {
    const entry = this.#entries.get(id)
    if (!entry) return
    this.#indexes[entry.language].remove(entry.number)
    this.#numbered.delete(entry.number)
    this.#kept -= entry.text.length
    this.#entries.delete(id)
  }
}

/** The words of a question that are looked for, without case and accents. */
function askedIn(question: string, language: LanguageCode): string[] {
  const words = wordsOf(question.slice(0, LONGEST)).map(plainOf)
  const asked = words.filter((word) => word !== '').slice(0, MOST_WORDS)
  const telling = asked.filter((word) => !smallWords[language].has(word))
  return [...new Set(telling.length > 0 ? telling : asked)]
}

function hitOf(entry: Entry, isFound: (word: string) => boolean): Hit {
  const {rev, slug, language, publishedAt, authors, title, standfirst, text} = entry
  const inText = excerpt(text, isFound)
  const inStandfirst = marked(standfirst, isFound)
  const useful = inText.some(({isHit}) => isHit) || standfirst === '' ? inText : inStandfirst
  return {
    _rev: rev,
    slug,
    language,
    publishedAt,
    authors,
    title: marked(title, isFound),
    excerpt: inStandfirst.some(({isHit}) => isHit) ? inStandfirst : useful,
  }
}
