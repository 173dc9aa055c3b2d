/** What the lake knows of addresses: asked anew when a form is checked, because others write redirects too. */
import type {SanityClient} from '@sanity/client'
import {addressedTypes, pathOf} from '../rules/address.ts'
import type {KnownPage, KnownRedirect, Surroundings} from '../rules/redirect-table.ts'

export const redirects = '*[_type == "redirect" && defined(from)] {_id, from, to, gone}'
const published = '_type in $types && !(_id in path("drafts.**")) && !(_id in path("versions.**"))'
const page =
  '{_id, _type, "title": coalesce(title, name), "slug": slug.current, language, formerSlugs}'

interface Asking {
  getClient: (options: {apiVersion: string}) => SanityClient
}

const rawClient = ({getClient}: Asking) =>
  getClient({apiVersion: '2025-02-19'}).withConfig({perspective: 'raw'})

const mostToChooseFrom = 6

/** A few published pages to choose from, by words of their titles as somebody types them; without any, those that changed last. */
export function pagesWithWords(
  asking: Asking,
  {text, except}: {text: string; except: string},
): Promise<KnownPage[]> {
  const words = text
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => `${word}*`)
  const matches = words.length > 0 ? ' && (title match $words || name match $words)' : ''
  return rawClient(asking).fetch<KnownPage[]>(
    `*[${published} && defined(slug.current) && _id != $except${matches}] | order(_updatedAt desc) [0...${mostToChooseFrom}] ${page}`,
    {types: addressedTypes, words, except},
    {tag: 'addresses'},
  )
}

interface Places {
  /** The document that is looked at; its published version is among the pages. */
  id: string
  paths: string[]
}

/**
 * What decides about a few addresses: the redirects, and the pages that stand, or once stood, where these or the redirects from
 * there lead. Forms are checked at every change, and a newsroom has thousands of pages.
 */
export async function surroundingsAt(asking: Asking, {id, paths}: Places): Promise<Surroundings> {
  const client = rawClient(asking)
  const options = {tag: 'addresses'}
  const known = await client.fetch<KnownRedirect[]>(redirects, {}, options)
  const slugs = [...new Set(reachedFrom(paths, known).map(lastPart))].filter(Boolean)
  // The words of a former address are looked up, which is quick, before it is compared as a whole.
  const former = slugs.map(
    (_slug, at) =>
      `...*[${published} && formerSlugs match $slug${at} && $slug${at} in formerSlugs] ${page}`,
  )
  const pages = await client.fetch<KnownPage[]>(
    `[...*[_id == $id] ${page}, ...*[${published} && slug.current in $slugs] ${page}, ${former.join(', ')}]`,
    {
      id,
      slugs,
      types: addressedTypes,
      ...Object.fromEntries(slugs.map((slug, at) => [`slug${at}`, slug])),
    },
    options,
  )
  return {redirects: known, pages: [...new Map(pages.map((one) => [one._id, one])).values()]}
}

const lastPart = (path: string) => path.split('/').at(-1) ?? ''

/** These paths, and all to which redirects lead from there. */
function reachedFrom(paths: string[], known: KnownRedirect[]): string[] {
  const reached = new Set(paths.map(pathOf))
  for (const path of reached)
    for (const {from, to} of known) if (from && to && pathOf(from) === path) reached.add(pathOf(to))
  return [...reached]
}
