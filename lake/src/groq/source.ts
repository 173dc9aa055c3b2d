/**
 * Answering `*[…]` when nothing in it depends on the documents around it: candidates from the best index, the remaining
 * conditions asked of batches, only matches kept. With a limit it stops early; with a sort order that an index knows it
 * walks that order.
 */
import type {StoredDocument} from '../dataset.ts'
import type {Direction, Row, SortField, SortedRow} from '../store/candidates.ts'
import {between, OTHER_ORDER, type BoundField} from './bounds.ts'
import {batches, enough, judge, type Candidates, type ClosedCondition} from './judge.ts'
import {BATCH, FEW_CANDIDATES} from './limits.ts'
import {find, isExact, typesFrom} from './find.ts'
import {rankOf, type Access, type Kind, type Lookup} from './lookup.ts'
import type {Run} from './run.ts'

/** Only the first documents are wanted: in `_id` order, or sorted by a field. */
export interface Top {
  limit: number
  sort?: {
    field: SortField
    direction: Direction
    /** Nothing else decides between equal ones, which then keep their order. */
    isAlone: boolean
  }
}

/** What is done with the documents. */
export interface Wanted {
  top?: Top | undefined
  /** Only these attributes are looked at. */
  attributes?: Set<string> | undefined
}

function open(conditions: ClosedCondition[], run: Run): Candidates {
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
function* candidates(
  {rows, types, rest}: Candidates,
  run: Run,
  attributes?: string[],
): Generator<Row> {
  const {snapshot} = run
  if (rows) return yield* rows
  const {store, order} = snapshot
  const ids = limitsOf(rest, '_id', run)
  const walks = (types ?? [undefined]).map((type) => store.walk(type, order, {attributes, ids}))
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

/**
 * The documents that meet all conditions, in canonical order; at least those that `top` can show, and at least their
 * attributes that are looked at.
 */
export function matches(
  conditions: ClosedCondition[],
  run: Run,
  {top, attributes: shown}: Wanted = {},
): StoredDocument[] {
  const opened = open(conditions, run)
  if (top?.sort) {
    const sorted = walkSorted(opened, top.sort, top.limit, run)
    if (sorted) return sorted
  }
  const limit = top && !top.sort ? top.limit : Infinity
  const parts = shown && enough(opened, shown, run)
  const attributes = parts ?? (opened.rest.length > 0 ? enough(opened, [], run) : undefined)
  const found: StoredDocument[] = []
  const size = Math.min(BATCH, Math.max(16, limit))
  for (const batch of batches(candidates(opened, run, attributes), size)) {
    for (const [row, document] of judge(batch, opened.rest, run, attributes))
      found.push(attributes && !parts ? run.snapshot.document(row) : document)
    if (found.length >= limit) break
  }
  return found
}

const limitsOf = (conditions: ClosedCondition[], field: BoundField, run: Run) =>
  between(
    conditions.map(({bound}) => bound),
    field,
    run.evaluate,
  )

function walkSorted(
  {rows, types, rest}: Candidates,
  {field, direction, isAlone}: NonNullable<Top['sort']>,
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
  const byId = (a: Row, b: Row) => (snapshot.id(a) < snapshot.id(b) ? -1 : 1)
  /** An import gives thousands the same time: only the first of them can be shown, so the others need not be read. */
  const decide = (equals: Row[][]) => {
    const rows = isAlone ? equals.flatMap((some) => some.toSorted(byId)) : equals.flat()
    for (const part of batches(rows, rest.length > 0 ? BATCH : size)) {
      for (const [, document] of judge(part, rest, run)) found.push(document)
      if (isAlone && found.length >= limit) return
    }
  }
  /** Undecided, by value. */
  let group: Row[][] = []
  let count = 0
  let last: string | null = null
  const limits = limitsOf(rest, field, run)
  const walks = types.map((type) => snapshot.store.sorted(type, field, direction, limits))
  for (const {row, value} of merged(walks, before)) {
    if (value !== null && OTHER_ORDER.test(value)) return undefined
    // Documents with the same value belong together: which of them come first is decided later.
    if (count >= size && value !== last) {
      decide(group)
      group = []
      count = 0
      if (found.length >= limit) break
    }
    if (group.length === 0 || value !== last) group.push([])
    last = value
    if (!snapshot.sees(row) || (members && !members.has(row.key))) continue
    group.at(-1)?.push(row)
    count++
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
  const attributes = enough(opened, [], run)
  let count = 0
  for (const batch of batches(candidates(opened, run, attributes), BATCH))
    count += judge(batch, rest, run, attributes).length
  return count
}
