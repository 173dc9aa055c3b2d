/**
 * A page as it is kept: what is known of it, and what readers get. Its key is its address.
 */
import {hash} from 'node:crypto'

export interface PageRecord {
  key: string
  /** The address that it answers, when the front server asked for it. */
  path?: string
  status: number
  tags: string[]
  /** When the render began, on the cache's clock: what happened later is not in it. Or when it was found to be what a render would make. */
  renderedAt: number
  /** When it was rendered, if it has been found unchanged since then. */
  sameSince?: number
  /** Seconds after which it is stale by itself, or `false`. */
  revalidate: number | false
  /** Of the body as readers get it: ties an answer to the render that it came from. */
  digest: string
}

/** What readers get: the page or file itself. */
export interface PageValue {
  headers: Record<string, string>
  body: string | Uint8Array
}

export interface StoredPage extends PageRecord {
  value: PageValue
}

/** Nothing stands there, or no more. */
export const isGone = ({status}: Pick<PageRecord, 'status'>): boolean =>
  status === 404 || status === 410

/** What is known of a page, without the page. */
export const recordOf = (page: PageRecord): PageRecord => ({
  key: page.key,
  ...(page.path === undefined ? {} : {path: page.path}),
  status: page.status,
  tags: page.tags,
  renderedAt: page.renderedAt,
  ...(page.sameSince === undefined ? {} : {sameSince: page.sameSince}),
  revalidate: page.revalidate,
  digest: page.digest,
})

export const digestOf = (body: string | Uint8Array): string =>
  hash('sha256', body, 'base64url').slice(0, 27)

/** About so many bytes of memory. */
export const bytesOf = ({body}: PageValue): number =>
  2_000 + (typeof body === 'string' ? 2 * body.length : body.byteLength)
