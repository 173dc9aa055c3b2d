/** What publishing a document changes in it besides its visibility. Pure: the action supplies the documents and the time. */

export interface ArticleLike {
  _type?: string
  slug?: {current?: string}
  publishedAt?: string
  updatedAt?: string
  changeNotes?: {date?: string}[]
  formerSlugs?: string[]
}

interface Versions {
  draft: ArticleLike
  published: ArticleLike | null
}

/**
 * The fields to set before a draft is published.
 *
 * - An article's `publishedAt` is the first publication, so it is set once and kept by later ones.
 * - `updatedAt` follows the newest change note; a corrected typo without a note does not move it.
 * - A slug that readers know already goes to `formerSlugs`; one that is taken up again leaves that list, unless it was an article's first:
 *   by that readers of feeds know the article for ever.
 */
export function changesOnPublication(
  {draft, published}: Versions,
  now: string,
): Partial<ArticleLike> {
  const former = formerSlugs(draft, published?.slug?.current)
  const isMoved = former.join() !== (draft.formerSlugs ?? []).join()
  return {
    ...(draft._type === 'article' ? datesOnPublication(draft, now) : {}),
    ...(isMoved ? {formerSlugs: former} : {}),
  }
}

function datesOnPublication(draft: ArticleLike, now: string): Partial<ArticleLike> {
  const changes: Partial<ArticleLike> = {}
  if (!draft.publishedAt) changes.publishedAt = now

  const noted = (draft.changeNotes ?? []).flatMap(({date}) => (date ? [date] : []))
  const newest = noted.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1)
  if (newest && newest !== draft.updatedAt) changes.updatedAt = newest
  return changes
}

function formerSlugs(draft: ArticleLike, known: string | undefined): string[] {
  const all = [...new Set([...(draft.formerSlugs ?? []), ...(known ? [known] : [])])]
  const hasMoved = draft._type === 'article' && all.length > 1
  return all.filter((slug, at) => slug !== draft.slug?.current || (hasMoved && at === 0))
}
