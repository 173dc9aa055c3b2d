/**
 * Pages in memory, by key: those that readers asked for last.
 *
 * Addresses where nothing is published are remembered apart from real pages, in a bounded number: nobody can push pages out by
 * asking for a hundred thousand addresses that do not exist.
 */
import {ByteBoundedMap} from './byte-bounded-map.ts'
import {bytesOf, isGone, type StoredPage} from './page.ts'

export class PageMemory {
  readonly #pages = new ByteBoundedMap<StoredPage>({bytes: 64e6})
  readonly #missing = new ByteBoundedMap<StoredPage>({bytes: 16e6, entries: 1_000})

  /** The page, which counts as used now. */
  get(key: string): StoredPage | undefined {
    return this.#pages.get(key) ?? this.#missing.get(key)
  }

  /** The page, without counting as a use. */
  peek(key: string): StoredPage | undefined {
    return this.#pages.peek(key) ?? this.#missing.peek(key)
  }

  /** Keep a page in place of what its key had. */
  set(page: StoredPage): void {
    this.delete(page.key)
    const holds = isGone(page) ? this.#missing : this.#pages
    holds.set(page.key, page, bytesOf(page.value))
  }

  delete(key: string): void {
    this.#pages.delete(key)
    this.#missing.delete(key)
  }
}
