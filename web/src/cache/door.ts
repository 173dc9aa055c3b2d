/**
 * The door between Next and the server that runs it.
 *
 * Next loads the cache handler by path and bundles the routes, so a module of ours exists up to three times in one process
 * and module state is not shared. What must be one is handed over here, on `globalThis`. During `next build` nobody
 * stands behind the door: the handler then keeps nothing, and nothing of a lake becomes part of a build.
 */
import type {PageCache} from './page-cache.ts'

const pageCacheKey = Symbol.for('masthead.page-cache')

type Doors = Record<symbol, unknown>

export function openPageCache(cache: PageCache): void {
  ;(globalThis as Doors)[pageCacheKey] = cache
}

export const pageCache = (): PageCache | undefined =>
  (globalThis as Doors)[pageCacheKey] as PageCache | undefined

/** Headers of requests that the front server makes to Next. Never accepted from outside. */
export const pathHeader = 'x-masthead-path'
/** A number of its own for every request to Next. */
export const askHeader = 'x-masthead-ask'
export const renewHeader = 'x-masthead-renew'
/** The document whose draft the page is to show, to a reviewer. */
export const reviewHeader = 'x-masthead-review'
