/** Lookups carried out, once the value that they look for is known. */
import {Path} from 'groq-js'
import type {Row} from '../store/candidates.ts'
import {matchExpression, parseTextQuery} from './full-text.ts'
import {MAX_LOOKUPS} from './limits.ts'
import type {Access, Lookup} from './lookup.ts'
import type {Snapshot} from './snapshot.ts'

/** The rows found are exactly the documents for which the condition is true. */
export const isExact = (access: Access, operand: unknown): boolean => {
  if (access.kind !== 'union' && access.partial) return false
  if (access.kind === 'id') return !(operand instanceof Path)
  if (access.kind === 'text')
    return access.withId === false && !parseTextQuery(String(operand)).excluded
  return ['type', 'group', 'reference'].includes(access.kind)
}

const isString = (item: unknown) => typeof item === 'string'
/** The strings to look up; other values are skipped. `undefined`: too many. */
function strings(operand: unknown, list: boolean): string[] | undefined {
  const values = list ? (Array.isArray(operand) ? operand : []) : [operand]
  if (values.length > MAX_LOOKUPS) return undefined
  return [...new Set(values)].filter(isString)
}
/** Like `strings`, for attributes that may hold, or lack, anything: other values cannot be looked up. */
function onlyStrings(operand: unknown, list: boolean): string[] | undefined {
  if (list && !Array.isArray(operand)) return []
  const values = list ? (operand as unknown[]) : [operand]
  return values.every(isString) ? strings(operand, list) : undefined
}

export const typesFrom = (operand: unknown, list: boolean): string[] => {
  const values = list ? (Array.isArray(operand) ? operand : []) : [operand]
  return [...new Set(values)].filter(isString)
}

/** Rows for the value, seen or not, in any order. `undefined`: the index cannot tell, ask every document. */
export function find(lookup: Lookup, operand: unknown, snapshot: Snapshot): Row[] | undefined {
  const {store, order} = snapshot
  const {kind, list} = lookup
  const all = (values: string[] | undefined, rows: (value: string) => Iterable<Row>) =>
    values?.flatMap((item) => [...rows(item)])
  const one = (row: Row | undefined) => (row ? [row] : [])

  switch (kind) {
    case 'id': {
      if (list && operand instanceof Path) {
        const start = operand.toJSON().split('*', 1)[0] as string
        return start ? [...store.byPrefix(start, order)] : undefined
      }
      return all(strings(operand, list), (id) => one(snapshot.row(id)))
    }
    case 'group':
      if (!isString(operand)) return []
      if (order === 'group') return one(snapshot.row(operand as string))
      return [...store.byGroup(operand as string), ...one(store.byId(operand as string))]
    case 'release':
      if (!isString(operand)) return []
      if (order === 'group' || operand === '' || operand === 'drafts') return undefined
      return [...store.byLayer(operand as string)]
    case 'slug':
      return all(onlyStrings(operand, list), (slug) => store.bySlug(slug))
    case 'sha1':
      return all(onlyStrings(operand, list), (hash) => store.bySha1(hash))
    case 'reference': {
      // `list`: each argument may itself be a list.
      const given = list ? (operand as unknown[]) : [operand]
      return all(strings(given.flat(), true), (target) => store.byReference(target))
    }
    case 'referencePath': {
      const targets = onlyStrings(operand, list)
      if (!targets || store.hasReferenceDocuments()) return undefined
      return all(targets, (target) => store.byReference(target))
    }
    case 'words': {
      const expression = matchExpression(operand)
      if (expression === null) return []
      return expression === undefined ? undefined : [...store.byWords(expression)]
    }
    case 'text': {
      if (!isString(operand)) return []
      const query = parseTextQuery(operand as string)
      if (query.everything) return undefined
      const required = query.required
      if (!required) return query.excluded ? undefined : []
      const rows = [...store.byWords(required)]
      if (lookup.withId && query.plain)
        rows.push(...store.byPrefix(query.plain, 'group'), ...store.byPrefix(query.plain, 'id'))
      return rows
    }
    case 'type':
      return undefined
  }
}
