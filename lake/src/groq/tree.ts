/** Walking groq-js's syntax tree without naming each of its thirty node types. */
import type {ExprNode, SyntaxNode} from 'groq-js'

export type Node = SyntaxNode
type Child = readonly [key: string, child: Node, index?: number]

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

/**
 * The nodes directly below. A constant has none, whatever its value looks like. A list: half of planning is to ask for it, and a
 * generator takes longer.
 */
export function childrenOf(node: Node): Child[] {
  const children: Child[] = []
  if (node.type === 'Value') return children
  for (const key of Object.keys(node)) {
    const value: unknown = node[key as keyof Node]
    if (isNode(value)) children.push([key, value])
    else if (Array.isArray(value))
      value.forEach((item, index) => isNode(item) && children.push([key, item, index]))
  }
  return children
}

/** A copy of `node` with each child replaced; the node itself when none changed. */
export function mapChildren(node: Node, map: (child: Node, key: string) => Node): Node {
  let copy: Record<string, unknown> | undefined
  for (const [key, child, index] of childrenOf(node)) {
    const mapped = map(child, key)
    if (mapped === child) continue
    copy ??= {...node}
    if (index === undefined) copy[key] = mapped
    else {
      const old = (node as unknown as Record<string, unknown[]>)[key]
      if (copy[key] === old) copy[key] = [...(old as unknown[])]
      ;(copy[key] as unknown[])[index] = mapped
    }
  }
  return (copy as Node | undefined) ?? node
}

/** Every node of the tree, this one first. Does not recurse, so depth is no danger. */
export function* walk(root: Node): Generator<[node: Node, depth: number]> {
  const rest: [Node, number][] = [[root, 1]]
  for (let next = rest.pop(); next; next = rest.pop()) {
    yield next
    for (const [, child] of childrenOf(next[0])) rest.push([child, next[1] + 1])
  }
}

export const some = (root: Node, test: (node: Node) => boolean): boolean => {
  for (const [node] of walk(root)) if (test(node)) return true
  return false
}

export const ungroup = (node: ExprNode): ExprNode =>
  node.type === 'Group' ? ungroup(node.base) : node

/** The conditions that must all hold for `node` to be true. */
export function conjuncts(node: ExprNode): ExprNode[] {
  const inner = ungroup(node)
  return inner.type === 'And' ? [...conjuncts(inner.left), ...conjuncts(inner.right)] : [inner]
}

/** `a.b.c` read from the current value as `['a', 'b', 'c']`; `undefined` for anything else. */
export function attributePath(node: ExprNode): string[] | undefined {
  const inner = ungroup(node)
  if (inner.type !== 'AccessAttribute') return undefined
  if (!inner.base || inner.base.type === 'This') return [inner.name]
  const base = attributePath(inner.base)
  return base && [...base, inner.name]
}

export const value = (constant: unknown): ExprNode => ({type: 'Value', value: constant})
export const attribute = (name: string, base?: ExprNode): ExprNode => ({
  type: 'AccessAttribute',
  name,
  ...(base ? {base} : {}),
})
export const call = (namespace: string, name: string, ...args: ExprNode[]): ExprNode => ({
  type: 'FuncCall',
  namespace,
  name,
  args,
})
export const plus = (left: ExprNode, right: ExprNode): ExprNode => ({
  type: 'OpCall',
  op: '+',
  left,
  right,
})
export const filter = (base: ExprNode, expr: ExprNode): ExprNode => ({type: 'Filter', base, expr})

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
export const hasValue = (node: Node) => !NO_VALUE.has(node.type)
