/**
 * From the address that a client sent to the one name that a page has.
 *
 * `/articles/tides`, `/articles/%74ides` and `/articles/tides?utm_source=x` are one page and must be one entry in
 * the cache. `/index` is refused: under a `[slug]` route Next stores it as `/` (next.js #92296).
 */
const plain = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+$/
const longest = 1_000

export interface SitePath {
  path: string
  /** The same page under a name that it does not have: send the reader to the right one. */
  moved: boolean
}

/** The canonical path of a request target, or nothing when no page can have such an address. */
export function sitePath(target: string): SitePath | undefined {
  const end = target.search(/[?#]/)
  const raw = end < 0 ? target : target.slice(0, end)
  if (raw.length > longest || !raw.startsWith('/')) return undefined
  if (raw === '/') return {path: '/', moved: false}
  const path = plain.test(raw) ? raw : rewritten(raw)
  if (path === undefined || path === '/index' || path.startsWith('/index/')) return undefined
  return {path, moved: raw.endsWith('/')}
}

function rewritten(raw: string): string | undefined {
  const trimmed = raw.replace(/\/$/, '')
  const segments: string[] = []
  for (const segment of trimmed.slice(1).split('/')) {
    const text = decoded(segment)
    if (text === undefined || !/^[^/\\\p{Cc}]+$/u.test(text) || /^\.+$/.test(text)) return undefined
    segments.push(encodeURIComponent(text))
  }
  return `/${segments.join('/')}`
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
