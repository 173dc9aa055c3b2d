/**
 * Which web pages may speak to the lake from a browser: exact origins from the settings, nothing reflected, never `*`.
 *
 * A request from another origin that would change something is refused before anything reads it, also when the browser
 * sends it without asking first (a `text/plain` POST). Its reads get no allowance, so its page cannot see the answer; and where the
 * browser says that the page is of another site, the lake does not work for it either.
 */
import {forbidden} from '../errors.ts'

/** What addresses of the lake take, each its own. */
export const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'
const PREFLIGHT_SECONDS = '600'
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])
/** What scripts may read besides the simple headers. */
const EXPOSED = 'content-disposition, etag, retry-after, x-sanity-shard'
const HEADER_LIST = /^[A-Za-z0-9-]+(?:\s*,\s*[A-Za-z0-9-]+)*$/

export type Origins = ReadonlySet<string>

/** Exact origins from a list such as `http://localhost:3333,https://studio.example.com`. */
export function readOrigins(list: readonly string[]): Origins {
  return new Set(
    list.map((entry) => {
      const url = URL.parse(entry)
      if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search)
        return url.origin
      throw new Error(
        `"${entry}" is not an origin. Write scheme, host and port only, such as http://localhost:3333.`,
      )
    }),
  )
}

export const isAllowedOrigin = (origin: string | null | undefined, origins: Origins): boolean =>
  typeof origin === 'string' && origins.has(origin)

/** Refuse what a page of another origin asks the browser to change. */
export function refuseForeignWrite(request: Request, origins: Origins): void {
  const origin = request.headers.get('origin')
  if (READING.has(request.method) || origin === null || origins.has(origin)) return
  throw forbidden(
    `The origin ${origin.slice(0, 200)} may not change this Content Lake. Nothing was changed. Add it to LAKE_ALLOWED_ORIGINS if it is yours.`,
  )
}

/**
 * Refuse what a page of another site asks the browser to read. Those of this machine (`localhost` and names that end so, on any
 * port) send their origin, or are of the same site; what is typed or opened from a bookmark is of none.
 */
export function refuseForeignRead(request: Request, origins: Origins): void {
  if (request.headers.get('sec-fetch-site') !== 'cross-site') return
  const origin = request.headers.get('origin')
  if (isAllowedOrigin(origin, origins)) return
  throw forbidden(
    'A page of another site may not ask this Content Lake. Type the address yourself, or add the origin of that page to LAKE_ALLOWED_ORIGINS if it is yours.',
  )
}

/** The answer to a preflight: what an allowed origin may send, or a refusal without any allowance. */
export function preflight(request: Request, origins: Origins): Response {
  if (!isAllowedOrigin(request.headers.get('origin'), origins)) {
    return new Response(null, {status: 403, headers: {vary: 'Origin'}})
  }
  const headers = new Headers({
    'access-control-allow-methods': METHODS,
    'access-control-max-age': PREFLIGHT_SECONDS,
  })
  const wanted = request.headers.get('access-control-request-headers')
  if (wanted && HEADER_LIST.test(wanted)) headers.set('access-control-allow-headers', wanted)
  if (request.headers.get('access-control-request-private-network') === 'true') {
    headers.set('access-control-allow-private-network', 'true')
  }
  return allowOrigin(request, new Response(null, {status: 204, headers}), origins)
}

/** Let an allowed origin's page read the response. */
export function allowOrigin(request: Request, response: Response, origins: Origins): Response {
  const {headers} = response
  const vary = headers.get('vary')
  if (!/\borigin\b/i.test(vary ?? '')) headers.append('vary', 'Origin')
  const origin = request.headers.get('origin')
  if (origin === null || !origins.has(origin)) return response
  headers.set('access-control-allow-origin', origin)
  headers.set('access-control-allow-credentials', 'true')
  headers.set('access-control-expose-headers', EXPOSED)
  return response
}
