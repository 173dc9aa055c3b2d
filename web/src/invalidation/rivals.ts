/**
 * Several documents at one address, of which readers see one (`content/fragments.ts`). Rules forbid it, but scripts, and two editors at the
 * same moment, can write it. Nobody waits for the page of one that stands behind another, and whoever published it is told why.
 */
import {codeOf} from '../addresses.ts'
import {first} from '../content/fragments.ts'
import type {AskLake} from '../content/questions.ts'
import {hasLanguage, type Change} from './change.ts'

/** The document that is shown in the place of another one. */
export interface Rival {
  id: string
  title: string | undefined
}

const query = `{
  "rev": *[_id == $id][0]._rev,
  "shown": *[_type == $type && slug.current == $slug && ($language == null || coalesce(language, "en") == $language)]${first}{_id, "title": coalesce(title, name)}
}`

interface Answer {
  rev: unknown
  shown: {_id?: unknown; title?: unknown} | null
}

/** Who is shown at the document's address, where the lake knows the document as it was published and shows another one all the same. */
export async function findRival(
  {id, type, rev, after}: Change,
  ask: AskLake,
): Promise<Rival | undefined> {
  if (!after?.slug) return undefined
  const language = hasLanguage(type) ? codeOf(after.language) : null
  const found = await ask<Answer | null>(query, {id, type, slug: after.slug, language})
  const {_id: shown, title} = found?.shown ?? {}
  if (found?.rev !== rev || typeof shown !== 'string' || shown === id) return undefined
  return {id: shown, title: typeof title === 'string' && title !== '' ? title : undefined}
}

/** For the editor who published the one that nobody sees. */
export const standsBehind = ({id, title}: Rival): string =>
  `Another document has this address, and readers see that one: ${title === undefined ? id : `“${title}”`}. Give one of the two another address.`
