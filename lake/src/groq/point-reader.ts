/**
 * What one question without a thread may read: documents as a perspective shows them, one by one, until it has read enough.
 *
 * Every statement that it asks for is a search in an index that is stepped through row by row. Rows, documents and what the
 * query can make of them are counted against `limits.ts`; past these the question is given up with `TooMuch`.
 */
import type {CandidateStore, Row} from '../store/candidates.ts'
import type {StoredDocument} from '../dataset.ts'
import type {DocumentCache} from './document-cache.ts'
import {
  MAX_POINT_DOCUMENT_BYTES,
  MAX_POINT_ROWS,
  MAX_POINT_SHOWN,
  MAX_POINT_STEPS,
} from './limits.ts'
import {seenId, type View} from './perspective.ts'
import type {PointQuestion} from './point-question.ts'

/** The question is one for a thread after all. */
export class TooMuch extends Error {}

interface Extent {
  /** Of its JSON text. */
  length: number
  /** Elements of all its lists. */
  elements: number
  /** These, and the attributes of all its objects. */
  parts: number
  /** Something in it may refer to another dataset or project. */
  leadsElsewhere: boolean
}
/** Of the documents that are kept parsed. */
const extents = new WeakMap<StoredDocument, Extent>()

function measure(value: unknown, extent: Extent) {
  if (typeof value !== 'object' || value === null) return
  if ('_dataset' in value || '_projectId' in value) extent.leadsElsewhere = true
  const inner = Object.values(value)
  extent.parts += inner.length
  if (Array.isArray(value)) extent.elements += inner.length
  for (const one of inner) measure(one, extent)
}

export type PointReader = ReturnType<typeof createPointReader>

export function createPointReader(
  store: CandidateStore,
  cache: DocumentCache,
  view: View,
  {nodes, passes, textLength}: PointQuestion,
) {
  let rows = 0
  let steps = 0
  let shown = 0

  const count = () => {
    if (++rows > MAX_POINT_ROWS) throw new TooMuch()
  }
  function* counted<T>(walk: Iterable<T>): Generator<T> {
    for (const row of walk) {
      count()
      yield row
    }
  }

  const body = (row: Row): string => {
    const text = store.bodyUpTo(row.key, MAX_POINT_DOCUMENT_BYTES)
    if (text === undefined) throw new TooMuch()
    return text
  }

  const read = (row: Row): StoredDocument => {
    let length = 0
    const document = cache.get(row, () => {
      const text = body(row)
      length = text.length
      return text
    })
    if (!extents.has(document)) {
      const extent = {length, elements: 0, parts: 0, leadsElsewhere: false}
      measure(document, extent)
      extents.set(document, extent)
    }
    return document
  }

  const isDeletion = (row: Row) => {
    const system = read(row)._system as {delete?: unknown} | null | undefined
    return system?.delete === true || system?.delete === 1
  }

  /** The row of a group that a stack of layers shows. */
  function strongest(group: string): Row | undefined {
    const versions = [...counted(store.byGroup(group))]
    for (const layer of view.layers) {
      const row = versions.find((version) => version.layer === layer)
      if (row) return layer !== 'drafts' && isDeletion(row) ? undefined : row
    }
    return versions.find(({layer}) => layer === '')
  }

  return {
    counted,
    id: (row: Row) => seenId(view, row),

    /** The row seen under this `_id`. */
    row(id: string): Row | undefined {
      if (view.anonymous && id.includes('.')) return undefined
      if (view.layers.length > 0) return strongest(id)
      count()
      const row = store.byId(id)
      return view.kind === 'raw' || row?.layer === '' ? row : undefined
    },

    sees(row: Row): boolean {
      if (view.anonymous && row.id.includes('.')) return false
      if (view.kind === 'raw') return true
      if (view.layers.length > 0) return strongest(row.group)?.key === row.key
      return row.layer === ''
    },

    body,

    document(row: Row): StoredDocument {
      const document = read(row)
      const {length, elements, parts, leadsElsewhere} = extents.get(document) as Extent
      // A thread's plan looks at each reference; here groq-js follows them by their id alone.
      if (leadsElsewhere) throw new TooMuch()
      steps += nodes * (1 + elements) + passes * parts
      // What is written in the query may come once for each element.
      shown += passes * length + textLength * (1 + elements)
      if (steps > MAX_POINT_STEPS || shown > MAX_POINT_SHOWN) throw new TooMuch()
      if (!view.original) return document
      return {...document, _id: row.group, _originalId: row.id}
    },
  }
}
