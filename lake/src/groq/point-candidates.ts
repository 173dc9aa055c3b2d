/** The documents that a small question can show: all that its filter lets through, or the newest of them. */
import type {ExprNode} from 'groq-js'
import type {CandidateStore, Row} from '../store/candidates.ts'
import type {StoredDocument} from '../dataset.ts'
import {OTHER_ORDER} from './bounds.ts'
import type {PointQuestion, PointSource} from './point-question.ts'
import {TooMuch, type PointReader} from './point-reader.ts'
import type {Reads} from './sync-tags.ts'

type Newest = Extract<PointSource, {kind: 'newest'}>
type Named = Exclude<PointSource, Newest>

interface Means {
  store: CandidateStore
  reader: PointReader
  reads: Reads
  params: Record<string, unknown>
  /** How many of these documents the filter lets through. */
  holds(documents: StoredDocument[]): number
}

/** In canonical order. */
export function candidatesOf(question: PointQuestion, means: Means): StoredDocument[] {
  const {source} = question
  if (source.kind !== 'newest') {
    const rows = rowsNamed(question, means)
    return rows.map((row) => means.reader.document(row))
  }
  const types = typesOf(question, means)
  for (const type of types ?? []) means.reads.type(type)
  const found = newest(types ?? [], source, means)
  return inOrder([...found.keys()], means.reader).map((row) => found.get(row) as StoredDocument)
}

/** Rows with the ids or slugs, and of the types, that the filter names. In canonical order. */
export function rowsNamed(question: PointQuestion, means: Means): Row[] {
  const {reader, reads, params} = means
  const types = typesOf(question, means)
  const {kind, operand, list} = question.source as Named
  // What the answer depends on, as the planner says it: the types, or else the ids, or else everything.
  for (const type of types ?? []) reads.type(type)
  if (!types && kind === 'slug') reads.everything()

  const values = valuesOf(operand, list, params)
  const rows =
    kind === 'slug'
      ? bySlug(values, means)
      : strings(values).flatMap((id) => {
          const row = reader.row(id)
          if (!types) reads.document(id, row?.type)
          return row ?? []
        })
  const shown = rows.filter((row) => !types || types.includes(row.type))
  return inOrder([...new Map(shown.map((row) => [row.key, row])).values()], reader)
}

/**
 * Whether the rows are exactly the documents that the filter lets through: it names nothing but ids, slugs and types. SQLite
 * gives a list or an object as text, which begins with a bracket and which no document's slug is equal to.
 */
export function looksUpExactly({source}: PointQuestion, params: Record<string, unknown>): boolean {
  if (source.kind === 'newest') return false
  const values = valuesOf(source.operand, source.list, params)
  return (
    source.kind === 'id' ||
    values.every((value) => /^[^[{\0]+$/.test(String(value)) && String(value).isWellFormed())
  )
}

function typesOf({types}: PointQuestion, {params}: Means): string[] | undefined {
  if (types.length === 0) return undefined
  const named = types.map(({operand, list}) => strings(valuesOf(operand, list, params)))
  return named.reduce((a, b) => a.filter((type) => b.includes(type)))
}

function bySlug(values: unknown[], {store, reader}: Means): Row[] {
  const slugs = strings(values)
  // Other values cannot be looked up.
  if (slugs.length < new Set(values).size) throw new TooMuch()
  return slugs
    .flatMap((slug) => [...reader.counted(store.bySlug(slug))])
    .filter((row) => reader.sees(row))
}

function newest(
  [type]: string[],
  {field, direction, limit}: Newest,
  {store, reader, holds}: Means,
): Map<Row, StoredDocument> {
  const found = new Map<Row, StoredDocument>()
  if (type === undefined) return found
  if (!store.sortable(type, field)) throw new TooMuch()
  let undecided: StoredDocument[] = []
  let missing = limit
  let last: string | null = null
  for (const {row, value} of reader.counted(store.sorted(type, field, direction))) {
    if (value !== null && OTHER_ORDER.test(value)) throw new TooMuch()
    // Documents with the same value belong together: which of them come first is decided later.
    if (undecided.length >= missing && value !== last) {
      missing -= holds(undecided)
      undecided = []
      if (missing <= 0) break
    }
    last = value
    if (!reader.sees(row)) continue
    const document = reader.document(row)
    found.set(row, document)
    undecided.push(document)
  }
  return found
}

const inOrder = (rows: Row[], reader: PointReader): Row[] =>
  rows.toSorted((a, b) => (reader.id(a) < reader.id(b) ? -1 : 1))

const strings = (values: unknown[]): string[] => [
  ...new Set(values.filter((value) => typeof value === 'string')),
]

/** What an operand lists, or the one value that it is. */
function valuesOf(operand: ExprNode, list: boolean, params: Record<string, unknown>): unknown[] {
  const value = constantOf(operand, params)
  if (!list) return [value]
  return Array.isArray(value) ? value : []
}

function constantOf(node: ExprNode, params: Record<string, unknown>): unknown {
  switch (node.type) {
    case 'Value':
      return node.value
    case 'Parameter':
      return params[node.name]
    case 'Group':
      return constantOf(node.base, params)
    case 'Array':
      return node.elements.map(({value}) => constantOf(value, params))
    default:
      throw new TooMuch()
  }
}
