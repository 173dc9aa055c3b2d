/**
 * Read-only SQL for queries: which documents could answer, found by index.
 *
 * Native SQL cannot be interrupted, so every statement here walks an index in its own order (no sorting, no scan of
 * bodies) and is stepped through row by row: between two rows the worker that asked can be ended. Values come as rows of
 * metadata; a body is read only when it is needed.
 */
import {DatabaseSync, type StatementSync} from 'node:sqlite'

/** What is known of a document without reading it. `group` is the published id, `layer` '' | 'drafts' | a release. */
export interface Row {
  key: number
  id: string
  type: string
  rev: string
  group: string
  layer: string
  /** The values of the attributes that a walk was asked for, as one JSON list. */
  values?: string
}

export type SortField = '_updatedAt' | '_createdAt' | 'publishedAt'
export type Direction = 'asc' | 'desc'
/** The values that a walk has to go through; those at the ends belong to it. */
export interface Between {
  from?: string
  to?: string
}
/** A row and its value in a sort order; `null` stands for a missing value. */
export interface SortedRow {
  row: Row
  value: string | null
}

const ROW = 'd.key, d.id, d.type, d.rev, d.group_id, d.layer'
const SLUG = "json_extract(body, '$.slug.current')"
const SHA1 = "json_extract(body, '$.sha1hash')"
const PUBLISHED_AT = "json_extract(body, '$.publishedAt')"
const SORT_VALUE: Record<SortField, string> = {
  _updatedAt: 'updated_at',
  _createdAt: 'created_at',
  publishedAt: PUBLISHED_AT,
}
/** What `layer = ''` says, of an id alone. */
const IS_PUBLISHED =
  "not (source glob 'drafts.*' or (source glob 'versions.?*.?*' and substr(source, 10, 1) <> '.'))"
const BUSY_WAIT_MS = 1_000

type Values = readonly (string | number)[]

function limitsOf(column: string, {from, to}: Between): {conditions: string[]; values: string[]} {
  const conditions = []
  const values = []
  if (from !== undefined) {
    conditions.push(`${column} >= ?`)
    values.push(from)
  }
  if (to !== undefined) {
    conditions.push(`${column} <= ?`)
    values.push(to)
  }
  return {conditions, values}
}

export type CandidateStore = ReturnType<typeof openCandidates>

export function openCandidates(file: string, busyWait = BUSY_WAIT_MS) {
  const sqlite = new DatabaseSync(file, {readOnly: true})
  sqlite.exec(`pragma busy_timeout = ${busyWait}`)
  sqlite.exec('pragma query_only = 1')

  // A statement that is being stepped through cannot serve a second walk: each walk takes one and gives it back.
  const idle = new Map<string, StatementSync[]>()
  function* step(sql: string, values: Values): Generator<unknown[]> {
    const free = idle.get(sql) ?? []
    idle.set(sql, free)
    const statement = free.pop() ?? sqlite.prepare(sql)
    statement.setReturnArrays(true)
    const rows = statement.iterate(...values) as unknown as Iterator<unknown[]>
    try {
      for (let next = rows.next(); !next.done; next = rows.next()) yield next.value
    } finally {
      rows.return?.()
      free.push(statement)
    }
  }
  const lookups = new Map<string, StatementSync>()
  function first(sql: string, values: Values): unknown[] | undefined {
    let statement = lookups.get(sql)
    if (!statement) {
      lookups.set(sql, (statement = sqlite.prepare(sql)))
      statement.setReturnArrays(true)
    }
    return statement.get(...values) as unknown as unknown[] | undefined
  }
  const toRow = ([key, id, type, rev, group, layer, values]: unknown[]) =>
    (values === undefined
      ? {key, id, type, rev, group, layer}
      : {key, id, type, rev, group, layer, values}) as Row
  function* rows(rest: string, ...values: Values): Generator<Row> {
    for (const row of step(`select ${ROW} from documents d ${rest}`, values)) yield toRow(row)
  }

  function* rowsWithValues(attributes: string[], rest: string, values: Values): Generator<Row> {
    const paths = attributes.map(() => '?').join(', ')
    // With one path SQLite would give the bare value, so a second one makes it a list.
    const sql = `select ${ROW}, json_extract(body, ${paths}, '$._id') from documents d ${rest}`
    const quoted = attributes.map((name) => `$."${name}"`)
    for (const row of step(sql, [...quoted, ...values])) yield toRow(row)
  }

  return {
    /** Fix the snapshot that all reads see until `end`. Returns a number that changes when the data has. */
    begin(): number {
      sqlite.exec('begin')
      return first('pragma data_version', [])?.[0] as number
    },
    end() {
      if (sqlite.isTransaction) sqlite.exec('rollback')
    },
    close: () => sqlite.close(),

    body: (key: number) => first('select body from documents where key = ?', [key])?.[0] as string,
    /** `undefined`: it is longer, and was not read. */
    bodyUpTo: (key: number, bytes: number) =>
      (first('select iif(octet_length(body) <= ?, body, null) from documents where key = ?', [
        bytes,
        key,
      ])?.[0] ?? undefined) as string | undefined,

    byId: (id: string): Row | undefined => {
      const row = first(`select ${ROW} from documents d where id = ?`, [id])
      return row && toRow(row)
    },
    byGroup: (group: string) => rows('where group_id = ?', group),
    byLayer: (layer: string) => rows('where layer = ? order by group_id', layer),
    bySlug: (slug: string) => rows(`where ${SLUG} = ?`, slug),
    bySha1: (hash: string) => rows(`where ${SHA1} = ?`, hash),
    /** Every document, or those of a type, in `_id` order; with the values of some attributes, if asked. */
    walk(
      type: string | undefined,
      by: 'id' | 'group',
      {attributes = [], ids = {}}: {attributes?: string[] | undefined; ids?: Between} = {},
    ): Generator<Row> {
      const column = by === 'id' ? 'id' : 'group_id'
      const limits = limitsOf(column, ids)
      const conditions = [...(type === undefined ? [] : ['type = ?']), ...limits.conditions]
      const where = conditions.length > 0 ? `where ${conditions.join(' and ')} ` : ''
      const rest = `${where}order by ${column}`
      const values = [...(type === undefined ? [] : [type]), ...limits.values]
      if (attributes.length === 0) return rows(rest, ...values)
      return rowsWithValues(attributes, rest, values)
    },
    byPrefix: (prefix: string, by: 'id' | 'group') => {
      const column = by === 'id' ? 'id' : 'group_id'
      return rows(`where ${column} >= ? and ${column} < ?`, prefix, `${prefix}\u{10ffff}`)
    },
    byReference: (target: string) =>
      rows('join refs r on r.source = d.id where r.target = ?', target),
    /** Whether a document has `_ref` as an attribute of its own, which hides the references in it. */
    hasReferenceDocuments: () =>
      first(
        `select 1 from documents where json_extract(body, '$._ref') is not null limit 1`,
        [],
      ) !== undefined,

    /** Documents whose words match a full-text expression. */
    byWords: (expression: string) =>
      rows('join search s on s.rowid = d.key where s.words match ?', expression),
    *ranked(expression: string): Generator<[id: string, rank: number]> {
      const sql =
        'select d.id, -bm25(search) from search join documents d on d.key = search.rowid where search.words match ?'
      for (const [id, rank] of step(sql, [expression])) yield [id as string, rank as number]
    },

    /** About how many documents there are, at once. */
    size: () => (first('select max(key) from documents', [])?.[0] ?? 0) as number,
    count: (layer?: string) =>
      (layer === undefined
        ? first('select count(*) from documents', [])
        : first('select count(*) from documents where layer = ?', [layer]))?.[0] as number,
    countType: (type: string, layer?: string) =>
      (layer === undefined
        ? first('select count(*) from documents where type = ?', [type])
        : first('select count(*) from documents where type = ? and layer = ?', [
            type,
            layer,
          ]))?.[0] as number,
    /** Documents that everybody may see: published, with a plain id. Counted along an index, without a body. */
    countOpen: (types?: string[]): number => {
      const open = "layer = '' and instr(group_id, '.') = 0"
      const all = `select count(*) from documents indexed by documents_layer where ${open}`
      if (!types) return first(all, [])?.[0] as number
      const ofType = `select count(*) from documents indexed by documents_type_group where type = ? and ${open}`
      const counts = types.map((type) => first(ofType, [type])?.[0] as number)
      return counts.reduce((sum, count) => sum + count, 0)
    },

    /** Documents that refer to `target`: published ones or all, of a type if one is given. */
    countReferrers: (target: string, published: boolean, type?: string) => {
      const ofType = type === undefined ? '' : ' and type = ?'
      const text = `select count(distinct source) from refs where target = ?${ofType}${published ? ` and ${IS_PUBLISHED}` : ''}`
      return first(text, type === undefined ? [target] : [target, type])?.[0] as number
    },

    /** Whether the sort order of this field is known from the index: every value a string, or missing. */
    sortable: (type: string, field: SortField) =>
      field !== 'publishedAt' ||
      first(
        `select 1 from documents where type = ? and json_type(body, '$.publishedAt') not in ('text', 'null') limit 1`,
        [type],
      ) === undefined,
    *sorted(
      type: string,
      field: SortField,
      direction: Direction,
      between: Between = {},
    ): Generator<SortedRow> {
      const value = SORT_VALUE[field]
      const {conditions, values} = limitsOf(value, between)
      const wanted = ['type = ?', `${value} is not null`, ...conditions].join(' and ')
      const missing = `select ${ROW} from documents d where type = ? and ${value} is null`
      const present = `select ${ROW}, ${value} from documents d where ${wanted} order by ${value} ${direction}`
      // GROQ sorts a missing value after every string, and `desc` turns that round. It lies between nothing.
      const isBounded = conditions.length > 0
      if (direction === 'desc' && !isBounded)
        for (const row of step(missing, [type])) yield {row: toRow(row), value: null}
      for (const row of step(present, [type, ...values]))
        yield {row: toRow(row.slice(0, 6)), value: row[6] as string}
      if (direction === 'asc' && !isBounded)
        for (const row of step(missing, [type])) yield {row: toRow(row), value: null}
    },
    /** `_system.delete`: a version that will unpublish its document. */
    isDeletion: (key: number) =>
      first(`select json_extract(body, '$._system.delete') = 1 from documents where key = ?`, [
        key,
      ])?.[0] === 1,
  }
}
