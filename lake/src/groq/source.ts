/**
 * Answering `*[…]` when nothing in it depends on the documents around it: candidates from the best index, the remaining
 * conditions asked of batches, only matches kept. With a limit it stops early; with a sort order that an index knows it
 * walks that order.
 */
import type {ExprNode} from 'groq-js'
import type {StoredDocument} from '../dataset.ts'
import type {Direction, Row, SortField, SortedRow} from '../store/candidates.ts'
import {BATCH, FEW_CANDIDATES} from './limits.ts'
import {find, isExact, rankOf, typesFrom, type Access} from './lookup.ts'
import type {Run} from './run.ts'

/** A condition of a filter, rewritten to stand alone; its lookups' operands too. */
export interface ClosedCondition {
  test: ExprNode
  access?: Access
  /** It reads `_id`, `_type` and `_originalId` only, so no body is needed. */
  metadataOnly: boolean
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

function* candidates({rows, types}: Opened, run: Run): Generator<Row> {
  const {snapshot} = run
  if (rows) return yield* rows
  if (!types) {
    for (const row of snapshot.store.all(snapshot.order)) if (snapshot.sees(row)) yield row
    return
  }
  const walks = types.map((type) => snapshot.store.byType(type, snapshot.order))
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

/** Adds to `found` those of the candidates that meet the conditions. */
function judge(batch: Row[], rest: ClosedCondition[], found: StoredDocument[], run: Run) {
  for (let start = 0; start < batch.length; start += BATCH) {
    let documents = batch.slice(start, start + BATCH).map((row) => run.snapshot.document(row))
    for (const {test} of rest) if (documents.length > 0) documents = run.keep(documents, test)
    for (const document of documents) found.push(document)
  }
}

/** The documents that meet all conditions, in canonical order; with `top`, at least those that its slice can show. */
export function matches(conditions: ClosedCondition[], run: Run, top?: Top): StoredDocument[] {
  const opened = open(conditions, run)
  if (top?.sort) {
    const sorted = walkSorted(opened, top.sort, top.limit, run)
    if (sorted) return sorted
  }
  const limit = top && !top.sort ? top.limit : Infinity
  const size = Math.min(BATCH, Math.max(16, limit))
  const found: StoredDocument[] = []
  let batch: Row[] = []
  for (const row of candidates(opened, run)) {
    batch.push(row)
    if (batch.length < size) continue
    judge(batch, opened.rest, found, run)
    batch = []
    if (found.length >= limit) return found
  }
  judge(batch, opened.rest, found, run)
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
  let batch: Row[] = []
  let last: string | null = null
  const walks = types.map((type) => snapshot.store.sorted(type, field, direction))
  for (const {row, value} of merged(walks, before)) {
    if (value !== null && OTHER_ORDER.test(value)) return undefined
    // Documents with the same value belong together: which of them come first is decided later.
    if (batch.length >= size && value !== last) {
      judge(batch, rest, found, run)
      batch = []
      if (found.length >= limit) break
    }
    last = value
    if (snapshot.sees(row) && (!members || members.has(row.key))) batch.push(row)
  }
  judge(batch, rest, found, run)
  return found.toSorted((a, b) => (a._id < b._id ? -1 : 1))
}

/** How many documents meet all conditions, without reading a body when the indexes know. */
export function countMatches(conditions: ClosedCondition[], run: Run): number {
  if (!conditions.every(({access, metadataOnly}) => access || metadataOnly))
    return matches(conditions, run).length
  const opened = open(conditions, run)
  const {rows, types, rest} = opened
  if (rest.length === 0) return rows ? rows.length : run.snapshot.count(types)
  if (!rest.every(({metadataOnly}) => metadataOnly)) return matches(conditions, run).length

  const {original} = run.snapshot.view
  let count = 0
  let batch: StoredDocument[] = []
  const flush = () => {
    for (const {test} of rest) if (batch.length > 0) batch = run.keep(batch, test)
    count += batch.length
    batch = []
  }
  for (const row of candidates(opened, run)) {
    const seen = {_id: run.snapshot.id(row), _type: row.type}
    batch.push((original ? {...seen, _originalId: row.id} : seen) as StoredDocument)
    if (batch.length >= BATCH) flush()
  }
  flush()
  return count
}
