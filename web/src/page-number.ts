/** Numbers in the addresses of lists that fill several pages: from the second page on. */
import {notFound} from 'next/navigation'
import type {ArticlePage} from './content/articles.ts'

/** The number that an address ends in; the first page has another address. */
export function pageNumber(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text) || text === '1') notFound()
  return Number(text)
}

/** What a page after the first is called: by its number alone as long as the list has no name. */
export const numberedTitle = (title: string | null, page: number): string =>
  title ? `${title} (${page})` : `(${page})`

/** A page that the list does not reach is not there; the first one is, though it may be empty. */
export function orNotFound<Found extends ArticlePage>(found: Found, page: number): Found {
  if (found.articles.length === 0 && page > 1) notFound()
  return found
}
