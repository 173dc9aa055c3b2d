/**
 * From the address that a client sent to the one name that a page has.
 *
 * `/articles/tides`, `/articles/%74ides` and `/articles/tides?utm_source=x` are one page and must be one entry in
 * the cache. Next also finds it at `/ARTICLES/tides`, and at every other of 256 spellings: who asks for one of those is sent to
 * the page's own, and who asks for a list's first page by its number to the list. `/index` is refused: under a `[slug]` route Next
 * stores it as `/` (next.js #92296).
 */
const own = 'articles|authors|topics|search|not-found-page'
const words = new RegExp(`^/(?:fr(?:/(?:${own}))?|${own})(?=/|$)`, 'i')
const twin = /^(?:\/fr)?\/articles\/[^/]+\.md$/i
const firstOfList = /^((?:\/fr)?\/(?:articles|(?:authors|topics)\/[^/]+))\/page\/1$/
/** Where Next keeps the pages that it serves. */
const inside = /^(?:\/reader\/(?:en|(fr)))+(?=\/|$)/
const plain = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+$/
const longest = 1_000

export interface SitePath {
  path: string
  /** The same page under a name that it does not have: send the reader to the right one. */
  moved: boolean
}

/** The target without an origin before it, as a proxy may send it. Whose it is does not matter: there is one site here. */
export function withoutOrigin(target: string): string {
  if (target.startsWith('/')) return target
  const [origin] = /^https?:\/\/[^/?#]+/i.exec(target) ?? []
  if (!origin) return target
  const rest = target.slice(origin.length)
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** The canonical path of a request target, or nothing when no page can have such an address. */
export function sitePath(target: string): SitePath | undefined {
  const end = target.search(/[?#]/)
  const raw = end < 0 ? target : target.slice(0, end)
  if (raw.length > longest || !raw.startsWith('/')) return undefined
  if (raw === '/') return {path: '/', moved: false}
  const named = plain.test(raw) ? raw : rewritten(raw)
  if (named === undefined || named === '/index' || named.startsWith('/index/')) return undefined
  const path = inOwnLetters(named.replace(inside, (_, fr) => (fr ? '/fr' : '')) || '/')
  return {path, moved: raw.endsWith('/') || path !== named}
}

/** The same with the words that are the site's, not an editor's, as the site writes them. */
function inOwnLetters(path: string): string {
  const lower = path.replace(words, (found) => found.toLowerCase()).replace(firstOfList, '$1')
  return twin.test(lower) ? lower.replace(/\.md$/i, '.md') : lower
}

/** The same in small letters, or nothing when it is: slugs hardly ever have others, and people who type an address do not know. */
export function inSmallLetters(path: string): string | undefined {
  const small = path.split('/').map((segment) => decoded(segment)?.toLowerCase() ?? segment)
  const address = small.map((segment) => encodeURIComponent(segment)).join('/')
  return address === path ? undefined : address
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
