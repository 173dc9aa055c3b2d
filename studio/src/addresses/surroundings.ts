/** What the lake knows of addresses: asked anew when a form is checked, because others write redirects too. */
import type {SanityClient} from '@sanity/client'
import {addressedTypes} from '../rules/address.ts'
import {publishedId} from '../rules/references.ts'
import type {KnownPage, KnownRedirect, Surroundings} from '../rules/redirect-table.ts'
import {
  isPublishedPage,
  knownPage,
  pagesQuestion,
  redirectsQuestion,
  type Places,
} from '../rules/surroundings.ts'

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
    `*[${isPublishedPage} && defined(slug.current) && _id != $except${matches}] | order(_updatedAt desc) [0...${mostToChooseFrom}] ${knownPage}`,
    {types: addressedTypes, words, except},
    {tag: 'addresses'},
  )
}

/** What decides about a few addresses: the redirects, and the pages that stand, or once stood, there. */
export async function surroundingsAt(asking: Asking, places: Places): Promise<Surroundings> {
  const client = rawClient(asking)
  const options = {tag: 'addresses'}
  const redirects = await client.fetch<KnownRedirect[]>(redirectsQuestion, {}, options)
  const {query, params} = pagesQuestion(places, redirects)
  const pages = await client.fetch<KnownPage[]>(query, params, options)
  return {redirects, pages: [...new Map(pages.map((one) => [one._id, one])).values()]}
}

const otherDrafts = `*[
  _type == $type && slug.current == $slug && coalesce(language, "en") == $language
    && _id in path("drafts.**") && _id != $draft
    && !defined(*[_id == string::split(^._id, "drafts.")[1] && slug.current == $slug][0]._id)
]`

/** Whether no other draft is to stand at this address. Of what is published there `addressReuseProblem` tells, by its title. */
export const isFreeAmongDrafts = (
  slug: string,
  {_id, _type: type, language}: {_id: string; _type: string; language?: unknown},
  asking: Asking,
): Promise<boolean> =>
  rawClient(asking).fetch<boolean>(
    `!defined(${otherDrafts}[0]._id)`,
    {slug, type, language: language ?? 'en', draft: `drafts.${publishedId(_id)}`},
    {tag: 'addresses'},
  )
