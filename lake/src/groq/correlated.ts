/**
 * Supplying a `*[…]` that depends on the document around it (`references(^._id)`): documents for one value of that
 * document, from an index, or from a table over the other conditions' matches that is made when it is first needed.
 */
import type {ExprNode} from 'groq-js'
import type {StoredDocument} from '../dataset.ts'
import type {Row} from '../store/candidates.ts'
import {isTypeOnly, type Condition} from './condition.ts'
import {operandOf, operandText} from './correlation.ts'
import {find, isExact, typesFrom} from './find.ts'
import {best, rankOf, type Access, type Lookup} from './lookup.ts'
import type {Hooks, Run} from './run.ts'
import {freeScopes, move, type Scope} from './scope.ts'
import type {ClosedCondition} from './judge.ts'
import {matches} from './source.ts'
import {attributePath} from './tree.ts'

interface Planner {
  hooks: Hooks
  rewrite(node: ExprNode, scope: Scope): ExprNode
}

interface Correlated {
  conditions: Condition[]
  /** Those of them that stand alone. */
  closed: ClosedCondition[]
  scope: Scope
}

/** A node for the candidates; `undefined` when neither an index nor a table helps. */
export function candidatesNode(source: Correlated, planner: Planner): ExprNode | undefined {
  const driver = driverOf(source.conditions)
  if (!driver) return joined(source, planner)
  const payload = payloadOf(driver.lookup.operand, driver.scope, source.scope, planner)
  if (!payload) return undefined
  const {closed} = source
  const types = closed.flatMap(({access}) => (access?.kind === 'type' ? [access] : []))
  return planner.hooks.node((run, text) => {
    const rows = lookUp(driver.lookup, types, text, run)
    return (
      rows?.map((row) => run.snapshot.document(row)) ?? run.once(closed, () => matches(closed, run))
    )
  }, payload)
}

/** A node for their number, or null where it takes the filter to know; `undefined`: always. */
export function countNode(source: Correlated, {hooks, rewrite}: Planner): ExprNode | undefined {
  const {conditions, closed, scope} = source
  const driver = driverOf(conditions)
  const rest = conditions.filter((condition) => !isTypeOnly(condition))
  if (!driver || rest.length !== 1 || !isExact(driver.lookup, '')) return undefined
  const payload = payloadOf(driver.lookup.operand, driver.scope, scope, {hooks, rewrite})
  if (!payload) return undefined
  const types = closed.map(({access}) => access as Lookup)
  // A list may hold what is no string and was made one on the way, so it is counted by the filter.
  return hooks.node(
    (run, text) => (text[0] === 'a' ? null : lookUp(driver.lookup, types, text, run)?.length),
    payload,
  )
}

const payloadOf = (operand: ExprNode, from: Scope, to: Scope, {rewrite}: Planner) =>
  operandText(move(operand, from, to), (node) => rewrite(node, to))

const isSimple = (access: Access | undefined): access is Lookup =>
  access !== undefined && !['union', 'type', 'text'].includes(access.kind)

/** The best lookup whose operand comes from an outer document, if none of the closed ones is better. */
function driverOf(conditions: Condition[]): {lookup: Lookup; scope: Scope} | undefined {
  const open = conditions.filter(({closed, access}) => !closed && isSimple(access))
  const lookup = best(open.map(({access}) => access)) as Lookup | undefined
  const condition = open.find(({access}) => access === lookup)
  if (!condition || !lookup) return undefined
  const rival = best(conditions.filter(({closed}) => closed).map(({access}) => access))
  if (rival && rankOf(rival) < rankOf(lookup)) return undefined
  return {lookup, scope: condition.scope}
}

/** Rows seen for the value that `text` stands for, of these types; each value is looked up once. */
function lookUp(lookup: Lookup, types: Lookup[], text: string, run: Run): Row[] | undefined {
  const known = run.once(lookup, () => new Map<string, Row[] | undefined>())
  if (known.has(text)) return known.get(text)
  const operand = operandOf(text, lookup)
  let rows = operand && find(lookup, operand.value, run.snapshot)
  if (rows) {
    if (types.length === 0) run.reads.everything()
    const named = types.map(({operand: type, list}) => typesFrom(run.evaluate(type), list))
    for (const type of named.flat()) run.reads.type(type)
    rows = run.snapshot
      .arrange(rows)
      .filter(({type}) => named.every((names) => names.includes(type)))
  }
  known.set(text, rows)
  return rows
}

/** `title == ^.title`: the documents by that attribute. */
function joined({conditions, closed, scope}: Correlated, planner: Planner): ExprNode | undefined {
  for (const condition of conditions) {
    const {expr} = condition
    if (condition.closed || expr.type !== 'OpCall' || expr.op !== '==') continue
    for (const [inside, outside] of [
      [expr.left, expr.right],
      [expr.right, expr.left],
    ] as const) {
      const path = attributePath(inside)
      if (!path || freeScopes(outside, condition.scope).has(condition.scope)) continue
      const payload = payloadOf(outside, condition.scope, scope, planner)
      if (!payload) continue
      return planner.hooks.node((run, text) => {
        const all = run.once(closed, () => matches(closed, run))
        const operand = operandOf(text, {list: false})
        if (typeof operand?.value !== 'string') return all
        const table = run.once(condition, () => Map.groupBy(all, (one) => at(one, path)))
        return table.get(operand.value) ?? []
      }, payload)
    }
  }
  return undefined
}

function at(document: StoredDocument, path: string[]): unknown {
  let current: unknown = document
  for (const name of path) {
    if (typeof current !== 'object' || current === null || Array.isArray(current)) return null
    current = Object.hasOwn(current, name) ? (current as Record<string, unknown>)[name] : null
  }
  return current
}
