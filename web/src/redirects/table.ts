/**
 * The table of redirects: from what editors said to one answer for each address.
 *
 * A reader makes one hop, however often a page moved. A loop leads nowhere and is left out, with all that lead into it. An
 * address at which something is published is never in the table: a slug that is used again shows its new page. Neither is one that would
 * lead to a page that is not there. Pure.
 */
import {sitePath} from '../site-path.ts'

export interface Rule {
  from: string
  /** A page of this site, another site, or `null`: gone for good. */
  to: string | null
  permanent: boolean
}

export type Redirect = {status: 308 | 307; location: string} | {status: 410}

/** Parts of the site that are no pages. */
const fixed = /^\/(?:_next|api|cards|files|fonts|images|reader|review|styles)(?:\/|$)/

/** Pages that the site has without anybody having published them: a slip must not take the archive away. Studio refuses the same. */
const own =
  /^(?:\/|\/fr|(?:\/fr)?\/(?:articles|authors|topics|search|not-found-page|feed\.xml|atom\.xml|feed\.json|llms\.txt)|\/robots\.txt|\/sitemap(?:-(?:pages|\d{4})(?:-\d{1,2})?)?\.xml)$/

interface Surroundings {
  /** Is something published at this address? */
  isLive: (path: string) => boolean
  /** Is it known that nothing is found there? */
  isMissing?: (location: string) => boolean
  origin: string
}

/** Where rules about one address differ, the first one counts. */
export function redirectTable(
  rules: Rule[],
  {isLive, isMissing = () => false, origin}: Surroundings,
): Map<string, Redirect> {
  const known = new Map<string, {to: string | null; permanent: boolean}>()
  for (const {from, to, permanent} of rules) {
    const path = pathOf(from)
    if (path === undefined || own.test(path) || fixed.test(path)) continue
    const target = to === null ? null : targetOf(to, origin)
    if (target === undefined || known.has(path) || isLive(path)) continue
    known.set(path, {to: target, permanent})
  }
  const table = new Map<string, Redirect>()
  for (const from of known.keys()) {
    const redirect = follow(from, known)
    if (!redirect || (redirect.status !== 410 && isMissing(redirect.location))) continue
    table.set(from, redirect)
  }
  return table
}

function follow(
  from: string,
  known: ReadonlyMap<string, {to: string | null; permanent: boolean}>,
): Redirect | undefined {
  const passed = new Set([from])
  let permanent = true
  for (let rule = known.get(from); rule;) {
    permanent &&= rule.permanent
    if (rule.to === null) return {status: 410}
    const [path = ''] = rule.to.split(/[?#]/, 1)
    if (passed.has(path)) return undefined
    const next = known.get(path)
    if (!next) return {status: permanent ? 308 : 307, location: rule.to}
    passed.add(path)
    rule = next
  }
  return undefined
}

/** The one name of an address of this site. */
const pathOf = (address: string): string | undefined =>
  address.startsWith('//') ? undefined : sitePath(address)?.path

/** The site's own address may stand before that of a page. */
export const withoutOwn = (origin: string, to: string): string =>
  to.startsWith(`${origin}/`) ? to.slice(origin.length) : to

function targetOf(given: string, origin: string): string | undefined {
  const to = withoutOwn(origin, given)
  if (to.startsWith('/')) {
    const path = pathOf(to)
    if (path === undefined) return undefined
    const rest = /[?#].*$/.exec(to)?.[0] ?? ''
    const url = new URL(`${path}${rest}`, 'http://site.invalid')
    return url.origin === 'http://site.invalid' ? `${path}${url.search}${url.hash}` : undefined
  }
  if (!URL.canParse(to)) return undefined
  const url = new URL(to)
  return /^https?:$/.test(url.protocol) ? url.href : undefined
}
