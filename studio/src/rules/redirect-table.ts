/**
 * Redirects among each other and beside pages: no circle, no second hop, no address that is taken.
 *
 * The site itself survives all of these (it leaves circles out and takes a chain in one hop). The editor is told, because what is
 * meant cannot be guessed, and because a table in which every line says where readers end is one that can be read.
 */
import {addressesOf, pathOf} from './address.ts'
import {publishedId} from './references.ts'

export interface KnownRedirect {
  _id: string
  _rev?: string
  from?: string | null
  to?: string | null
  gone?: boolean | null
}

/** A published document with a page. */
export interface KnownPage {
  _id: string
  _type: string
  title?: string | null
  slug?: string | null
  language?: string | null
  formerSlugs?: (string | null)[] | null
}

/** Of a document as it is stored; a program may have written anything. */
export function pageOf(document: {_id: string; _type: string}): KnownPage {
  const {_id, _type, slug, language, formerSlugs} = document as typeof document & {
    slug?: {current?: unknown}
    language?: unknown
    formerSlugs?: unknown
  }
  return {
    _id: publishedId(_id),
    _type,
    slug: typeof slug?.current === 'string' ? slug.current : null,
    language: language === 'fr' ? 'fr' : 'en',
    formerSlugs: Array.isArray(formerSlugs) ? formerSlugs : [],
  }
}

export interface Surroundings {
  redirects: KnownRedirect[]
  pages: KnownPage[]
}

interface Step {
  to: string | null
  /** In words, for the sentence. */
  because: string
  /** What to do instead of taking another address. */
  otherwise?: string
}

export const called = ({title, _type}: KnownPage) => (title ? `“${title}”` : `an untitled ${_type}`)

const formerOf = ({_type, language, formerSlugs}: KnownPage): string[] =>
  (formerSlugs ?? []).flatMap((slug) => (slug ? addressesOf(_type, slug, language) : []))

const currentOf = ({_type, language, slug}: KnownPage): string[] =>
  slug ? addressesOf(_type, slug, language) : []

const pageAt = ({pages}: Surroundings, path: string) =>
  pages.find((page) => currentOf(page).includes(path))

/** Where an address leads now, if it leads anywhere. What is published there comes first, as on the site. */
function stepFrom(around: Surroundings, path: string): Step | undefined {
  if (pageAt(around, path)) return undefined
  const redirect = around.redirects.find(({from}) => from && pathOf(from) === path)
  if (redirect) {
    return redirect.gone
      ? {to: null, because: `${path} is marked as gone`}
      : {
          to: redirect.to ? pathOf(redirect.to) : null,
          because: `${path} is redirected already`,
          otherwise: ', or delete that redirect first (Redirects, on the desk)',
        }
  }
  const page = around.pages.find((one) => formerOf(one).includes(path))
  const to = page && currentOf(page)[formerOf(page).indexOf(path) % currentOf(page).length]
  return page && to ? {to, because: `${path} is a former address of ${called(page)}`} : undefined
}

/** A sentence about an old path that is taken, or `null`. */
export function redirectReuseProblem(redirect: KnownRedirect, around: Surroundings): string | null {
  if (!redirect.from) return null
  const path = pathOf(redirect.from)
  const others = without(around, redirect._id)
  const page = pageAt(others, path)
  if (page) {
    return `${called(page)} is published at ${path}, so nobody would be led away. Change its address first, or unpublish it.`
  }
  const step = stepFrom(others, path)
  if (step) {
    return step.to
      ? `${step.because}, and leads to ${step.to}. One address can lead to one place only.`
      : `${step.because}. Change that entry instead.`
  }
  const earlier = others.redirects.find(({to, gone}) => !gone && to && pathOf(to) === path)
  return earlier?.from
    ? `${pathOf(earlier.from)} leads here. Let it lead to the new address first, so that nobody is sent twice.`
    : null
}

/** A sentence about where a redirect leads, if that is a circle or leads on; or `null`. */
export function redirectChainProblem(redirect: KnownRedirect, around: Surroundings): string | null {
  const {from, to, gone} = redirect
  if (!from || !to || gone || !to.startsWith('/')) return null
  const others = without(around, redirect._id)
  const start = pathOf(from)
  const way = [pathOf(to)]
  for (;;) {
    const here = way.at(-1) ?? start
    const step = stepFrom(others, here)
    if (!step) break
    if (step.to === null) return `${step.because}: readers would end there. Choose another address.`
    if (step.to === start) {
      return `This leads in a circle: ${[start, ...way, start].join(' → ')}. Choose another address.`
    }
    if (way.includes(step.to)) return `${here} leads in a circle already. Mend that first.`
    way.push(step.to)
  }
  return way.length > 1
    ? `${way[0]} itself leads on to ${way.at(-1)}. Write ${way.at(-1)} here.`
    : null
}

/** A sentence about a page's new address that readers know as another page's, or `null`. */
export function addressReuseProblem(page: KnownPage, around: Surroundings): string | null {
  const id = publishedId(page._id)
  const own = around.pages.find(({_id}) => _id === id)
  const others = {...around, pages: around.pages.filter(({_id}) => _id !== id)}
  for (const path of currentOf(page)) {
    // Its own former address, taken up again; the site lets the page show itself.
    if (own && (formerOf(own).includes(path) || currentOf(own).includes(path))) continue
    const there = pageAt(others, path)
    if (there) return `${called(there)} is published at ${path}. Choose another address.`
    const step = stepFrom(others, path)
    if (!step?.to) continue
    if (own && leadsTo(others, path, currentOf(own))) continue
    return `${step.because}: who follows an old link to ${step.to} would land here. Choose another address${step.otherwise ?? ''}.`
  }
  return null
}

/** Whether who follows every step from a path comes by one of these addresses. */
function leadsTo(around: Surroundings, path: string, addresses: string[]): boolean {
  const seen = new Set<string>()
  let here: string | null | undefined = path
  while (here && !seen.has(here)) {
    if (addresses.includes(here)) return true
    seen.add(here)
    here = stepFrom(around, here)?.to
  }
  return false
}

/** Where who follows every step from an address ends; nothing in a circle, and where it is gone. */
export function endOf(around: Surroundings, path: string): string | undefined {
  const seen = new Set<string>()
  let here = path
  while (!seen.has(here)) {
    seen.add(here)
    const step = stepFrom(around, here)
    if (!step) return here
    if (step.to === null) return undefined
    here = step.to
  }
  return undefined
}

const without = (around: Surroundings, id: string): Surroundings => ({
  ...around,
  redirects: around.redirects.filter(({_id}) => publishedId(_id) !== publishedId(id)),
})
