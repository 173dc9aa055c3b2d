/** `make` for each object once, as long as somebody holds it. What comes out is shared: nobody may change it, nor what went in. */
export function onceForEach(make: (value: object) => unknown): <Value>(value: Value) => Value {
  const made = new WeakMap<object, unknown>()
  return <Value>(value: Value): Value => {
    if (typeof value !== 'object' || value === null) return value
    if (!made.has(value)) made.set(value, make(value))
    return made.get(value) as Value
  }
}
