/**
 * A map that forgets what was not used for long, so that it never holds more bytes, or entries, than it may.
 *
 * A use is noted in the entry, and counts when something has to go: what was used since it was last looked at stays, and goes behind all others.
 * To move it at each use would be exact, and let `Map` build its table anew after a thousand uses: with thousands of entries that takes longer
 * than all else that a reader's page costs, at one go.
 */
interface Held<V> {
  readonly value: V
  readonly bytes: number
  /** Since it was kept, or put behind the others. */
  isUsed: boolean
}

export interface Bounds {
  bytes: number
  entries?: number
}

export class ByteBoundedMap<V> {
  readonly #held = new Map<string, Held<V>>()
  readonly #bounds: Bounds
  #bytes = 0

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  get bytes(): number {
    return this.#bytes
  }

  get size(): number {
    return this.#held.size
  }

  /** The value, which counts as used now. */
  get(key: string): V | undefined {
    const held = this.#held.get(key)
    if (!held) return undefined
    held.isUsed = true
    return held.value
  }

  /** The value, without counting as a use. */
  peek(key: string): V | undefined {
    return this.#held.get(key)?.value
  }

  /** Keep the value. One that alone is larger than the whole map is not kept. */
  set(key: string, value: V, bytes: number): void {
    this.delete(key)
    if (bytes > this.#bounds.bytes) return
    this.#held.set(key, {value, bytes, isUsed: false})
    this.#bytes += bytes
    this.#makeRoom(key)
  }

  #makeRoom(newest: string): void {
    const most = this.#bounds.entries ?? Infinity
    for (const [key, held] of this.#held) {
      if (this.#bytes <= this.#bounds.bytes && this.#held.size <= most) return
      if (key === newest) continue
      if (held.isUsed) this.#putBehind(key, held)
      else this.delete(key)
    }
  }

  /** Whoever walks through the map meets it once more. */
  #putBehind(key: string, held: Held<V>): void {
    held.isUsed = false
    this.#held.delete(key)
    this.#held.set(key, held)
  }

  delete(key: string): boolean {
    const held = this.#held.get(key)
    if (!held) return false
    this.#bytes -= held.bytes
    return this.#held.delete(key)
  }

  clear(): void {
    this.#held.clear()
    this.#bytes = 0
  }

  *entries(): IterableIterator<[string, V]> {
    for (const [key, held] of this.#held) yield [key, held.value]
  }
}
