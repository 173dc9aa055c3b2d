/**
 * `autoGenerateArrayKeys`, which actions always do: objects in arrays that have no `_key` get one. Keys follow from the transaction
 * and the place, so that a transaction that is sent again is still the same one.
 */
import {createHash} from 'node:crypto'
import type {Mutation} from '../dataset.ts'
import {MAX_DEPTH} from './limits.ts'
import {isRecord} from '../record.ts'

type Action = Record<string, unknown>

export function withArrayKeys(mutations: Mutation[], transactionId: string): Mutation[] {
  return mutations.map((mutation, index) => {
    if (!isRecord(mutation) || mutation.delete !== undefined) return mutation
    const {patch} = mutation
    if (!isRecord(patch)) return keyed(transactionId, mutation, String(index)) as Mutation
    // What selects documents is no content: ids and parameters stay as they are.
    const {id, query, params, unset, ...operations} = patch
    const changed = keyed(transactionId, operations, String(index)) as Record<string, unknown>
    const same = Object.entries({id, query, params, unset}).filter(([, v]) => v !== undefined)
    return {patch: {...Object.fromEntries(same), ...changed}}
  })
}

/** Where actions hold content. */
const CONTENT = ['attributes', 'document', 'patch']

export function withActionKeys(actions: Action[], transactionId: string): Action[] {
  return actions.map((action, index) => {
    if (!isRecord(action)) return action
    const content = CONTENT.filter((name) => isRecord(action[name]))
    const changed = content.map((name) => [
      name,
      keyed(transactionId, action[name], `${index}.${name}`),
    ])
    return {...action, ...Object.fromEntries(changed)}
  })
}

/** The value, found at this path of the transaction, with the keys that it lacks. */
function keyed(transactionId: string, content: unknown, place: string): unknown {
  const keyAt = (path: string) =>
    createHash('sha256').update(`${transactionId} ${path}`).digest('hex').slice(0, 12)

  const visit = (value: unknown, path: string, depth: number): unknown => {
    if (depth > MAX_DEPTH + 5) return value // too deep to be accepted; that is said elsewhere
    if (Array.isArray(value))
      return value.map((item, index) => {
        const inner = visit(item, `${path}[${index}]`, depth + 1)
        if (!isRecord(inner) || inner._key !== undefined) return inner
        return {...inner, _key: keyAt(`${path}[${index}]`)}
      })
    if (!isRecord(value)) return value
    const entries = Object.entries(value)
    return Object.fromEntries(entries.map(([k, v]) => [k, visit(v, `${path}.${k}`, depth + 1)]))
  }
  return visit(content, place, 0)
}
