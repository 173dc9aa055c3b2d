/** Addresses as places at which documents stand, one before the other, and what a change does to who is seen there. Pure. */
import {codeOf} from '../addresses.ts'
import {slugTag} from '../content/tags.ts'
import {hasLanguage, type Change, type DocumentState, type WatchedType} from './change.ts'

export const typesWithAddress = ['article', 'author', 'page', 'topic'] as const

export const isWithAddress = (type: WatchedType): boolean =>
  typesWithAddress.some((one) => one === type)

/** A document that stands behind another one. */
export interface Behind {
  place: string
  slug: string
  /** Who is shown there. */
  front: string
}

/** The name of the address at which a document of this type stands: in one language, or in all of them. */
export const placeOf = (type: WatchedType, state: DocumentState | null): string | undefined =>
  state?.slug
    ? slugTag(type, state.slug, hasLanguage(type) ? codeOf(state.language) : undefined)
    : undefined

interface Standing {
  /** Those besides the changed one. */
  others: Change[]
  behind: Map<string, Behind>
}

/** Who stands behind whom at these places: the changed document as it was told, the others as the lake has them. */
export function standingAt(
  places: ReadonlySet<string>,
  told: Change | undefined,
  found: Change[],
): Standing {
  const others = found.filter(({id}) => id !== told?.id)
  const own = found.find(({id}) => id === told?.id)
  const all = told?.after
    ? [...others, {...told, createdAt: told.createdAt ?? own?.createdAt}]
    : others
  const behind = new Map<string, Behind>()
  const fronts = new Map<string, string>()
  for (const {id, type, after} of all.toSorted(inOrder)) {
    const place = placeOf(type, after)
    if (place === undefined || !after?.slug || !places.has(place)) continue
    const front = fronts.get(place)
    if (front === undefined) fronts.set(place, id)
    else behind.set(id, {place, slug: after.slug, front})
  }
  return {others, behind}
}

/** As `first` in `content/fragments.ts`. Of whom no date is known is the last. */
const inOrder = (one: Change, other: Change): number =>
  compare(one.createdAt ?? '~', other.createdAt ?? '~') || compare(one.id, other.id)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

interface Known {
  was: ReadonlyMap<string, Behind>
  is: ReadonlyMap<string, Behind>
}

/** The change as readers see it, and those others that they see from now on or see no more. */
export function changesAt(
  told: Change,
  others: Change[],
  {was, is}: Known,
): {seen: Change; others: Change[]} {
  const {id, before, after, isFound} = told
  // What a sweep found may have stood there alone before.
  const earlier = before ?? (isFound && is.has(id) ? after : null)
  const seen = {...told, before: was.has(id) ? null : earlier, after: is.has(id) ? null : after}
  return {
    seen,
    others: others.flatMap((other): Change[] => {
      if (was.has(other.id) === is.has(other.id)) return []
      const {after: own} = other
      const states = is.has(other.id) ? {before: own, after: null} : {before: null, after: own}
      return [{...other, ...states}]
    }),
  }
}
