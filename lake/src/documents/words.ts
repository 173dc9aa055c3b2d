/**
 * The text of a document as full-text search sees it: every string in it except keys, types and references.
 *
 * The index answers both `text::query()` and GROQ's `match`. `match` drops dots inside a word ("sanity.io" is the one
 * word "sanityio"), the index splits there, so such words are written a second time without their dots.
 */

const NOT_WORDS = new Set([
  '_id',
  '_type',
  '_rev',
  '_key',
  '_ref',
  '_createdAt',
  '_updatedAt',
  '_system',
])
/** What `match` takes for one word. */
const WORD = /[^!@#$%^&*(),\\/?";:{}|[\]+<>\s-]+/g
const DOT_INSIDE = /[^.]\.+[^.]/
const DOTS_AT_LETTERS = /\b\.+|\.+\b/g

export function wordsOf(document: Record<string, unknown>): string {
  const words: string[] = []
  const visit = (value: unknown) => {
    if (typeof value === 'string') words.push(value, ...undotted(value))
    else if (Array.isArray(value)) value.forEach(visit)
    else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) if (!NOT_WORDS.has(name)) visit(item)
    }
  }
  visit(document)
  return words.join('\n')
}

function undotted(text: string): string[] {
  if (!DOT_INSIDE.test(text)) return []
  const dotted = (text.match(WORD) ?? []).filter((word) => DOT_INSIDE.test(word))
  return dotted.map((word) => word.replace(DOTS_AT_LETTERS, ''))
}
