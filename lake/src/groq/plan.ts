/**
 * The planner: rewrites a parsed query so that groq-js evaluates it over candidates instead of every document.
 *
 * groq-js stays the judge of every answer. Each `*[…]` becomes a hook that supplies documents: all that can match, in
 * canonical order. When a filter depends on nothing around it, the hook supplies the matches themselves, once for the whole
 * query; when it depends on an outer document (`references(^._id)`), the hook is asked once for each value.
 */
import type {ExprNode, FilterNode, FuncCallNode} from 'groq-js'
import type {StoredDocument} from '../dataset.ts'
import {hasTextQuery, textMatch, textScoreOf} from './textMatch.ts'
import {MAX_TOP} from './limits.ts'
import {
  best,
  find,
  isExact,
  rankOf,
  recognise,
  typesFrom,
  type Access,
  type Lookup,
} from './lookup.ts'
import {createHooks, type Hook, type Hooks, type Run} from './run.ts'
import {ROOT, freeScopes, isClosed, move, nested, scopeOf, type Scope} from './scope.ts'
import {countMatches, matches, type ClosedCondition, type Top} from './source.ts'
import {operandOf, operandText} from './correlation.ts'
import {topOf} from './top.ts'
import {
  attribute,
  attributePath,
  call,
  conjuncts,
  filter,
  mapChildren,
  some,
  ungroup,
  value,
  walk,
  type Node,
} from './tree.ts'

export interface Plan {
  tree: ExprNode
  hooks: Hook[]
  /** The query uses functions that groq-js evaluates in its slower, asynchronous mode only. */
  asynchronous: boolean
}

interface Condition {
  expr: ExprNode
  scope: Scope
  /** It reads nothing but the document that it is asked of. */
  closed: boolean
  access?: Access
}

const ASYNC_ONLY = new Set([
  'diff::changedAny',
  'diff::changedOnly',
  'delta::changedAny',
  'delta::changedOnly',
])
const isAsyncOnly = (node: Node) =>
  node.type === 'FuncCall' && ASYNC_ONLY.has(`${node.namespace}::${node.name}`)
const isCall = (node: Node, name: string): node is FuncCallNode =>
  node.type === 'FuncCall' && `${node.namespace}::${node.name}` === name
/** All that the condition asks is one of some types. */
const isType = (access: Access) => access.kind === 'type' && !access.partial
const isPath = (node: Node): node is FuncCallNode => isCall(node, 'global::path')
const readsDataset = (node: Node) => node.type === 'Everything' || isCall(node, 'releases::all')
/** Nodes that have a meaning only to the node above them. */
const NO_VALUE = new Set([
  'Asc',
  'Desc',
  'Tuple',
  'SelectorNested',
  'SelectorFuncCall',
  'ArrayElement',
  'ObjectAttributeValue',
  'ObjectConditionalSplat',
  'ObjectSplat',
  'SelectAlternative',
])
const METADATA = new Set(['_id', '_type', '_originalId'])

/** `*`, `*[a]`, `*[a][b]`: the filters from the inside out; `undefined` for other nodes. */
function filtersOf(node: Node): FilterNode[] | undefined {
  if (node.type === 'Everything') return []
  if (node.type !== 'Filter') return undefined
  const inner = filtersOf(node.base)
  return inner && [...inner, node as FilterNode]
}

export function planQuery(query: ExprNode, delta: boolean): Plan {
  const planner = createPlanner(createHooks())
  // In delta mode the root is a document; elsewhere it holds nothing, and reading it gives null.
  const root: Scope = delta ? {parent: null, hidden: false} : ROOT
  return {
    tree: planner.rewrite(query, root),
    hooks: planner.hooks.hooks,
    asynchronous: some(query, isAsyncOnly),
  }
}

function createPlanner(hooks: Hooks) {
  const tops = new Map<Node, Top>()
  const reading = new Map<Node, boolean>()
  const containsDataset = (node: Node): boolean => {
    let known = reading.get(node)
    if (known === undefined) reading.set(node, (known = some(node, readsDataset)))
    return known
  }

  function rewrite(node: ExprNode, scope: Scope): ExprNode {
    return rewriteNode(node, scope) as ExprNode
  }

  function rewriteNode(node: Node, scope: Scope): Node {
    // Selectors name places in a document; nothing in them is to be computed.
    if (isAsyncOnly(node)) return aroundSelector(node as FuncCallNode, scope)
    if (canHoist(node, scope)) return hoist(node as ExprNode, scope)
    const filters = filtersOf(node)
    if (filters) return planSource(node, filters, scope)

    switch (node.type) {
      case 'Slice':
      case 'AccessElement': {
        const top = topOf(node, (inner) => filtersOf(inner) !== undefined)
        if (top && top.top.limit <= MAX_TOP) tops.set(top.source, top.top)
        break
      }
      case 'OpCall':
        if (hasTextQuery(node)) return textMatch(node, hooks, operandAtRoot(scope))
        // groq-js compares a path with text only.
        if (node.op === 'in' && isPath(node.left) && isPath(node.right))
          return rewriteNode({...node, left: node.left.args[0] as ExprNode}, scope)
        break
      case 'PipeFuncCall':
        if (node.name === 'score') {
          const inner = nested(scope)
          const args = node.args.map((arg) => scoreArgument(arg, inner))
          return {...node, base: rewrite(node.base, scope), args}
        }
        break
      case 'FuncCall': {
        const special = planCall(node, scope)
        if (special) return special
      }
    }
    return mapChildren(node, (child, key) => rewriteNode(child, scopeOf(node, key, scope)))
  }

  function aroundSelector(node: FuncCallNode, scope: Scope): ExprNode {
    const args = node.args.map((arg, i) => (i === node.args.length - 1 ? arg : rewrite(arg, scope)))
    return {...node, args}
  }

  /** Computed once instead of once for every document around it. */
  function canHoist(node: Node, scope: Scope): boolean {
    if (scope === ROOT || NO_VALUE.has(node.type) || !containsDataset(node)) return false
    return filtersOf(node) === undefined && !some(node, isAsyncOnly) && isClosed(node, scope)
  }

  function hoist(node: ExprNode, scope: Scope): ExprNode {
    const alone = rewrite(atRoot(node, scope), ROOT)
    return hooks.node((run) => run.once(alone, () => run.evaluate(alone)))
  }

  const atRoot = (node: ExprNode, scope: Scope): ExprNode => move(node, scope, ROOT) ?? node

  function operandAtRoot(scope: Scope) {
    return (operand: ExprNode): ExprNode | undefined =>
      isClosed(operand, scope) ? rewrite(atRoot(operand, scope), ROOT) : undefined
  }

  function scoreArgument(node: ExprNode, scope: Scope): ExprNode {
    const inner = some(node, hasTextQuery) ? ungroup(node) : node
    if (inner.type === 'And' || inner.type === 'Or') {
      const left = scoreArgument(inner.left, scope)
      return {...inner, left, right: scoreArgument(inner.right, scope)}
    }
    if (isCall(inner, 'global::boost')) {
      const [scored, factor] = inner.args as [ExprNode, ExprNode]
      return {...inner, args: [scoreArgument(scored, scope), rewrite(factor, scope)]}
    }
    if (inner.type === 'OpCall') {
      if (hasTextQuery(inner)) return textScoreOf(inner, hooks, operandAtRoot(scope))
      // The operator itself must stay: its score counts words.
      const left = rewrite(inner.left, scope)
      if (inner.op === 'match') return {...inner, left, right: rewrite(inner.right, scope)}
    }
    return rewrite(inner, scope)
  }

  function planCall(node: FuncCallNode, scope: Scope): ExprNode | undefined {
    const [first] = node.args
    switch (`${node.namespace}::${node.name}`) {
      case 'global::count': {
        const filters = first && filtersOf(ungroup(first))
        return filters && planCount(node, filters, scope)
      }
      case 'releases::all': {
        const test: ExprNode = {
          type: 'OpCall',
          op: '==',
          left: attribute('_type'),
          right: value('system.release'),
        }
        return rewrite(filter({type: 'Everything'}, test), scope)
      }
      case 'documents::get': {
        if (!first) return value(null)
        const given = rewrite(first, scope)
        return hooks.node(getDocument, call('global', 'coalesce', attribute('_ref', given), given))
      }
      case 'documents::incomingRefCount':
        return hooks.node(countReferrers, attribute('_id'))
      default:
        return undefined
    }
  }

  // ---- sources

  function conditionsOf(filters: FilterNode[], scope: Scope): Condition[] {
    return filters.flatMap(({expr}) => {
      const inner = nested(scope)
      return conjuncts(expr).map((condition) => {
        const free = freeScopes(condition, inner)
        free.delete(inner)
        const closed = free.size === 0 && !some(condition, isAsyncOnly)
        const access = usable(recognise(condition), inner)
        return {expr: condition, scope: inner, closed, ...(access ? {access} : {})}
      })
    })
  }

  /** A lookup is of use when its operand does not depend on the document that is looked for. */
  function usable(access: Access | undefined, scope: Scope): Access | undefined {
    const parts = access?.kind === 'union' ? access.parts : access ? [access] : []
    return parts.some(({operand}) => freeScopes(operand, scope).has(scope)) ? undefined : access
  }

  function close({expr, scope, access}: Condition): ClosedCondition {
    const alone = nested(ROOT)
    const test = rewrite(move(expr, scope, alone) ?? expr, alone)
    const operand = (lookup: Lookup) => ({
      ...lookup,
      operand: rewrite(atRoot(lookup.operand, scope), ROOT),
    })
    const closed =
      access?.kind === 'union'
        ? {...access, parts: access.parts.map(operand)}
        : access && operand(access)
    return {test, ...(closed ? {access: closed} : {}), metadataOnly: readsMetadataOnly(test)}
  }

  function planSource(node: Node, filters: FilterNode[], scope: Scope): ExprNode {
    const conditions = conditionsOf(filters, scope)
    const closed = conditions.filter((condition) => condition.closed).map(close)
    const supply = (run: Run, top?: Top) => run.once(closed, () => matches(closed, run, top))

    if (closed.length === conditions.length) {
      const top = tops.get(node)
      return hooks.node((run) => supply(run, top))
    }
    const base = correlated(conditions, closed, scope) ?? hooks.node((run) => supply(run))
    return filters.reduce((inner, {expr}) => filter(inner, rewrite(expr, nested(scope))), base)
  }

  /** Documents for one value of the outer document, when an index or a table made on the way knows them. */
  function correlated(
    conditions: Condition[],
    closed: ClosedCondition[],
    scope: Scope,
  ): ExprNode | undefined {
    const driver = driverOf(conditions)
    if (driver) {
      const payload = operandText(move(driver.lookup.operand, driver.scope, scope), (node) =>
        rewrite(node, scope),
      )
      if (!payload) return undefined
      const types = closed.filter(({access}) => access?.kind === 'type')
      return hooks.node((run, text) => {
        const rows = lookUp(driver.lookup, types, text, run)
        return (
          rows?.map((row) => run.snapshot.document(row)) ??
          run.once(closed, () => matches(closed, run))
        )
      }, payload)
    }
    return joined(conditions, closed, scope)
  }

  /** The best lookup whose operand comes from an outer document, if none of the closed ones is better. */
  function driverOf(
    conditions: Condition[],
  ): {lookup: Lookup; scope: Scope; condition: Condition} | undefined {
    const open = conditions.filter(
      ({closed, access}) =>
        !closed &&
        access &&
        access.kind !== 'union' &&
        access.kind !== 'type' &&
        access.kind !== 'text',
    )
    const first = best(open.map(({access}) => access))
    const condition = open.find(({access}) => access === first)
    if (!condition || !first) return undefined
    const rival = best(conditions.filter(({closed}) => closed).map(({access}) => access))
    if (rival && rankOf(rival) < rankOf(first)) return undefined
    return {lookup: first as Lookup, scope: condition.scope, condition}
  }

  function lookUp(lookup: Lookup, types: ClosedCondition[], text: string, run: Run) {
    const known = run.once(lookup, () => new Map<string, ReturnType<typeof arranged>>())
    const arranged = () => {
      const operand = operandOf(text, lookup)
      const rows = operand && find(lookup, operand.value, run.snapshot)
      if (!rows) return undefined
      const named = types.map(({access}) => {
        const {operand: type, list} = access as Lookup
        return typesFrom(run.evaluate(type), list)
      })
      for (const type of named.flat()) run.reads.type(type)
      if (named.length === 0) run.reads.everything()
      return run.snapshot
        .arrange(rows)
        .filter(({type}) => named.every((names) => names.includes(type)))
    }
    if (!known.has(text)) known.set(text, arranged())
    return known.get(text)
  }

  /** `title == ^.title`: the documents by that attribute, in a table made when it is first needed. */
  function joined(
    conditions: Condition[],
    closed: ClosedCondition[],
    scope: Scope,
  ): ExprNode | undefined {
    for (const condition of conditions) {
      const {expr} = condition
      if (condition.closed || expr.type !== 'OpCall' || expr.op !== '==') continue
      for (const [inside, outside] of [
        [expr.left, expr.right],
        [expr.right, expr.left],
      ] as const) {
        const path = attributePath(inside)
        if (!path || freeScopes(outside, condition.scope).has(condition.scope)) continue
        const payload = operandText(move(outside, condition.scope, scope), (node) =>
          rewrite(node, scope),
        )
        if (!payload) continue
        return hooks.node((run, text) => {
          const all = run.once(closed, () => matches(closed, run))
          const operand = operandOf(text, {list: false})
          if (typeof operand?.value !== 'string') return all
          const table = run.once(condition, () =>
            Map.groupBy(all, (document) => at(document, path)),
          )
          return table.get(operand.value) ?? []
        }, payload)
      }
    }
    return undefined
  }

  function planCount(node: FuncCallNode, filters: FilterNode[], scope: Scope): ExprNode {
    const conditions = conditionsOf(filters, scope)
    const closed = conditions.filter((condition) => condition.closed).map(close)
    if (closed.length === conditions.length)
      return hooks.node((run) => run.once(closed, () => countMatches(closed, run)))

    const driver = driverOf(conditions)
    const rest = conditions.filter(({closed, access}) => !(closed && access && isType(access)))
    const source = planSource(node.args[0] as Node, filters, scope)
    const counted = call('global', 'count', source)
    if (!driver || rest.length !== 1 || !isExact(driver.lookup, '')) return counted
    const payload = operandText(move(driver.lookup.operand, driver.scope, scope), (inner) =>
      rewrite(inner, scope),
    )
    if (!payload) return counted
    // A list may hold what is no string and was made one on the way, so it is counted by the filter.
    const fast = hooks.node(
      (run, text) => (text[0] === 'a' ? null : lookUp(driver.lookup, closed, text, run)?.length),
      payload,
    )
    return call('global', 'coalesce', fast, counted)
  }

  return {rewrite, hooks}
}

function at(document: StoredDocument, path: string[]): unknown {
  let current: unknown = document
  for (const name of path) {
    if (typeof current !== 'object' || current === null || Array.isArray(current)) return null
    current = Object.hasOwn(current, name) ? (current as Record<string, unknown>)[name] : null
  }
  return current
}

/** Only attributes in METADATA are read of the document. */
function readsMetadataOnly(test: ExprNode): boolean {
  for (const [node] of walk(test)) {
    if (node.type === 'This' || node.type === 'Parent') return false
    if (node.type === 'AccessAttribute' && !node.base && !METADATA.has(node.name)) return false
    if (node.type === 'FuncCall' && ['references', 'incomingRefCount'].includes(node.name))
      return false
  }
  return true
}

/** `documents::get("id")`, or a global reference `dataset:<project>.<dataset>:<id>` into this dataset. */
const getDocument: Hook = (run, reference) => {
  const parts = reference.split(':')
  if (parts.length > 1) {
    const {projectId, dataset} = run.sanity
    if (parts.length !== 3 || parts[0] !== 'dataset' || parts[1] !== `${projectId}.${dataset}`)
      return null
  }
  const id = parts.at(-1) as string
  const row = run.snapshot.row(id)
  run.reads.document(id, row?.type)
  return row ? run.snapshot.document(row) : null
}

const countReferrers: Hook = (run, id) => {
  run.reads.everything()
  return run.snapshot.arrange(run.snapshot.store.byReference(id)).length
}
