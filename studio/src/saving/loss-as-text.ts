/** Lost words as a text that an editor can read, keep and paste again. */
import type {Words} from './words.ts'

export function asText(words: Words, titleOf: (field: string) => string | undefined): string {
  const fields = Object.entries(words).map(([name, value]) => ({
    title: titleOf(name) ?? name,
    text: textOf(value),
  }))
  const [only] = fields
  // Alone, a text is pasted as it is.
  if (fields.length === 1 && only && typeof Object.values(words)[0] === 'string') return only.text
  return fields.map(({title, text}) => `${title}:\n${text}`).join('\n\n')
}

function textOf(value: unknown): string {
  if (value === undefined) return '(emptied)'
  const text = (value as {current?: unknown} | null)?.current ?? value // an address has a field of its own
  return typeof text === 'string' ? text : JSON.stringify(text, undefined, 2)
}
