/**
 * The planner: rewrites a parsed query so that groq-js evaluates it over candidates instead of every document.
 *
 * groq-js stays the judge of every answer. Each `*[…]` becomes a hook that supplies documents: all that can match, in
 * canonical order. When a filter depends on nothing around it, the hook supplies the matches themselves, once for the whole
 * query; when it depends on an outer document (`references(^._id)`), the hook is asked once for each value.
 */
import type {ExprNode, FilterNode, FuncCallNode} from 'groq-js'
import type {Bound} from './bounds.ts'
import {conditionsOf, filtersOf, isAsyncOnly, type Condition} from './condition.ts'
import {candidatesNode, countNode} from './correlated.ts'
import {countReferrers, getDocument} from './document-functions.ts'
import {MAX_TOP} from './limits.ts'
import type {Lookup} from './lookup.ts'
import {ownReference} from './own-references.ts'
import {createHooks, type Hook, type Hooks} from './run.ts'
import {
  ROOT,
  attributesRead,
  freeScopes,
  isClosed,
  move,
  nested,
  scopeOf,
  type Scope,
} from './scope.ts'
import {countMatches, matches, type Top} from './source.ts'
import type {ClosedCondition} from './judge.ts'
import {hasTextQuery, textMatch, textScoreOf, type Operand} from './text-match.ts'
import {shownOf, topOf} from './top.ts'
import {
  attribute,
  call,
  childrenOf,
  filter,
  hasValue,
  mapChildren,
  some,
  ungroup,
  value,
  type Node,
} from './tree.ts'
import {uniqueOf} from './unique.ts'

export interface Plan {
  tree: ExprNode
  hooks: Hook[]
  /** Nodes that stand for an expression which is computed once, and that expression. */
  hoisted: ReadonlyMap<ExprNode, ExprNode>
  /** The query uses functions that groq-js evaluates in its slower, asynchronous mode only. */
  asynchronous: boolean
}

const isCall = (node: Node, name: string): node is FuncCallNode =>
  node.type === 'FuncCall' && `${node.namespace}::${node.name}` === name
const isSource = (node: Node) => filtersOf(node) !== undefined
const isPath = (node: Node): node is FuncCallNode => isCall(node, 'global::path')
const readsDataset = (node: Node) => node.type === 'Everything' || isCall(node, 'releases::all')
export function planQuery(query: ExprNode, delta: boolean): Plan {
  const planner = createPlanner(createHooks())
  // In delta mode the root is a document; elsewhere it holds nothing, and reading it gives null.
  const root: Scope = delta ? {parent: null, hidden: false} : ROOT
  return {
    tree: planner.rewrite(query, root),
    hooks: planner.hooks.hooks,
    hoisted: planner.hoisted,
    asynchronous: some(query, isAsyncOnly),
  }
}

function createPlanner(hooks: Hooks) {
  /** What is wanted of a source. */
  const tops = new Map<Node, Top>()
  const attributes = new Map<Node, Set<string>>()
  const reading = new Map<Node, boolean>()
  const hoisted = new Map<ExprNode, ExprNode>()
  const containsDataset = (node: Node): boolean => {
    let known = reading.get(node)
    if (known === undefined) {
      // Each node is looked at once, however many around it are asked about.
      known = readsDataset(node) || childrenOf(node).some(([, child]) => containsDataset(child))
      reading.set(node, known)
    }
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
        const top = topOf(node, isSource)
        if (top && top.top.limit <= MAX_TOP) tops.set(top.source, top.top)
        break
      }
      case 'Map':
      case 'FlatMap': {
        const shown = shownOf(node, scope, isSource)
        if (shown) attributes.set(shown.source, shown.attributes)
        break
      }
      case 'OpCall':
        if (hasTextQuery(node)) return textMatch(node, hooks, operandIn(scope))
        // groq-js compares a path with text only.
        if (node.op === 'in' && isPath(node.left) && isPath(node.right))
          return rewriteNode({...node, left: node.left.args[0] as ExprNode}, scope)
        break
      case 'Deref':
        return {...node, base: ownReference(rewrite(node.base, scope))}
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
    if (scope === ROOT || !hasValue(node) || !containsDataset(node)) return false
    return filtersOf(node) === undefined && !some(node, isAsyncOnly) && isClosed(node, scope)
  }

  const hoist = (node: ExprNode, scope: Scope): ExprNode =>
    once(node, () => {
      const alone = rewrite(atRoot(node, scope), ROOT)
      const stand = hooks.node((run) => run.once(alone, () => run.evaluate(alone)))
      hoisted.set(stand, alone)
      return stand
    })

  const atRoot = (node: ExprNode, scope: Scope): ExprNode => move(node, scope, ROOT) ?? node

  const operandIn =
    (scope: Scope) =>
    (operand: ExprNode): Operand =>
      isClosed(operand, scope)
        ? {expression: rewrite(atRoot(operand, scope), ROOT), alone: true}
        : {expression: rewrite(operand, scope), alone: false}

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
      if (hasTextQuery(inner)) return textScoreOf(inner, hooks, operandIn(scope))
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
        const id = attribute('_ref', ownReference(given))
        return hooks.node(getDocument, call('global', 'coalesce', id, given))
      }
      case 'array::unique':
        return first && uniqueOf(rewrite(first, scope))
      case 'documents::incomingRefCount':
        return hooks.node(countReferrers, attribute('_id'))
      default:
        return undefined
    }
  }

  // ---- sources

  const standing = new Map<ExprNode, ClosedCondition>()
  /** The condition as it stands alone; the same for whoever asks, so that nested queries are planned once. */
  function close({expr, scope, access, bound}: Condition): ClosedCondition {
    const earlier = standing.get(expr)
    if (earlier) return earlier
    const alone = nested(ROOT)
    const test = rewrite(move(expr, scope, alone) ?? expr, alone)
    const reads = attributesRead(test, alone)
    const operand = <Known extends Lookup | Bound>(known: Known): Known => ({
      ...known,
      operand: rewrite(atRoot(known.operand, scope), ROOT),
    })
    const known: ClosedCondition = {test, ...(reads ? {reads: [...reads]} : {})}
    if (access?.kind === 'union') known.access = {...access, parts: access.parts.map(operand)}
    else if (access) known.access = operand(access)
    if (bound && !freeScopes(bound.operand, scope).has(scope)) known.bound = operand(bound)
    standing.set(expr, known)
    return known
  }

  /** Hooks that answer without reading anything around them, by the node that they stand for. */
  const supplied = new Map<Node, ExprNode>()
  function once(node: Node, make: () => ExprNode): ExprNode {
    let known = supplied.get(node)
    if (!known) supplied.set(node, (known = make()))
    return known
  }

  function sourceOf(filters: FilterNode[], scope: Scope) {
    const conditions = conditionsOf(filters, scope)
    const closed = conditions.filter((condition) => condition.closed).map(close)
    return {conditions, closed, scope, alone: closed.length === conditions.length}
  }

  function planSource(node: Node, filters: FilterNode[], scope: Scope): ExprNode {
    if (supplied.has(node)) return supplied.get(node) as ExprNode
    const source = sourceOf(filters, scope)
    const {closed, alone} = source
    const wanted = {top: tops.get(node), attributes: alone ? attributes.get(node) : undefined}
    const all = () => hooks.node((run) => run.once(closed, () => matches(closed, run, wanted)))
    if (alone) return once(node, all)

    const base = candidatesNode(source, {hooks, rewrite}) ?? all()
    return filters.reduce((inner, {expr}) => filter(inner, rewrite(expr, nested(scope))), base)
  }

  function planCount(node: FuncCallNode, filters: FilterNode[], scope: Scope): ExprNode {
    if (supplied.has(node)) return supplied.get(node) as ExprNode
    const source = sourceOf(filters, scope)
    const {closed, alone} = source
    if (alone)
      return once(node, () =>
        hooks.node((run) => run.once(closed, () => countMatches(closed, run))),
      )

    const counted = call('global', 'count', planSource(node.args[0] as Node, filters, scope))
    const known = countNode(source, {hooks, rewrite})
    return known ? call('global', 'coalesce', known, counted) : counted
  }

  return {rewrite, hooks, hoisted}
}
