/**
 * What the lake says of redirects: the documents, the slugs that others had before, and what is published where one of them would lead away
 * from, or lead to. Answers are read as rules for the table.
 */
import type {AskLake} from '../content/questions.ts'
import {wellTyped} from '../content/well-typed.ts'
import {inSmallLetters} from '../site-path.ts'
import {addressesOf, between, documentAddress, type WithPage} from './moves.ts'
import {withoutOwn, type Rule} from './table.ts'

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
  _type?: WithPage
  slug: string
  language: string | null
  formerSlugs: (string | null)[]
}

/** A document that is published, and has an address. */
export interface LiveDocument {
  _id: string
  _type: WithPage
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
  /** What is published where something leads away from, or leads to. */
  standing: {address: string; id: string}[]
  /** Where something leads to, and no document has its page. */
  missing: string[]
  /** Whether it would be among what stands, if it did. */
  isAsked: (address: string) => boolean
}

interface Surroundings {
  /** What else leads from one address to another, as it is known when the lake has answered. */
  besides: () => Rule[]
  /** The site's own. */
  origin: string
}

export async function askWhatIsStored(
  ask: AskLake,
  {besides, origin}: Surroundings,
): Promise<Answer> {
  const answer = wellTyped(await ask<Stored>(query, {}))
  const stored = {...answer, redirects: answer.redirects.filter(({from}) => from)}
  const rules = [...rulesOf(stored), ...besides()]
  const ends = new Set(rules.flatMap(({to}) => documentAddress(withoutOwn(origin, to ?? '')) ?? []))
  const asked = [...rules.map(({from}) => from), ...[...ends].flatMap(spellings)]
  const slugs = new Set(asked.flatMap(slugOf))
  const found =
    slugs.size > 0 ? wellTyped(await ask<LiveDocument[]>(liveQuery, {slugs: [...slugs]})) : []
  const standing = found.flatMap(({_id: id, _type, slug, language}) =>
    addressesOf(_type, {slug, language}).map((address) => ({address, id})),
  )
  const there = new Set(standing.map(({address}) => address))
  return {
    stored,
    standing,
    missing: [...ends].filter((end) => !spellings(end).some((address) => there.has(address))),
    isAsked: (address) => slugOf(address).some((slug) => slugs.has(slug)),
  }
}

/** Readers who are led to an address in capitals are led on to the one in small letters, if something is there. */
const spellings = (address: string): string[] => [address, inSmallLetters(address) ?? address]

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
