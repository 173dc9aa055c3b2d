/**
 * What to ask a lake about a few addresses, as GROQ: Studio asks when a form is checked, the runner of schedules when something is due.
 * Both want what is stored, drafts of redirects too (perspective `raw`).
 */
import {addressedTypes, pathOf} from './address.ts'
import type {KnownRedirect} from './redirect-table.ts'

export interface Question {
  query: string
  params: Record<string, unknown>
}

/** Answers `KnownRedirect[]`. */
export const redirectsQuestion =
  '*[_type == "redirect" && defined(from)] {_id, _rev, from, to, gone}'

/** In which languages the site is offered. Answers `string[]`. */
export const languagesQuestion = 'coalesce(*[_id == "siteSettings"][0].languages, ["en"])'

/** The published version of a document with a page; wants `$types`. */
export const isPublishedPage =
  '_type in $types && !(_id in path("drafts.**")) && !(_id in path("versions.**"))'

/** As `KnownPage`. */
export const knownPage =
  '{_id, _type, "title": coalesce(title, name), "slug": slug.current, language, formerSlugs}'

export interface Places {
  /** The document that is looked at; its published version is among the pages. */
  id: string
  paths: string[]
}

/**
 * The pages that stand, or once stood, where these paths or the redirects from there lead. Answers `KnownPage[]`, some of them
 * several times. A newsroom has thousands of pages, so never all are asked for.
 */
export function pagesQuestion({id, paths}: Places, known: readonly KnownRedirect[]): Question {
  const slugs = [...new Set(reachedFrom(paths, known).map(lastPart))].filter(Boolean)
  // The words of a former address are looked up, which is quick, before it is compared as a whole.
  const former = slugs.map(
    (_slug, at) =>
      `...*[${isPublishedPage} && formerSlugs match $slug${at} && $slug${at} in formerSlugs] ${knownPage}`,
  )
  const current = `...*[${isPublishedPage} && slug.current in $slugs] ${knownPage}`
  return {
    query: `[${[`...*[_id == $id] ${knownPage}`, current, ...former].join(', ')}]`,
    params: {
      id,
      slugs,
      types: addressedTypes,
      ...Object.fromEntries(slugs.map((slug, at) => [`slug${at}`, slug])),
    },
  }
}

const lastPart = (path: string) => path.split('/').at(-1) ?? ''

/** These paths, and all to which redirects lead from there. */
function reachedFrom(paths: string[], known: readonly KnownRedirect[]): string[] {
  const reached = new Set(paths.map(pathOf))
  for (const path of reached)
    for (const {from, to} of known) if (from && to && pathOf(from) === path) reached.add(pathOf(to))
  return [...reached]
}
