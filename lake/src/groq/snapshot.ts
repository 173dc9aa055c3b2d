/**
 * The documents that one query sees: one snapshot of the database through one perspective.
 *
 * The canonical order of a dataset is that of the `_id`s as seen; everything that lists documents keeps it.
 */
import type {CandidateStore, Row} from '../store/candidates.ts'
import type {DocumentCache} from './document-cache.ts'
import {seenId, type View} from './perspective.ts'
import type {StoredDocument} from '../dataset.ts'

/** For each group with a row in an upper layer: the row that is seen, or `null` when it is to be deleted. */
type Shadow = Map<string, Row | null>

/** Shadows cost a walk over all drafts, so they are kept until the data changes. */
export function createShadows(store: CandidateStore) {
  let version = -1
  const kept = new Map<string, Shadow>()
  return (current: number, layers: string[]): Shadow => {
    if (current !== version) kept.clear()
    version = current
    const name = layers.join(',')
    let shadow = kept.get(name)
    if (shadow) return shadow
    shadow = new Map()
    for (const layer of layers) {
      for (const row of store.byLayer(layer)) {
        if (shadow.has(row.group)) continue
        shadow.set(row.group, layer !== 'drafts' && store.isDeletion(row.key) ? null : row)
      }
    }
    kept.set(name, shadow)
    return shadow
  }
}

/** Hears which row a document comes from. */
export type Shown = (document: object, row: Row) => void

export interface Snapshot {
  readonly view: View
  readonly store: CandidateStore
  /** The name of the column that holds the seen `_id`. */
  readonly order: 'id' | 'group'
  sees(row: Row): boolean
  id(row: Row): string
  /** The row seen under this `_id`. */
  row(id: string): Row | undefined
  document(row: Row): StoredDocument
  /** Told of each document, or part of one, that is made of a row. */
  readonly shown?: Shown
  /** Rows seen of `rows`, each once, in canonical order. */
  arrange(rows: Iterable<Row>): Row[]
  /** How many documents are seen, of these types or of all. */
  count(types?: string[]): number
  /** How many of them refer to `target`; `undefined` when that takes looking at each. */
  countReferrers(target: string, types?: string[]): number | undefined
}

export function openSnapshot(
  store: CandidateStore,
  view: View,
  shadow: Shadow,
  cache: DocumentCache,
  shown?: Shown,
): Snapshot {
  const raw = view.kind === 'raw'
  const id = (row: Row) => seenId(view, row)

  const sees = (row: Row): boolean => {
    if (view.anonymous && row.id.includes('.')) return false
    if (raw) return true
    if (row.layer === '') return !shadow.has(row.group)
    return shadow.size > 0 && shadow.get(row.group)?.key === row.key
  }

  const published = (group: string) => {
    const row = store.byId(group)
    return row?.layer === '' ? row : undefined
  }

  const snapshot: Snapshot = {
    view,
    store,
    order: raw ? 'id' : 'group',
    sees,
    id,
    row(seen) {
      if (view.anonymous && seen.includes('.')) return undefined
      if (raw) return store.byId(seen)
      const over = shadow.get(seen)
      return over === undefined ? published(seen) : (over ?? undefined)
    },
    document(row) {
      const stored = cache.get(row, () => store.body(row.key))
      const document = view.original ? {...stored, _id: row.group, _originalId: row.id} : stored
      shown?.(document, row)
      return document
    },
    ...(shown ? {shown} : {}),
    arrange(rows) {
      const unique = new Map<number, Row>()
      for (const row of rows) if (sees(row)) unique.set(row.key, row)
      return [...unique.values()].toSorted((a, b) => (id(a) < id(b) ? -1 : 1))
    },
    count(types) {
      if (view.anonymous) {
        if (raw || shadow.size === 0) return store.countOpen(types)
        let count = 0
        const walks = (types ?? [undefined]).map((type) => store.walk(type, snapshot.order))
        for (const walk of walks) for (const row of walk) if (sees(row)) count++
        return count
      }
      const layer = raw ? undefined : ''
      let count = types
        ? types.reduce((sum, type) => sum + store.countType(type, layer), 0)
        : store.count(layer)
      if (raw) return count
      const counts = (row: Row) => !types || types.includes(row.type)
      for (const [group, over] of shadow) {
        const under = published(group)
        if (under && counts(under)) count--
        if (over && counts(over)) count++
      }
      return count
    },
    countReferrers(target, types) {
      if (view.anonymous || shadow.size > 0) return undefined
      if (!types) return store.countReferrers(target, !raw)
      return types.reduce((sum, type) => sum + store.countReferrers(target, !raw, type), 0)
    },
  }
  return snapshot
}
