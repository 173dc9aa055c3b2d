/** Addresses of documents that have pages, and how they move from one to another. Pure. */
import {isPageSlug, isSiteLanguage, partOf} from '../addresses.ts'
import {hasLanguage, type Change, type DocumentState} from '../invalidation/change.ts'
import {pathsOf} from '../invalidation/table.ts'
import {sitePath} from '../site-path.ts'

export type WithPage = 'article' | 'author' | 'page' | 'topic'

export interface Move {
  from: string
  to: string
}

/**
 * Where a document has its page, in every language: authors and topics stand in all of them, under one slug. What is in a language that the
 * site does not have is on no page.
 */
export function addressesOf(
  type: WithPage,
  {slug, language}: Pick<DocumentState, 'slug' | 'language'>,
): string[] {
  if (hasLanguage(type) && !isSiteLanguage(language ?? null)) return []
  const paths = pathsOf(type, {slug, language, from: null})
  return hasLanguage(type) ? paths : paths.flatMap((path) => [path, `/fr${path}`])
}

/** From each of the old addresses to the new one in the same language. */
export const between = (old: string[], current: string[]): Move[] =>
  old.flatMap((from, i) => {
    const to = current[i]
    return to === undefined || to === from ? [] : [{from, to}]
  })

export function movesOf({type, before, after}: Change): Move[] {
  if (!isWithPage(type) || !before || !after) return []
  return between(addressesOf(type, before), addressesOf(type, after))
}

export const isWithPage = (type: Change['type']): type is WithPage =>
  type === 'article' || type === 'author' || type === 'page' || type === 'topic'

/**
 * The address of the document without which nothing is found where a redirect leads, if that is a page of one. Of a later page of a list, a
 * feed or an article's Markdown it is that of the whole.
 */
export function documentAddress(to: string): string | undefined {
  const path = to.startsWith('/') ? sitePath(to)?.path : undefined
  const whole = path === undefined ? undefined : (partOf(path)?.whole ?? path)
  if (whole === undefined) return undefined
  if (/^(?:\/fr)?\/(?:articles|authors|topics)\/[^/]+$/.test(whole)) return whole
  const [, slug] = /^(?:\/fr)?\/([^/]+)$/.exec(whole) ?? []
  return slug !== undefined && isPageSlug(decodeURIComponent(slug)) ? whole : undefined
}
