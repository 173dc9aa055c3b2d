/** The conditions of a `*[…]`, told apart by what they depend on. */
import type {ExprNode, FilterNode} from 'groq-js'
import {boundOf, type Bound} from './bounds.ts'
import {recognise, type Access} from './lookup.ts'
import {freeScopes, nested, type Scope} from './scope.ts'
import {conjuncts, some, type Node} from './tree.ts'

export interface Condition {
  expr: ExprNode
  scope: Scope
  /** It reads nothing but the document that it is asked of. */
  closed: boolean
  access?: Access
  bound?: Bound
}

const ASYNC_ONLY = new Set([
  'diff::changedAny',
  'diff::changedOnly',
  'delta::changedAny',
  'delta::changedOnly',
])

/** A function that groq-js evaluates only asynchronously, so never inside a hook. */
export const isAsyncOnly = (node: Node): boolean =>
  node.type === 'FuncCall' && ASYNC_ONLY.has(`${node.namespace}::${node.name}`)

/** `*`, `*[a]`, `*[a][b]`: the filters from the inside out; `undefined` for other nodes. */
export function filtersOf(node: Node): FilterNode[] | undefined {
  if (node.type === 'Everything') return []
  if (node.type !== 'Filter') return undefined
  const inner = filtersOf(node.base)
  return inner && [...inner, node as FilterNode]
}

export function conditionsOf(filters: FilterNode[], scope: Scope): Condition[] {
  return filters.flatMap(({expr}) => {
    const inner = nested(scope)
    return conjuncts(expr).map((condition) => {
      const free = freeScopes(condition, inner)
      free.delete(inner)
      const closed = free.size === 0 && !some(condition, isAsyncOnly)
      const access = usable(recognise(condition), inner)
      const bound = closed ? boundOf(condition) : undefined
      const known = {...(access ? {access} : {}), ...(bound ? {bound} : {})}
      return {expr: condition, scope: inner, closed, ...known}
    })
  })
}

/** A lookup is of use when its operand does not depend on the document that is looked for. */
function usable(access: Access | undefined, scope: Scope): Access | undefined {
  const parts = access?.kind === 'union' ? access.parts : access ? [access] : []
  return parts.some(({operand}) => freeScopes(operand, scope).has(scope)) ? undefined : access
}

/** All that the condition asks is one of some types. */
export const isTypeOnly = ({closed, access}: Condition) =>
  closed && access?.kind === 'type' && !access.partial
