/**
 * Conditions that an index can answer, recognised in the tree.
 *
 * A lookup finds a superset of the documents for which its condition is true, so whatever else a filter asks is asked of
 * these documents only.
 */
import type {ExprNode} from 'groq-js'
import {attributePath, conjuncts, ungroup} from './tree.ts'

export type Kind =
  | 'id'
  | 'group'
  | 'release'
  | 'slug'
  | 'sha1'
  | 'reference'
  | 'referencePath'
  | 'words'
  | 'text'
  | 'type'

export interface Lookup {
  kind: Kind
  /** What to look for, in the scope of the condition. */
  operand: ExprNode
  /** The operand lists alternatives (`in`). */
  list: boolean
  /** `[@, _id] match text::query(…)`: the id counts as text. */
  withId?: boolean
  /** One of several conditions that all must hold: what it finds may still not meet the others. */
  partial?: boolean
}

/** One lookup, or several of which any may hold. */
export type Access = Lookup | {kind: 'union'; parts: Lookup[]}

/** The fewer documents a kind usually finds, the earlier it is tried. */
const RANK: Record<Kind, number> = {
  id: 0,
  group: 1,
  slug: 2,
  sha1: 2,
  reference: 3,
  referencePath: 3,
  text: 4,
  words: 4,
  release: 5,
  type: 9,
}
export const rankOf = (access: Access): number =>
  access.kind === 'union'
    ? Math.max(...access.parts.map((part) => RANK[part.kind])) + 0.5
    : RANK[access.kind]

/** The kind of index that knows this path, when a document's value there is compared. */
function kindOfPath(path: string[] | undefined): Kind | undefined {
  if (!path) return undefined
  const [first, second] = path
  if (path.length === 1 && first === '_id') return 'id'
  if (path.length === 1 && first === '_type') return 'type'
  if (path.length === 1 && first === 'sha1hash') return 'sha1'
  if (path.length === 2 && first === 'slug' && second === 'current') return 'slug'
  if (path.length === 2 && second === '_ref') return 'referencePath'
  return undefined
}

/** `authors[]._ref` */
function isReferenceList(node: ExprNode): boolean {
  const inner = ungroup(node)
  if (inner.type !== 'Map' || inner.base.type !== 'ArrayCoerce') return false
  return (
    attributePath(inner.base.base)?.length === 1 && attributePath(inner.expr)?.join() === '_ref'
  )
}

/** Whether the value is text that stands in the document as the index has read it: plain attributes, or a list of them. */
function isStoredText(node: ExprNode): boolean {
  const inner = ungroup(node)
  switch (inner.type) {
    case 'AccessAttribute':
      return !inner.name.startsWith('_') && (!inner.base || isStoredText(inner.base))
    case 'Map':
    case 'FlatMap':
      return isStoredText(inner.base) && isStoredText(inner.expr)
    case 'This':
      return true
    case 'ArrayCoerce':
    case 'AccessElement':
      return isStoredText(inner.base)
    case 'Array':
      return inner.elements.every((element) => isStoredText(element.value))
    default:
      return false
  }
}

export const isThis = (node: ExprNode) => ungroup(node).type === 'This'
const elementsOf = (node: ExprNode): ExprNode[] => {
  const inner = ungroup(node)
  return inner.type === 'Array' && inner.elements.every((element) => !element.isSplat)
    ? inner.elements.map((element) => element.value)
    : [inner]
}

/** Whether a text query asks the whole document (`@`, `[@, _id]`), and whether its id counts too. */
export function wholeDocument(left: ExprNode): {withId: boolean} | undefined {
  const elements = elementsOf(left)
  if (!elements.some(isThis)) return undefined
  return {withId: elements.some((element) => attributePath(element)?.join() === '_id')}
}

export function textQueryOperand(node: ExprNode): ExprNode | undefined {
  const inner = ungroup(node)
  return inner.type === 'FuncCall' && inner.namespace === 'text' && inner.name === 'query'
    ? inner.args[0]
    : undefined
}

export function recognise(condition: ExprNode): Access | undefined {
  const node = ungroup(condition)
  if (node.type === 'And') {
    const access = best(conjuncts(node).map(recognise))
    return access?.kind === 'union' ? access : access && {...access, partial: true}
  }
  if (node.type === 'Or') return either(recognise(node.left), recognise(node.right))
  if (node.type === 'FuncCall') return ofCall(node.namespace, node.name, node.args)
  if (node.type !== 'OpCall') return undefined
  const {op, left, right} = node

  if (op === '==') {
    const kind = kindOfPath(attributePath(left))
    if (kind) return {kind, operand: right, list: false}
    const mirrored = kindOfPath(attributePath(right))
    return mirrored && {kind: mirrored, operand: left, list: false}
  }
  if (op === 'in') {
    const kind = kindOfPath(attributePath(left))
    if (kind) return {kind, operand: right, list: true}
    if (isReferenceList(right)) return {kind: 'referencePath', operand: left, list: false}
    return undefined
  }
  if (op === 'match') {
    const query = textQueryOperand(right)
    if (!query) return isStoredText(left) ? {kind: 'words', operand: right, list: false} : undefined
    const whole = wholeDocument(left)
    if (whole) return {kind: 'text', operand: query, list: false, withId: whole.withId}
    return isStoredText(left) ? {kind: 'text', operand: query, list: false} : undefined
  }
  return undefined
}

function ofCall(namespace: string, name: string, args: ExprNode[]): Access | undefined {
  const [first] = args
  if (!first) return undefined
  switch (`${namespace}::${name}`) {
    case 'global::references': {
      if (args.length === 1) return {kind: 'reference', operand: first, list: false}
      const elements = args.map(
        (arg) => ({type: 'ArrayElement', value: arg, isSplat: false}) as const,
      )
      return {kind: 'reference', operand: {type: 'Array', elements}, list: true}
    }
    case 'sanity::versionOf':
      return {kind: 'group', operand: first, list: false}
    case 'sanity::partOfRelease':
      return {kind: 'release', operand: first, list: false}
    default:
      return undefined
  }
}

export function best(found: (Access | undefined)[]): Access | undefined {
  const known = found.filter((access) => access !== undefined)
  return known.toSorted((a, b) => rankOf(a) - rankOf(b))[0]
}

function either(left: Access | undefined, right: Access | undefined): Access | undefined {
  if (!left || !right) return undefined
  if (left.kind === 'type' && right.kind === 'type') {
    const elements = [left, right].map(
      ({operand, list}) => ({type: 'ArrayElement', value: operand, isSplat: list}) as const,
    )
    const partial = left.partial === true || right.partial === true
    return {kind: 'type', operand: {type: 'Array', elements}, list: true, partial}
  }
  const parts = [left, right].flatMap((access) =>
    access.kind === 'union' ? access.parts : [access],
  )
  return parts.some((part) => part.kind === 'type') ? undefined : {kind: 'union', parts}
}
