/** A map that forgets what was used longest ago once it holds more than it may. */
interface Bounds {
  entries: number
  /** Characters of all keys together. */
  characters: number
}

export class RecentlyUsed<V> {
  readonly #held = new Map<string, V>()
  readonly #bounds: Bounds
  #characters = 0

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  /** The value, which counts as used now. */
  get(key: string): V | undefined {
    const value = this.#held.get(key)
    if (value === undefined) return undefined
    this.#held.delete(key)
    this.#held.set(key, value)
    return value
  }

  /** Keep the value; what is past the bounds is forgotten, down to this one. */
  set(key: string, value: V): void {
    this.delete(key)
    this.#held.set(key, value)
    this.#characters += key.length
    for (const oldest of this.#held.keys()) {
      const {entries, characters} = this.#bounds
      if (this.#held.size <= entries && this.#characters <= characters) return
      if (oldest !== key) this.delete(oldest)
    }
  }

  delete(key: string): void {
    if (this.#held.delete(key)) this.#characters -= key.length
  }
}
