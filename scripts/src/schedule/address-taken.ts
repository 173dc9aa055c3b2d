/**
 * Whose page readers find at the address that a draft is to get. Studio asks when the form is checked; between that and the time
 * of a schedule another document may have been published there. The older of two at one address is shown (docs/decisions/0069),
 * and a draft may be older than what was published since: it would take the place of a page that readers know.
 */
import type {SanityClient} from '@sanity/client'
import {addressesOf, type KnownPage} from '@masthead/studio/rules'
import type {Refusal} from './refusal.ts'

interface WithAddress {
  _id: string
  _type: string
  slug?: {current?: string}
  language?: string
}

interface Versions {
  draft: WithAddress
  published: WithAddress | null
}

const query = `*[_type == $type && slug.current == $slug && _id != $id
  && !(_id in path("drafts.**")) && !(_id in path("versions.**"))] | order(_createdAt asc, _id asc)[0...20]{
  _id, _type, "title": coalesce(title, name), "slug": slug.current, language
}`

/** Nothing for a document that is at its address already: what stands there too came later, and stands behind it. */
export async function addressTaken(
  client: SanityClient,
  {draft, published}: Versions,
): Promise<Refusal | undefined> {
  const wanted = addressesAt(draft, draft.slug?.current)
  const own = published ? addressesAt(published, published.slug?.current) : []
  if (wanted.every((path) => own.includes(path))) return undefined
  const id = draft._id.replace(/^drafts\./, '')
  const parameters = {type: draft._type, slug: draft.slug?.current, id}
  const others = await client.fetch<KnownPage[]>(query, parameters, {perspective: 'raw'})
  for (const other of others) {
    const path = addressesAt(other, other.slug).find((one) => wanted.includes(one))
    if (!path) continue
    const name = other.title ? `“${other.title}”` : `An untitled ${other._type}`
    return {
      reason: `${name} is published at ${path} by now.`,
      remedy: 'Give this one another address; then publish it, or choose another time.',
      waitsFor: [],
    }
  }
  return undefined
}

const addressesAt = (
  {_type, language}: Pick<KnownPage, '_type' | 'language'>,
  slug: string | null | undefined,
) => addressesOf(_type, slug ?? '', language)
