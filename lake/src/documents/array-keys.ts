/**
 * `autoGenerateArrayKeys`: objects in arrays that have no `_key` get one. Keys follow from the transaction and the place, so that a
 * transaction that is sent again is still the same one.
 */
import {createHash} from 'node:crypto'
import type {Mutation} from '../dataset.ts'
import {MAX_DEPTH} from './limits.ts'
import {isRecord} from '../record.ts'

export function withArrayKeys(mutations: Mutation[], transactionId: string): Mutation[] {
  const keyAt = (path: string) =>
    createHash('sha256').update(`${transactionId} ${path}`).digest('hex').slice(0, 12)

  const keyed = (value: unknown, path: string, depth: number): unknown => {
    if (depth > MAX_DEPTH + 5) return value // too deep to be accepted; that is said elsewhere
    if (Array.isArray(value))
      return value.map((item, index) => {
        const inner = keyed(item, `${path}[${index}]`, depth + 1)
        if (!isRecord(inner) || inner._key !== undefined) return inner
        return {...inner, _key: keyAt(`${path}[${index}]`)}
      })
    if (!isRecord(value)) return value
    const entries = Object.entries(value)
    return Object.fromEntries(entries.map(([k, v]) => [k, keyed(v, `${path}.${k}`, depth + 1)]))
  }

  return mutations.map((mutation, index) => {
    if (!isRecord(mutation) || mutation.delete !== undefined) return mutation
    const {patch} = mutation
    if (!isRecord(patch)) return keyed(mutation, String(index), 0) as Mutation
    // What selects documents is no content: ids and parameters stay as they are.
    const {id, query, params, unset, ...operations} = patch
    const changed = keyed(operations, String(index), 0) as Record<string, unknown>
    const same = Object.entries({id, query, params, unset}).filter(([, v]) => v !== undefined)
    return {patch: {...Object.fromEntries(same), ...changed}}
  })
}
