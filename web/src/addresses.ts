/** The addresses of the site's own pages, and what may stand in a link that an editor typed. */

export type LanguageCode = 'en' | 'fr'

/** English stands at `/`, every other language under its code; a document that names none is English. */
export const codeOf = (language: string | null): LanguageCode => (language === 'fr' ? 'fr' : 'en')

/** Can what is in this language have an address here? Queries ask for English, which what names none is in, or French. */
export const isSiteLanguage = (language: unknown): boolean =>
  language === null || language === 'en' || language === 'fr'

const prefix = (code: LanguageCode): string => (code === 'en' ? '' : `/${code}`)

export const homePath = (code: LanguageCode): string => prefix(code) || '/'

/** One of the site's own lists, in a language: `/topics`, `/fr/topics`. */
export const listPath = (list: 'articles' | 'authors' | 'topics', code: LanguageCode): string =>
  `${prefix(code)}/${list}`

export const searchPath = (code: LanguageCode): string => `${prefix(code)}/search`

interface Addressed {
  slug: string | null
  language: string | null
}

export const articlePath = ({slug, language}: Addressed): string =>
  `${prefix(codeOf(language))}/articles/${encodeURIComponent(slug ?? '')}`
/** What stands on no list: about, contact, privacy. */
export const pagePath = ({slug, language}: Addressed): string =>
  `${prefix(codeOf(language))}/${encodeURIComponent(slug ?? '')}`
export const authorPath = (slug: string, code: LanguageCode): string =>
  `${prefix(code)}/authors/${encodeURIComponent(slug)}`
export const topicPath = (slug: string, code: LanguageCode): string =>
  `${prefix(code)}/topics/${encodeURIComponent(slug)}`
/** Of a list that fills several pages, the page with this number; the first has the list's own address. */
export const numbered = (path: string, page: number): string =>
  page > 1 ? `${path}/page/${page}` : path

const partOfList =
  /^(?<whole>(?:\/fr)?\/(?:authors|topics)\/[^/?#]+)(?<rest>\/page\/\d+|\/(?:feed\.xml|atom\.xml|feed\.json))$/
const twinOfArticle = /^(?<whole>(?:\/fr)?\/articles\/[^/?#]+)(?<rest>\.md)$/

/**
 * Of an address that goes where another goes: that of a topic's or author's page before a later page or a feed, an article's before `.md`.
 */
export function partOf(path: string): {whole: string; rest: string} | undefined {
  const {whole, rest} = (partOfList.exec(path) ?? twinOfArticle.exec(path))?.groups ?? {}
  return whole && rest ? {whole, rest} : undefined
}

export const archivePath = (page: number, code: LanguageCode): string =>
  numbered(listPath('articles', code), page)

/**
 * First parts of addresses that the site needs itself. A page cannot take one: it would never be seen, or hide what is
 * there. The Studio refuses the same names.
 */
export const reservedNames = [
  'api',
  'articles',
  'authors',
  'en',
  'files',
  'fonts',
  'fr',
  'images',
  'index',
  'not-found-page',
  'reader',
  'search',
  'share',
  'styles',
  'topics',
]

/** Can a page stand at this address? Files of the site's own (`feed.xml`) have a dot, pages have none. */
export const isPageSlug = (slug: string): boolean =>
  /^[^._/][^./]*$/.test(slug) && !reservedNames.includes(slug)

/** The address if following it can only lead somewhere; nothing if it could run something. */
export function safeHref(url: string | null | undefined): string | undefined {
  const trimmed = url?.trim()
  if (!trimmed) return undefined
  if (/^(?:\/(?!\/)|#)/.test(trimmed)) return trimmed
  if (!URL.canParse(trimmed)) return undefined
  return /^(?:https?|mailto|tel):$/.test(new URL(trimmed).protocol) ? trimmed : undefined
}
