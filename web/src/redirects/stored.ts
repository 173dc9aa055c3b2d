/**
 * What the lake says of redirects: the documents, the slugs that others had before, and where something is published that one of them would
 * lead away from. Answers are read as rules for the table.
 */
import type {AskLake} from '../content/questions.ts'
import {wellTyped} from '../content/well-typed.ts'
import {addressesOf, between} from './moves.ts'
import type {Rule} from './table.ts'

export interface StoredRedirect {
  /** Absent in what an earlier version kept on disk. */
  _id?: string
  _rev?: string
  _updatedAt?: string
  from: string
  to: string | null
  permanent: boolean | null
  gone: boolean | null
}

export interface Stored {
  redirects: StoredRedirect[]
  former: FormerSlugs[]
}

interface FormerSlugs {
  /** Absent in what an earlier version kept on disk, which were articles. */
  _type?: LiveDocument['_type']
  slug: string
  language: string | null
  formerSlugs: (string | null)[]
}

interface LiveDocument {
  _id: string
  _type: 'article' | 'author' | 'page' | 'topic'
  slug: string
  language: string | null
}

const query = `{
  "redirects": *[_type == "redirect" && defined(from)] | order(_updatedAt desc) {_id, _rev, _updatedAt, from, to, permanent, gone},
  "former": *[
    _type in ["article", "author", "page", "topic"] && defined(slug.current) && count(formerSlugs) > 0
  ] | order(_id) {
    _type, "slug": slug.current, language, formerSlugs
  }
}`
const liveQuery = `*[_type in ["article", "author", "page", "topic"] && slug.current in $slugs] {
  _id, _type, "slug": slug.current, language
}`
const anythingQuery = `count(*[_type in ["article", "author", "page", "topic", "redirect"]])`

interface Answer {
  stored: Stored
  /** What is published where something leads away from. */
  standing: {address: string; id: string}[]
  /** Whether it would be among what stands, if it did. */
  isAsked: (address: string) => boolean
}

/** `besides`: what else may lead away from something that is published, as it is known when the lake has answered. */
export async function askWhatIsStored(ask: AskLake, besides: () => Rule[]): Promise<Answer> {
  const answer = wellTyped(await ask<Stored>(query, {}))
  const stored = {...answer, redirects: answer.redirects.filter(({from}) => from)}
  const froms = [...rulesOf(stored), ...besides()].map(({from}) => from)
  const slugs = new Set(froms.flatMap(slugOf))
  const found =
    slugs.size > 0 ? wellTyped(await ask<LiveDocument[]>(liveQuery, {slugs: [...slugs]})) : []
  return {
    stored,
    standing: found.flatMap(({_id: id, _type, slug, language}) =>
      addressesOf(_type, {slug, language}).map((address) => ({address, id})),
    ),
    isAsked: (address) => slugOf(address).some((slug) => slugs.has(slug)),
  }
}

/** Whether the lake holds any document that can have an address. */
export async function isAnythingThere(ask: AskLake): Promise<boolean> {
  const count = await ask<unknown>(anythingQuery, {})
  return typeof count === 'number' && count > 0
}

/** Redirects that an editor wrote come first: they say what is meant. */
export const rulesOf = ({redirects, former}: Stored): Rule[] => [
  ...redirects.map(({from, to, permanent, gone}) => ({
    from,
    to: gone ? null : (to ?? ''),
    permanent: permanent !== false,
  })),
  ...former.flatMap(({_type = 'article', slug, language, formerSlugs}) => {
    const to = addressesOf(_type, {slug, language})
    return formerSlugs.flatMap((old) =>
      between(addressesOf(_type, {slug: old, language}), to).map((move) => ({
        ...move,
        permanent: true,
      })),
    )
  }),
]

function slugOf(from: string): string[] {
  try {
    return [decodeURIComponent(from.split('/').filter(Boolean).at(-1) ?? '')].filter(Boolean)
  } catch {
    return []
  }
}
