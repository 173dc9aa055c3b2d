/**
 * Deciding which candidates meet the conditions: by whole documents, or by the few attributes that the conditions read.
 */
import type {ExprNode} from 'groq-js'
import type {StoredDocument} from '../dataset.ts'
import type {Row} from '../store/candidates.ts'
import {MAX_PARTIAL} from './limits.ts'
import type {Bound} from './bounds.ts'
import type {Access} from './lookup.ts'
import type {Run} from './run.ts'

/** A condition of a filter, rewritten to stand alone; its lookups' operands too. */
export interface ClosedCondition {
  test: ExprNode
  access?: Access
  /** Where a walk in the order of a field may begin or end. */
  bound?: Bound
  /** The attributes that it reads; absent when it reads the document as a whole. */
  reads?: string[]
}

/** Where the documents of a filter are to be found. */
export interface Candidates {
  /** Candidates in canonical order; `undefined`: all documents (of `types`). */
  rows?: Row[]
  types?: string[]
  /** Conditions that the candidates still have to meet. */
  rest: ClosedCondition[]
}

/** What rows show of their documents without their bodies being read. */
const METADATA = new Set(['_id', '_type'])
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * The attributes that suffice to judge candidates, and to show `shown` of them: none but metadata, or a few of a large
 * dataset, where building whole documents costs most. `undefined`: whole documents are needed.
 */
export function enough(
  {rows, rest}: Candidates,
  shown: Iterable<string>,
  run: Run,
): string[] | undefined {
  if (rest.some(({reads}) => reads === undefined)) return undefined
  const {view, store} = run.snapshot
  const names = new Set([...rest.flatMap(({reads}) => reads ?? []), ...shown])
  const attributes = [...names].filter(
    (name) => !METADATA.has(name) && !(view.original && name === '_originalId'),
  )
  if (attributes.length === 0) return attributes
  const readable =
    attributes.length <= MAX_PARTIAL && attributes.every((name) => PLAIN_NAME.test(name))
  return readable && !rows && store.size() > run.largeScan ? attributes : undefined
}

function partOf(row: Row, attributes: string[], run: Run): StoredDocument {
  const part: Record<string, unknown> = {_id: run.snapshot.id(row), _type: row.type}
  if (run.snapshot.view.original) part._originalId = row.id
  const values = row.values === undefined ? [] : (JSON.parse(row.values) as unknown[])
  for (const [i, name] of attributes.entries()) part[name] = values[i]
  run.snapshot.shown?.(part, row)
  return part as StoredDocument
}

/** The candidates that meet the conditions, and what was read of them. */
export function judge(
  batch: Row[],
  rest: ClosedCondition[],
  run: Run,
  attributes?: string[],
): [Row, StoredDocument][] {
  const read = (row: Row) =>
    attributes ? partOf(row, attributes, run) : run.snapshot.document(row)
  const rowOf = new Map(batch.map((row) => [read(row), row]))
  let kept = [...rowOf.keys()]
  for (const {test} of rest) if (kept.length > 0) kept = run.keep(kept, test)
  return kept.map((document) => [rowOf.get(document) as Row, document])
}

/** The rows in groups of `size`. */
export function* batches(rows: Iterable<Row>, size: number): Generator<Row[]> {
  let batch: Row[] = []
  for (const row of rows) {
    if (batch.push(row) < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
