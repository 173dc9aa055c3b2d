/**
 * What becomes of the addresses of a page that is taken away: they lead to another page, are gone for good, or are not found.
 *
 * All of them count: its own, those it had before, and redirects that led to it, which would otherwise lead nowhere.
 */
import {addressesOf, pathOf} from './address.ts'
import {publishedId} from './references.ts'
import type {KnownPage, Surroundings} from './redirect-table.ts'
import {urlProblem} from './url.ts'

export type Successor = {kind: 'page'; to: string} | {kind: 'gone'} | {kind: 'nothing'}

export interface RemovalPlan {
  /** Addresses for which a redirect is to be made. */
  create: {from: string}[]
  /** Redirects that are there, and are to say the same. */
  change: {_id: string}[]
}

/** Every address that readers may hold of a page. */
export function addressesHeld(
  {_type, slug, formerSlugs, language}: KnownPage,
  languages: readonly string[],
): string[] {
  const slugs = [slug, ...(formerSlugs ?? [])].filter((one) => typeof one === 'string')
  const all = slugs.flatMap((one) => addressesOf(_type, one, language))
  const isOwn = (path: string) =>
    language === 'fr' || languages.includes('fr') || !path.startsWith('/fr/')
  return [...new Set(all)].filter(isOwn)
}

export function removalPlan(
  page: KnownPage,
  languages: readonly string[],
  {redirects}: Pick<Surroundings, 'redirects'>,
): RemovalPlan {
  const held = addressesHeld(page, languages)
  // A draft of a redirect leads nobody anywhere, and there may be no published one to change.
  const published = redirects.filter(({_id}) => _id === publishedId(_id))
  const known = published.map(({_id, from, to, gone}) => ({
    _id,
    from: from ? pathOf(from) : '',
    to: to && !gone ? pathOf(to) : '',
  }))
  const change = known.filter(({from, to}) => held.includes(from) || held.includes(to))
  const taken = new Set(change.map(({from}) => from))
  return {
    create: held.filter((from) => !taken.has(from)).map((from) => ({from})),
    change: change.map(({_id}) => ({_id})),
  }
}

/** A sentence about where readers are to be led, or `null`. */
export function successorProblem(
  successor: Successor,
  page: KnownPage,
  {pages}: Pick<Surroundings, 'pages'>,
): string | null {
  if (successor.kind !== 'page') return null
  const {to} = successor
  if (!to) return 'Choose the page that readers get instead.'
  const problem = urlProblem(to)
  if (problem) return problem
  if (!to.startsWith('/')) return null
  const path = pathOf(to)
  if (addressesHeld(page, ['fr']).includes(path)) {
    return 'That is the page you are taking away. Choose another.'
  }
  const isList = /^(?:\/fr)?(?:\/(?:articles|authors|topics|search))?\/?$/.test(path)
  const isPage = pages.some(({_type, slug, language}) =>
    slug ? addressesOf(_type, slug, language).includes(path) : false,
  )
  return isList || isPage ? null : `Nothing is published at ${path}. Choose a page that is there.`
}
