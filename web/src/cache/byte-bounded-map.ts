/** A map that forgets what was used longest ago, so that it never holds more bytes, or entries, than it may. */
interface Held<V> {
  readonly value: V
  readonly bytes: number
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
    this.#held.delete(key)
    this.#held.set(key, held)
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
    this.#held.set(key, {value, bytes})
    this.#bytes += bytes
    const most = this.#bounds.entries ?? Infinity
    for (const oldest of this.#held.keys()) {
      if (this.#bytes <= this.#bounds.bytes && this.#held.size <= most) break
      this.delete(oldest)
    }
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
