/**
 * Conditions that say between which values a walk in a sort order has to go: `publishedAt < $x`, `_id > $after`.
 *
 * A bound only leaves out what cannot meet its condition, which is asked of all the others all the same.
 */
import type {ExprNode} from 'groq-js'
import type {Between, SortField} from '../store/candidates.ts'
import {attributePath, ungroup} from './tree.ts'

export type BoundField = SortField | '_id'

export interface Bound {
  field: BoundField
  side: keyof Between
  operand: ExprNode
}

const FIELDS: readonly string[] = ['_id', '_updatedAt', '_createdAt', 'publishedAt']

/** Strings that JavaScript and SQLite may put in different orders. */
export const OTHER_ORDER = /[\ud800-\uffff]/

export function boundOf(condition: ExprNode): Bound | undefined {
  const node = ungroup(condition)
  if (node.type !== 'OpCall') return undefined
  const {op, left, right} = node
  if (op !== '<' && op !== '<=' && op !== '>' && op !== '>=') return undefined
  const isBelow = op === '<' || op === '<='
  const field = fieldOf(left)
  if (field) return {field, side: isBelow ? 'to' : 'from', operand: right}
  const mirrored = fieldOf(right)
  return mirrored && {field: mirrored, side: isBelow ? 'from' : 'to', operand: left}
}

function fieldOf(node: ExprNode): BoundField | undefined {
  const path = attributePath(node)
  const [field] = path ?? []
  return path?.length === 1 && field && FIELDS.includes(field) ? (field as BoundField) : undefined
}

/** What several bounds of one field leave, once their values are known. Those that are no plain strings bound nothing. */
export function between(
  bounds: (Bound | undefined)[],
  field: BoundField,
  evaluate: (operand: ExprNode) => unknown,
): Between {
  const limits: Between = {}
  for (const bound of bounds) {
    if (bound?.field !== field) continue
    const value = evaluate(bound.operand)
    if (typeof value !== 'string' || OTHER_ORDER.test(value)) continue
    const {side} = bound
    const known = limits[side]
    const isCloser = known === undefined || (side === 'from' ? value > known : value < known)
    if (isCloser) limits[side] = value
  }
  return limits
}
