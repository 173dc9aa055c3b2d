/**
 * A list or an object with each of its values put through `change`: the very same one where nothing changes, for most of what the lake
 * answers is as it should be, and a page is made of a thousand such objects. What was given stays as it was.
 */
export function changedWithin(
  value: object,
  change: (inner: unknown, field: string) => unknown,
): object {
  const before = value as Record<string, unknown>
  let changed: Record<string, unknown> | undefined
  for (const field of Object.keys(value)) {
    const inner = change(before[field], field)
    if (inner === before[field]) continue
    changed ??= (Array.isArray(value) ? [...value] : {...value}) as Record<string, unknown>
    changed[field] = inner
  }
  return changed ?? value
}
