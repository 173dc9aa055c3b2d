/**
 * References of a draft and of what is published. A strong one keeps its target from being taken away, in a draft too; one to what
 * is not published is weak in the draft, and carries `_strengthenOnPublish` to become strong again.
 */
type Fields = Record<string, unknown>

/** As Studio's own Publish has it: references to what was unpublished when they were made become strong. */
export const strengthened = <T extends object>(document: T): T =>
  eachObject(document, ({_strengthenOnPublish: wish, _weak, ...rest}, whole) => {
    if (wish === undefined) return whole
    return (wish as {weak?: unknown} | null)?.weak === true ? {...rest, _weak: true} : rest
  })

/** As Studio makes them: references to what is unpublished, given as types by id, are weak until publication. */
export const weakened = <T extends object>(
  document: T,
  unpublished: ReadonlyMap<string, string>,
): T =>
  eachObject(document, (whole) => {
    const type = unpublished.get(String(whole._ref))
    return type === undefined || whole._weak === true
      ? whole
      : {...whole, _weak: true, _strengthenOnPublish: {type}}
  })

/** A copy, in which each object is what `change` makes of it, the innermost first. */
function eachObject<T>(value: T, change: (fields: Fields, whole: Fields) => Fields): T {
  if (Array.isArray(value)) return value.map((inner) => eachObject(inner, change)) as T
  if (typeof value !== 'object' || value === null) return value
  const fields: Fields = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, eachObject(inner, change)]),
  )
  return change(fields, fields) as T
}
