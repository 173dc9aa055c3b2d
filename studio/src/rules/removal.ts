/**
 * What becomes of the addresses of a page that is taken away: they lead to another page, are gone for good, or are not found.
 *
 * All of them count: its own, those it had before, and redirects that led to it, which would otherwise lead nowhere.
 */
import {addressesOf, pathOf} from './address.ts'
import {publishedId} from './references.ts'
import type {KnownPage, KnownRedirect, Surroundings} from './redirect-table.ts'
import {urlProblem} from './url.ts'

export type Successor = {kind: 'page'; to: string} | {kind: 'gone'} | {kind: 'nothing'}

export interface RemovalPlan {
  /** Addresses for which a redirect is to be made. */
  create: {from: string}[]
  /** Redirects that are there, and are to say the same. */
  change: {_id: string; from: string}[]
  /** Addresses that it held and another page has: readers go on finding that one. */
  taken: {from: string; by: KnownPage}[]
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

/** `pages` are those that stand at its addresses; itself may be among them. */
export function removalPlan(
  page: KnownPage,
  languages: readonly string[],
  {redirects, pages}: Surroundings,
): RemovalPlan {
  const held = addressesHeld(page, languages)
  const change = redirects
    .filter(isPublished)
    .filter(({from, to, gone}) => isOneOf(held, from) || (!gone && isOneOf(held, to)))
    .map(({_id, from}) => ({_id, from: from ? pathOf(from) : ''}))
  const others = pages.filter(({_id}) => _id !== publishedId(page._id))
  const taken = held.flatMap((from) => {
    const by = others.find((one) => standsAt(one, from))
    return by ? [{from, by}] : []
  })
  const served = new Set([...change, ...taken].map(({from}) => from))
  return {
    create: held.filter((from) => !served.has(from)).map((from) => ({from})),
    change,
    taken,
  }
}

/** A draft of a redirect leads nobody anywhere, and there may be no published one to change. */
const isPublished = ({_id}: KnownRedirect) => _id === publishedId(_id)

const isOneOf = (paths: string[], address: string | null | undefined) =>
  Boolean(address) && paths.includes(pathOf(address ?? ''))

export const standsAt = ({_type, slug, language}: KnownPage, path: string) =>
  slug ? addressesOf(_type, slug, language).includes(path) : false

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
  const isPage = pages.some((one) => standsAt(one, path))
  return isList || isPage ? null : `Nothing is published at ${path}. Choose a page that is there.`
}
