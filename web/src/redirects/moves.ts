/** Addresses of documents that have pages, and how they move from one to another. Pure. */
import {hasLanguage, type Change, type DocumentState} from '../invalidation/change.ts'
import {pathsOf} from '../invalidation/table.ts'

type WithPage = 'article' | 'author' | 'page' | 'topic'

interface Move {
  from: string
  to: string
}

/** Where a document has its page, in every language: authors and topics stand in all of them, under one slug. */
export function addressesOf(
  type: WithPage,
  {slug, language}: Pick<DocumentState, 'slug' | 'language'>,
): string[] {
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
