/**
 * What a French page takes from the lake gets French spaces, as its body does: headlines, standfirsts, captions.
 *
 * Done to the answer, so that pages, cards, feeds and what machines read agree. Bodies are left to the Markdown pipeline, and
 * names of people and addresses to whoever wrote them.
 */
import {withFrenchSpaces} from '../markdown/french-spaces.ts'

const spaced = new Set([
  'alt',
  'caption',
  'credit',
  'description',
  'heading',
  'jobTitle',
  'label',
  'note',
  'standfirst',
  'text',
  'title',
])

export function typeset<Answer>(answer: Answer, language: unknown): Answer {
  return language === 'fr' ? (spacedIn(answer) as Answer) : answer
}

function spacedIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spacedIn)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [
      field,
      typeof inner === 'string' && spaced.has(field) ? withFrenchSpaces(inner) : spacedIn(inner),
    ]),
  )
}
