/**
 * Full text: `text::query()` as Sanity documents it, and what the index can say about `match`.
 *
 * In `text::query()` every term must occur; `term*` is a prefix, `"some words"` a phrase, `-term` must not occur; nothing
 * or `*` alone matches everything. Words are compared without case and accents, like the index does it.
 */

/** A search as the index and as `matches` understand it. */
export interface TextQuery {
  /** Nothing was asked, so everything matches. */
  everything: boolean
  /** Full-text expression of what must occur; `undefined` when only exclusions were given. */
  required?: string
  /** Full-text expression of what must not occur. */
  excluded?: string
  terms: Term[]
  /** The text without operators, for looking up an id. */
  plain: string
}

interface Term {
  words: string[]
  prefix: boolean
  negative: boolean
}

const TOKEN = /-?"[^"]*"?\*?|[^\s"]+/g
const WORD = /[\p{L}\p{N}\p{Co}]+/gu
/** At most so many terms of one search are used. */
const MAX_TERMS = 50

/** The words of a text, folded as the index folds them. */
export function foldedWords(text: string): string[] {
  const folded = text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
  return folded.match(WORD) ?? []
}

const quoted = (words: string[]) => `"${words.join(' ')}"`
const expression = (terms: Term[], operator: string) =>
  terms.map(({words, prefix}) => quoted(words) + (prefix ? ' *' : '')).join(operator)

export function parseTextQuery(text: string): TextQuery {
  const terms: Term[] = []
  for (const token of (text.match(TOKEN) ?? []).slice(0, MAX_TERMS)) {
    const negative = token.startsWith('-') && token.length > 1
    const words = foldedWords(token)
    if (words.length > 0) terms.push({words, prefix: token.endsWith('*'), negative})
  }
  const required = terms.filter((term) => !term.negative)
  const excluded = terms.filter((term) => term.negative)
  return {
    // Punctuation alone is a question without an answer; only silence and "*" ask for everything.
    everything: terms.length === 0 && /^[\s*]*$/.test(text),
    ...(required.length > 0 ? {required: expression(required, ' AND ')} : {}),
    ...(excluded.length > 0 ? {excluded: expression(excluded, ' OR ')} : {}),
    terms,
    plain: text.replace(/["*]/g, '').trim(),
  }
}

function occurrences(words: string[], term: Term): number {
  const last = term.words.length - 1
  let count = 0
  for (let start = 0; start + last < words.length; start++) {
    const fits = term.words.every((word, i) => {
      const found = words[start + i] as string
      return i === last && term.prefix ? found.startsWith(word) : found === word
    })
    if (fits) count++
  }
  return count
}

/** How well a text answers: 0 when it does not, else more for every further occurrence, less and less. */
export function textScore(text: string, query: TextQuery): number {
  if (query.everything) return 1
  if (query.terms.length === 0) return 0
  const words = foldedWords(text)
  let score = 0
  let required = 0
  for (const term of query.terms) {
    const count = occurrences(words, term)
    if (term.negative ? count > 0 : count === 0) return 0
    if (term.negative) continue
    required++
    score += (count * 2.2) / (count + 1.2)
  }
  return required === 0 ? 1 : score
}

/** What groq-js takes for one word of a `match` pattern. */
const PATTERN_WORD = /[^!@#$%^&(),\\/?";:{}|[\]+<>\s-]+/g
const DOTS_AT_LETTERS = /\b\.+|\.+\b/g
/** Letters that the index surely takes for part of a word, in every version of Unicode. */
const SURE_LETTER = /[0-9A-Za-z\u00c0-\u024f\u0391-\u03c9\u0410-\u044f]/

/**
 * A full-text expression that every document must satisfy whose text matches the patterns of `match`: a superset, because
 * the index splits words further and does not know wildcards in the middle. `undefined`: the index says nothing;
 * `null`: nothing can match.
 */
export function matchExpression(pattern: unknown): string | null | undefined {
  const patterns = typeof pattern === 'string' ? [pattern] : pattern
  if (!Array.isArray(patterns) || !patterns.every((item) => typeof item === 'string')) return null
  const words = patterns.flatMap(
    (item: string) => item.replace(DOTS_AT_LETTERS, '').match(PATTERN_WORD) ?? [],
  )
  if (words.length === 0) return null
  const known = words.flatMap((word) => {
    const star = word.indexOf('*')
    const start = star < 0 ? word : word.slice(0, star)
    if (!SURE_LETTER.test(start) || /[^\x20-\u024f\u0370-\u04ff]/.test(start)) return []
    return [`"${start}"${star < 0 ? '' : ' *'}`]
  })
  return known.length > 0 ? [...new Set(known)].join(' AND ') : undefined
}
