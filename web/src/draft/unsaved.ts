/**
 * Words that an editor has typed and that the lake does not have yet.
 *
 * Studio tells the preview what its form says, and the preview asks for its page with these words in it. Wherever an answer of the lake
 * shows the document, they stand in the place of the stored ones: headline, cards, text, what the page says about itself. Nothing
 * else of an answer changes, and nobody but the asker gets the page.
 */

/** By the name of the field; `null` for a field that was emptied. */
export type Words = Record<string, string | null>

/** By the document's published id. */
export type Unsaved = Record<string, Words>

export function withUnsaved<Answer>(answer: Answer, unsaved: Unsaved): Answer {
  return Object.keys(unsaved).length > 0 ? (replacedIn(answer, unsaved) as Answer) : answer
}

function replacedIn(value: unknown, unsaved: Unsaved): unknown {
  if (Array.isArray(value)) return value.map((one) => replacedIn(one, unsaved))
  if (typeof value !== 'object' || value === null) return value
  const id = (value as {_id?: unknown})._id
  const words = typeof id === 'string' && Object.hasOwn(unsaved, id) ? unsaved[id]! : {}
  return Object.fromEntries(
    Object.entries(value).map(([field, stored]) => {
      const isWords = typeof stored === 'string' || stored === null
      if (isWords && Object.hasOwn(words, field)) return [field, words[field]]
      return [field, replacedIn(stored, unsaved)]
    }),
  )
}

/** What a request says, if it says that. */
export function readUnsaved(value: unknown): Unsaved | undefined {
  return isRecord(value) && Object.values(value).every(isWords) ? (value as Unsaved) : undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isWords = (value: unknown): value is Words =>
  isRecord(value) && Object.values(value).every((one) => one === null || typeof one === 'string')
