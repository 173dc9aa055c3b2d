/** The names by which what is gone is known again: a document's own, and the tag of an address. Told of once, it is not missed. */
import {shownTag} from '../content/shown.ts'
import {slugTag} from '../content/tags.ts'
import {codesOf, type Change, type DocumentState} from './change.ts'

/** No tag of an address is like it. */
export const nameOf = (id: string): string => shownTag(id, 'full')

/** What a change leaves behind, by name: the addresses that it had, and itself when it is gone. */
export const leftBy = (change: Change): string[] => {
  const {id, before, after} = change
  return [...(after ? [] : [nameOf(id)]), ...(before ? addressesOf(change, before) : [])]
}

/** What is there after a change, by name. */
export const takenBy = (change: Change): string[] => {
  const {id, after} = change
  return after ? [nameOf(id), ...addressesOf(change, after)] : []
}

const addressesOf = ({type}: Change, {slug, language}: DocumentState): string[] =>
  slug ? codesOf(type, language).map((code) => slugTag(type, slug, code)) : []
