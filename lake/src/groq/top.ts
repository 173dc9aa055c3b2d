/** Recognising what is wanted of a `*[…]`: only the first documents, in which order, and which attributes. */
import type {ExprNode, ObjectNode} from 'groq-js'
import type {SortField} from '../store/candidates.ts'
import {attributesRead, scopeOf, type Scope} from './scope.ts'
import type {Top} from './source.ts'
import {attribute, attributePath, type Node} from './tree.ts'

const FIELDS: readonly string[] = ['_updatedAt', '_createdAt', 'publishedAt']

/** How many elements of its base a slice or an element access can reach. */
function limitOf(node: Node): number | undefined {
  if (node.type === 'AccessElement') return node.index < 0 ? undefined : node.index + 1
  if (node.type !== 'Slice' || node.left < 0 || node.right < 0) return undefined
  return node.isInclusive ? node.right + 1 : node.right
}

/**
 * For `source[0...10]`, `source | order(_updatedAt desc)[0...10]`, with projections anywhere between: the source node and
 * what is wanted of it. A projection keeps the number of documents, so the slice reaches through it.
 */
export function topOf(
  node: Node,
  isSource: (node: Node) => boolean,
): {source: Node; top: Top} | undefined {
  const limit = limitOf(node)
  if (limit === undefined) return undefined

  let order: ExprNode | undefined
  let ties: ExprNode[] = []
  const projections: ExprNode[] = []
  let current: Node = (node as {base: ExprNode} & Node).base
  while (!isSource(current)) {
    if (current.type === 'PipeFuncCall' && current.name === 'order' && !order) {
      ;[order, ...ties] = current.args
      projections.length = 0
    } else if (current.type === 'Map') projections.push(current.expr)
    else if (current.type !== 'Group' && current.type !== 'ArrayCoerce') return undefined
    current = current.base
  }
  if (!order) return {source: current, top: {limit}}

  const direction = order.type === 'Desc' ? 'desc' : 'asc'
  const field = sortedBy(order, projections)
  if (!field) return undefined
  // As they come.
  if (field === '_id' && direction === 'asc') return {source: current, top: {limit}}
  if (!FIELDS.includes(field)) return undefined
  // Ordered by `_id` they are already.
  const [tie] = ties
  const isById =
    ties.length === 1 && tie?.type !== 'Desc' && tie && sortedBy(tie, projections) === '_id'
  const isAlone = ties.length === 0 || isById === true
  return {source: current, top: {limit, sort: {field: field as SortField, direction, isAlone}}}
}

/** The attribute of the documents that a sort key is, if it is one. */
function sortedBy(key: ExprNode, projections: ExprNode[]): string | undefined {
  let value: ExprNode | undefined = key.type === 'Desc' || key.type === 'Asc' ? key.base : key
  for (const projection of projections) value = value && through(value, projection)
  const path = (value && attributePath(value)) ?? []
  return path.length === 1 ? path[0] : undefined
}

/**
 * The attributes that are enough for `node`, a mapping over a source (`*[…]{title}`, `*[…] | order(a)[0...9].b`), and that
 * source; `undefined` when it shows whole documents.
 */
export function shownOf(
  node: Node,
  scope: Scope,
  isSource: (node: Node) => boolean,
): {source: Node; attributes: Set<string>} | undefined {
  if (node.type !== 'Map' && node.type !== 'FlatMap') return undefined
  const read = [attributesRead(node.expr, scopeOf(node, 'expr', scope))]
  let current: Node = node.base
  while (!isSource(current)) {
    if (current.type === 'PipeFuncCall' && current.name === 'order') {
      const inner = scopeOf(current, 'args', scope)
      read.push(...current.args.map((key) => attributesRead(key, inner)))
    } else if (
      current.type !== 'Slice' &&
      current.type !== 'Group' &&
      current.type !== 'ArrayCoerce'
    )
      return undefined
    current = current.base
  }
  if (read.includes(undefined)) return undefined
  return {source: current, attributes: new Set(read.flatMap((names) => [...(names ?? [])]))}
}

/** An expression over projected documents, written over the documents themselves. */
function through(key: ExprNode, projection: ExprNode): ExprNode | undefined {
  if (projection.type !== 'Projection' || projection.base.type !== 'This') return undefined
  const object = projection.expr
  if (object.type !== 'Object') return undefined
  if (key.type === 'Group') return through(key.base, projection)
  if (key.type === 'AccessElement') {
    const list = through(key.base, projection)
    if (list?.type !== 'Array' || list.elements.some((element) => element.isSplat)) return undefined
    return list.elements[key.index]?.value
  }
  if (key.type !== 'AccessAttribute') return undefined
  if (!key.base || key.base.type === 'This') return attributeOf(object, key.name)
  const base = through(key.base, projection)
  return base?.type === 'Object' ? attributeOf(base, key.name) : base && attribute(key.name, base)
}

function attributeOf({attributes}: ObjectNode, name: string): ExprNode | undefined {
  const named = attributes.filter(
    (item) => item.type === 'ObjectAttributeValue' && item.name === name,
  )
  const spread = attributes.filter((item) => item.type !== 'ObjectAttributeValue')
  const [only] = named
  if (named.length === 1 && spread.length === 0 && only?.type === 'ObjectAttributeValue')
    return only.value
  const whole = spread.every((item) => item.type === 'ObjectSplat' && item.value.type === 'This')
  return named.length === 0 && spread.length > 0 && whole ? attribute(name) : undefined
}
