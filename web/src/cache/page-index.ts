/**
 * Which page answers an address, and which addresses carry a tag: what is known of pages without having them in memory.
 *
 * Addresses where nothing is published are remembered apart from real pages, and in a bounded number: whoever asks for a hundred thousand
 * that do not exist makes nothing else forgotten.
 */
import {ByteBoundedMap} from './byte-bounded-map.ts'
import {isOfAddress} from '../content/tags.ts'
import {isGone, type PageRecord} from './page.ts'

/** So many addresses that were empty are looked at again after a change: of one slug there are no more but made-up ones. */
const mostEmpty = 20

export class PageIndex {
  readonly #records = new Map<string, PageRecord>()
  /** The addresses whose pages carry a tag: what a change concerns is found without a look at all the others. */
  readonly #carriers = new Map<string, Set<string>>()
  readonly #missing = new ByteBoundedMap<PageRecord>({bytes: 4e6, entries: 2_000})

  /** What answers this address, as far as is known. */
  at(path: string): PageRecord | undefined {
    return this.#records.get(path) ?? this.#missing.peek(path)
  }

  /**
   * The pages at addresses that carry one of the tags, in the order of these: what is asked for several of them together is the same question
   * each time, which the lake knows already. So do addresses that are remembered as empty, where a tag says that something may
   * stand there now; not for the sake of a list, in which anybody can make up a million of them.
   */
  carrying(tags: Iterable<string>): PageRecord[] {
    const cleared = [...tags]
    const paths = new Set(cleared.flatMap((tag) => [...(this.#carriers.get(tag) ?? [])]))
    const addresses = new Set(cleared.filter(isOfAddress))
    const found = [...paths].toSorted().flatMap((path) => this.#records.get(path) ?? [])
    if (addresses.size === 0) return found
    const empty = [...this.#missing.entries()]
      .filter(([, {tags: carried}]) => carried.some((tag) => addresses.has(tag)))
      .toSorted(([a], [b]) => a.length - b.length) // where it will stand is shorter than what is made up below it
    return [...found, ...empty.slice(0, mostEmpty).map(([, record]) => record)]
  }

  /** Every address that has a real page, the newest render first. */
  paths(): PageRecord[] {
    return [...this.#records.values()].toSorted((a, b) => b.renderedAt - a.renderedAt)
  }

  /** Every tag that one of them carries, once. */
  tags(): Iterable<string> {
    return this.#carriers.keys()
  }

  /** From now on `record` answers the address. */
  note(path: string, record: PageRecord): void {
    this.forget(path)
    if (isGone(record)) {
      this.#missing.set(path, record, path.length + record.key.length + 500)
      return
    }
    this.#missing.delete(path)
    this.#records.set(path, record)
    for (const tag of record.tags) add(this.#carriers, tag, path)
  }

  /** The page that stood there is not at hand any more. */
  forget(path: string): void {
    const record = this.#records.get(path)
    if (!record) return
    for (const tag of record.tags) remove(this.#carriers, tag, path)
    this.#records.delete(path)
  }
}

/** A set for each name, and no empty ones. */
type Sets = Map<string, Set<string>>

function add(sets: Sets, name: string, member: string): void {
  const known = sets.get(name)
  if (known) known.add(member)
  else sets.set(name, new Set([member]))
}

function remove(sets: Sets, name: string, member: string): void {
  const known = sets.get(name)
  known?.delete(member)
  if (known?.size === 0) sets.delete(name)
}
