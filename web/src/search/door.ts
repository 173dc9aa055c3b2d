/** The door to the search index, for the page that shows what was found: see `rendering/door.ts` for why it is on `globalThis`. */
import type {SearchIndex} from './search-index.ts'

const searchKey = Symbol.for('masthead.search')

type Doors = Record<symbol, unknown>

export function openSearch(index: SearchIndex): void {
  ;(globalThis as Doors)[searchKey] = index
}

export const searchIndex = (): Pick<SearchIndex, 'search'> | undefined =>
  (globalThis as Doors)[searchKey] as SearchIndex | undefined
