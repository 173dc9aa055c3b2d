/** What an editor wrote in a document, apart from what the lake keeps about it. */

export type Words = Readonly<Record<string, unknown>>

const kept = new Set(['_id', '_rev', '_type', '_createdAt', '_updatedAt'])

export const fieldsOf = (document: object | null | undefined): Words =>
  Object.fromEntries(Object.entries(document ?? {}).filter(([name]) => !kept.has(name)))

/** To compare by. */
export const wordsOf = (document: object | null | undefined): string =>
  JSON.stringify(sorted(fieldsOf(document)))

/** A document that came over the wire may name its fields in another order than the one that was typed into. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]))
}

/** The fields in which a document says something else than another one; what it says nothing of any more is `undefined`. */
export function differing(document: object, other: object | null | undefined): Words {
  const [mine, theirs] = [fieldsOf(document), fieldsOf(other)]
  const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])]
  const changed = names.filter((name) => wordsOf({x: mine[name]}) !== wordsOf({x: theirs[name]}))
  return Object.fromEntries(changed.map((name) => [name, mine[name]]))
}

/** What an editor calls the document. */
export function titleOf(document: object | null | undefined): string | undefined {
  const {title, name} = (document ?? {}) as {title?: unknown; name?: unknown}
  return [title, name].find((one): one is string => typeof one === 'string' && one.trim() !== '')
}
