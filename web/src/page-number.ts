/** Numbers in the addresses of lists that fill several pages: from the second page on. */
import {notFound} from 'next/navigation'
import type {ArticlePage} from './content/articles.ts'

/** The number that an address ends in; the first page has another address. */
export function pageNumber(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text) || text === '1') notFound()
  return Number(text)
}

/** A page that the list does not reach is not there; the first one is, though it may be empty. */
export function orNotFound(found: ArticlePage, page: number): ArticlePage {
  if (found.articles.length === 0 && page > 1) notFound()
  return found
}
