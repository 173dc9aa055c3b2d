/**
 * Answering `*[…]` when nothing in it depends on the documents around it: candidates from the best index, the remaining
 * conditions asked of batches, only matches kept. With a limit it stops early; with a sort order that an index knows it
 * walks that order.
 */
import type {ExprNode} from 'groq-js'
import type {StoredDocument} from '../dataset.ts'
import type {Direction, Row, SortField, SortedRow} from '../store/candidates.ts'
import {BATCH, FEW_CANDIDATES, MAX_PARTIAL} from './limits.ts'
import {find, isExact, rankOf, typesFrom, type Access, type Kind, type Lookup} from './lookup.ts'
import type {Run} from './run.ts'

/** A condition of a filter, rewritten to stand alone; its lookups' operands too. */
export interface ClosedCondition {
  test: ExprNode
  access?: Access
  /** The attributes that it reads; absent when it reads the document as a whole. */
  reads?: string[]
}

/** Only the first documents are wanted: in `_id` order, or sorted by a field. */
export interface Top {
  limit: number
  sort?: {field: SortField; direction: Direction}
}

interface Opened {
  /** Candidates in canonical order; `undefined`: all documents (of `types`). */
  rows?: Row[]
  types?: string[]
  /** Conditions that the candidates still have to meet. */
  rest: ClosedCondition[]
}

function open(conditions: ClosedCondition[], run: Run): Opened {
  let rest = conditions
  let types: string[] | undefined
  for (const condition of conditions) {
    const {access} = condition
    if (access?.kind !== 'type') continue
    const named = typesFrom(run.evaluate(access.operand), access.list)
    types = types ? types.filter((type) => named.includes(type)) : named
    if (!access.partial) rest = rest.filter((other) => other !== condition)
  }

  const drivers = rest.filter(({access}) => access && access.kind !== 'type')
  drivers.sort((a, b) => rankOf(a.access as Access) - rankOf(b.access as Access))
  let rows: Row[] | undefined
  for (const driver of drivers) {
    const answer = look(driver.access as Access, run)
    if (!answer) continue
    rows = run.snapshot.arrange(answer.rows)
    if (types) rows = rows.filter((row) => types.includes(row.type))
    if (answer.exact) rest = rest.filter((other) => other !== driver)
    if (!types) noteIds(answer.ids, run)
    break
  }
  if (types) for (const type of types) run.reads.type(type)
  else if (!rows) run.reads.everything()
  return {...(rows ? {rows} : {}), ...(types ? {types} : {}), rest}
}

/** A lookup by id depends on these documents, any other on whatever may come to be found. */
function noteIds(ids: string[] | undefined, run: Run) {
  if (!ids) return run.reads.everything()
  for (const id of ids) run.reads.document(id, run.snapshot.row(id)?.type)
}

interface Answer {
  rows: Row[]
  exact: boolean
  ids?: string[]
}

export function look(access: Access, run: Run): Answer | undefined {
  if (access.kind === 'union') {
    const answers = access.parts.map((part) => look(part, run))
    if (answers.some((answer) => !answer)) return undefined
    return {rows: answers.flatMap((answer) => answer?.rows ?? []), exact: false}
  }
  const operand = run.evaluate(access.operand)
  const rows = find(access, operand, run.snapshot)
  if (!rows) return undefined
  const exact = isExact(access, operand)
  return access.kind === 'id' && exact
    ? {rows, exact, ids: typesFrom(operand, access.list)}
    : {rows, exact}
}

/** `attributes`: their values come with the rows. */
function* candidates({rows, types}: Opened, run: Run, attributes?: string[]): Generator<Row> {
  const {snapshot} = run
  if (rows) return yield* rows
  const {store, order} = snapshot
  const walks = (types ?? [undefined]).map((type) => store.walk(type, order, attributes))
  const before = (a: Row, b: Row) => snapshot.id(a) < snapshot.id(b)
  for (const row of merged(walks, before)) if (snapshot.sees(row)) yield row
}

/** Several walks in one order, as one. */
function* merged<T>(walks: Iterator<T>[], before: (a: T, b: T) => boolean): Generator<T> {
  const heads = walks.map((walk) => ({walk, next: walk.next()}))
  try {
    for (;;) {
      let first: (typeof heads)[number] | undefined
      for (const head of heads) {
        if (head.next.done) continue
        if (!first || before(head.next.value, first.next.value as T)) first = head
      }
      if (!first) return
      yield first.next.value as T
      first.next = first.walk.next()
    }
  } finally {
    for (const {walk} of heads) walk.return?.()
  }
}

/** What rows show of their documents without their bodies being read. */
const METADATA = new Set(['_id', '_type'])
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * The attributes that suffice to judge candidates: none but metadata, or a few of a large dataset, where building whole
 * documents only to drop them costs most. `undefined`: whole documents are needed.
 */
function attributesToJudge({rows, rest}: Opened, run: Run): string[] | undefined {
  if (rest.some(({reads}) => reads === undefined)) return undefined
  const {view, store} = run.snapshot
  const names = new Set(rest.flatMap(({reads}) => reads ?? []))
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
  return part as StoredDocument
}

/** The candidates that meet the conditions, and what was read of them. */
function judge(
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
function* batches(rows: Iterable<Row>, size: number): Generator<Row[]> {
  let batch: Row[] = []
  for (const row of rows) {
    if (batch.push(row) < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** The documents that meet all conditions, in canonical order; with `top`, at least those that its slice can show. */
export function matches(conditions: ClosedCondition[], run: Run, top?: Top): StoredDocument[] {
  const opened = open(conditions, run)
  if (top?.sort) {
    const sorted = walkSorted(opened, top.sort, top.limit, run)
    if (sorted) return sorted
  }
  const limit = top && !top.sort ? top.limit : Infinity
  const attributes = opened.rest.length > 0 ? attributesToJudge(opened, run) : undefined
  const found: StoredDocument[] = []
  const size = Math.min(BATCH, Math.max(16, limit))
  for (const batch of batches(candidates(opened, run, attributes), size)) {
    for (const [row, document] of judge(batch, opened.rest, run, attributes))
      found.push(attributes ? run.snapshot.document(row) : document)
    if (found.length >= limit) break
  }
  return found
}

/** Strings that JavaScript and SQLite may put in different orders. */
const OTHER_ORDER = /[\ud800-\uffff]/

function walkSorted(
  {rows, types, rest}: Opened,
  {field, direction}: NonNullable<Top['sort']>,
  limit: number,
  run: Run,
): StoredDocument[] | undefined {
  const {snapshot} = run
  if (rows && rows.length <= FEW_CANDIDATES) return undefined
  if (!types?.every((type) => snapshot.store.sortable(type, field))) return undefined
  const members = rows && new Set(rows.map((row) => row.key))
  const before = (a: SortedRow, b: SortedRow) => {
    if (a.value === null || b.value === null)
      return direction === 'desc' ? a.value === null && b.value !== null : b.value === null
    return direction === 'desc' ? a.value > b.value : a.value < b.value
  }

  const size = Math.min(BATCH, Math.max(16, limit))
  const found: StoredDocument[] = []
  const decide = (rows: Row[]) => {
    for (const part of batches(rows, BATCH))
      for (const [, document] of judge(part, rest, run)) found.push(document)
  }
  let group: Row[] = []
  let last: string | null = null
  const walks = types.map((type) => snapshot.store.sorted(type, field, direction))
  for (const {row, value} of merged(walks, before)) {
    if (value !== null && OTHER_ORDER.test(value)) return undefined
    // Documents with the same value belong together: which of them come first is decided later.
    if (group.length >= size && value !== last) {
      decide(group)
      group = []
      if (found.length >= limit) break
    }
    last = value
    if (snapshot.sees(row) && (!members || members.has(row.key))) group.push(row)
  }
  decide(group)
  return found.toSorted((a, b) => (a._id < b._id ? -1 : 1))
}

const isKind =
  (kind: Kind) =>
  (access: Access | undefined): access is Lookup =>
    access?.kind === kind

/** `references(x)`, and perhaps a type, is counted by SQLite. */
function countReferrers(conditions: ClosedCondition[], run: Run): number | undefined {
  const access = conditions.map((condition) => condition.access)
  const types = access.filter(isKind('type'))
  const reference = access.find(isKind('reference'))
  if (!reference || reference.list || types.length > 1 || access.length > types.length + 1)
    return undefined
  if (reference.partial || types[0]?.partial) return undefined
  const target = run.evaluate(reference.operand)
  if (typeof target !== 'string') return undefined
  const [type] = types
  const named = type && typesFrom(run.evaluate(type.operand), type.list)
  const count = run.snapshot.countReferrers(target, named)
  if (count === undefined) return undefined
  if (named) for (const name of named) run.reads.type(name)
  else run.reads.everything()
  return count
}

/** How many documents meet all conditions, without reading a body when the indexes know. */
export function countMatches(conditions: ClosedCondition[], run: Run): number {
  const referrers = countReferrers(conditions, run)
  if (referrers !== undefined) return referrers
  const opened = open(conditions, run)
  const {rows, types, rest} = opened
  if (rest.length === 0) return rows ? rows.length : run.snapshot.count(types)
  const attributes = attributesToJudge(opened, run)
  let count = 0
  for (const batch of batches(candidates(opened, run, attributes), BATCH))
    count += judge(batch, rest, run, attributes).length
  return count
}
