/**
 * What an expression reads from outside itself: the same scopes that groq-js makes while it evaluates, known beforehand.
 *
 * A filter, a projection and a pipe function's arguments see a new value, and `^` reaches the one around it. The mapping
 * of `[]` and of a projection over an array sees a new value too, but a hidden one that `^` passes over.
 */
import type {ExprNode} from 'groq-js'
import {mapChildren, childrenOf, value, type Node} from './tree.ts'

export interface Scope {
  readonly parent: Scope | null
  readonly hidden: boolean
}

export const ROOT: Scope = {parent: null, hidden: false}

const outer = (scope: Scope) => (scope.hidden ? scope.parent : scope)
export const nested = (scope: Scope): Scope => ({parent: outer(scope), hidden: false})
const hidden = (scope: Scope): Scope => ({parent: outer(scope), hidden: true})

/** The scope in which the child under `key` of `node` is evaluated. */
export function scopeOf(node: Node, key: string, scope: Scope): Scope {
  if ((node.type === 'Filter' || node.type === 'Projection') && key === 'expr') return nested(scope)
  if ((node.type === 'Map' || node.type === 'FlatMap') && key === 'expr') return hidden(scope)
  if (node.type === 'PipeFuncCall' && key === 'args') return nested(scope)
  return scope
}

function ancestor(scope: Scope, n: number): Scope | null {
  let current: Scope | null = scope
  for (let i = 0; i < n && current; i++) current = current.parent
  return current
}

const READS_CURRENT = new Set([
  'global::references',
  'sanity::versionOf',
  'sanity::partOfRelease',
  'documents::incomingRefCount',
])

/** The scope that `node` itself (not its children) reads; `undefined` when it reads none. */
function reads(node: Node, scope: Scope): Scope | null | undefined {
  switch (node.type) {
    case 'This':
      return scope
    case 'AccessAttribute':
      return node.base ? undefined : scope
    case 'Parent':
      return ancestor(scope, node.n)
    case 'FuncCall':
      // Selectors read values in ways of their own: take `diff` and `delta` for readers of the current value.
      if (node.namespace === 'diff' || node.namespace === 'delta') return scope
      return READS_CURRENT.has(`${node.namespace}::${node.name}`) ? scope : undefined
    default:
      return undefined
  }
}

/** The scopes at or around `scope` that the expression reads. The query's root counts as none: it holds nothing. */
export function freeScopes(expression: Node, scope: Scope): Set<Scope> {
  const around = new Set<Scope>()
  for (let current: Scope | null = scope; current; current = current.parent) around.add(current)
  around.delete(ROOT)

  const found = new Set<Scope>()
  const visit = (node: Node, at: Scope) => {
    const read = reads(node, at)
    if (read && around.has(read)) found.add(read)
    for (const [key, child] of childrenOf(node)) visit(child, scopeOf(node, key, at))
  }
  visit(expression, scope)
  return found
}

export const isClosed = (expression: Node, scope: Scope) => freeScopes(expression, scope).size === 0

/**
 * The expression as it must be written at `to` to mean what it means at `from`. What it reads from the root becomes null.
 * `undefined` when it reads something that cannot be reached from `to`.
 */
export function move(expression: ExprNode, from: Scope, to: Scope): ExprNode | undefined {
  let reachable = true
  const twin = new Map<Scope, Scope>()

  const visit = (node: Node, at: Scope, there: Scope): Node => {
    const read = reads(node, at)
    if (read !== undefined) {
      const target = read && (twin.get(read) ?? read)
      if (node.type === 'This' || node.type === 'Parent') return reach(target, there)
      if (target !== there) {
        if (node.type === 'AccessAttribute')
          return {...node, base: reach(target, there) as ExprNode}
        if (target !== null && target !== ROOT) reachable = false
      }
    }
    return mapChildren(node, (child, key) => {
      const inner = scopeOf(node, key, at)
      if (inner === at) return visit(child, at, there)
      const innerThere = scopeOf(node, key, there)
      twin.set(inner, innerThere)
      return visit(child, inner, innerThere)
    })
  }

  const reach = (target: Scope | null, there: Scope): Node => {
    if (target === there && target !== ROOT) return {type: 'This'}
    if (target === null || target === ROOT) return value(null)
    let n = 1
    for (let current = there.parent; current; current = current.parent, n++)
      if (current === target) return {type: 'Parent', n}
    reachable = false
    return value(null)
  }

  const moved = visit(expression, from, to) as ExprNode
  return reachable ? moved : undefined
}

/** Functions that read the `_id` of the current value, and nothing else of it. */
const READS_ID = new Set(['sanity::versionOf', 'sanity::partOfRelease'])

/** The attributes that the expression reads of the value at `scope`; `undefined` when it reads the value as a whole. */
export function attributesRead(expression: Node, scope: Scope): Set<string> | undefined {
  const names = new Set<string>()
  // `@{…}` shows the same value in a scope of its own.
  const same = new Set<Scope | null | undefined>([scope])
  const isValue = (node: Node, at: Scope) =>
    (node.type === 'This' || node.type === 'Parent') && same.has(reads(node, at))
  let whole = false

  const visit = (node: Node, at: Scope) => {
    if (node.type === 'AccessAttribute' && node.base && isValue(node.base, at)) {
      names.add(node.name)
      return
    }
    if (same.has(reads(node, at))) {
      if (node.type === 'AccessAttribute') names.add(node.name)
      else if (node.type === 'FuncCall' && READS_ID.has(`${node.namespace}::${node.name}`))
        names.add('_id')
      else whole = true
    }
    for (const [key, child] of childrenOf(node)) {
      const inner = scopeOf(node, key, at)
      if (node.type === 'Projection' && isValue(node.base, at)) {
        if (key === 'base') continue
        same.add(inner)
      }
      visit(child, inner)
    }
  }
  visit(expression, scope)
  return whole ? undefined : names
}
