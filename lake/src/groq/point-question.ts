/**
 * Questions so small that nobody needs a thread for them: a document by its id, by its slug, or the newest few of a type.
 *
 * Recognised in the tree, by the thread that has parsed it. What such a question costs is known from the documents that it
 * reads: it names a handful, and what it makes of each (`point-grammar.ts`) grows no faster than the tree times the document.
 * All else is for the threads.
 */
import type {ExprNode, FilterNode} from 'groq-js'
import type {Direction, SortField} from '../store/candidates.ts'
import {filtersOf} from './condition.ts'
import {MAX_POINT_DOCUMENTS, MAX_POINT_NODES, MAX_POINT_QUERY_LENGTH} from './limits.ts'
import {best, recognise, type Access, type Lookup} from './lookup.ts'
import {isCondition, isConstant, isConstantList, isPath, isShown} from './point-grammar.ts'
import {topOf} from './top.ts'
import {conjuncts, ungroup, walk, type Node} from './tree.ts'

/** Where the documents are that the question can show. */
export type PointSource =
  | {kind: 'id' | 'slug'; operand: ExprNode; list: boolean}
  | {kind: 'newest'; limit: number; field: SortField; direction: Direction}

export interface PointQuestion {
  /** As it was parsed. */
  tree: ExprNode
  /** The part of it that says which documents. */
  filter: ExprNode
  parameters: string[]
  source: PointSource
  /** Each says of which types the documents are. */
  types: {operand: ExprNode; list: boolean}[]
  /** It shows the first document as it is, and its filter names nothing but ids or slugs, and types. */
  isWhole: boolean
  /** Nodes of the tree. */
  nodes: number
  /** Places in it that can pass on what a document holds. */
  passes: number
  /** Characters of the query. */
  textLength: number
}

/** What looking through a list counts for. */
const LIST_NODES = 10

/** The documents, and what is made of each: from the outside in, down to the filter. */
function filterWithin(node: ExprNode): ExprNode | undefined {
  switch (node.type) {
    case 'Filter':
      return filtersOf(node) && node
    case 'Group':
    case 'ArrayCoerce':
    case 'AccessElement':
    case 'Slice':
      return filterWithin(node.base)
    case 'PipeFuncCall':
      return node.name === 'order' && filtersOf(node.base) && node.args.every(isSortKey)
        ? filterWithin(node.base)
        : undefined
    case 'AccessAttribute':
      return node.base && isWhole(node.base) ? filterWithin(node.base) : undefined
    case 'Map':
    case 'Projection':
      return isShown(node.expr) && isWhole(node.base) ? filterWithin(node.base) : undefined
    default:
      return undefined
  }
}

const isSortKey = (node: ExprNode): boolean =>
  isPath(node.type === 'Asc' || node.type === 'Desc' ? node.base : node, false)

/** Whole documents, of which nothing was made yet. */
function isWhole(node: ExprNode): boolean {
  switch (node.type) {
    case 'Filter':
      return true
    case 'Group':
    case 'ArrayCoerce':
    case 'AccessElement':
    case 'Slice':
    case 'PipeFuncCall':
      return isWhole(node.base)
    default:
      return false
  }
}

const isSource = (node: Node) => filtersOf(node) !== undefined

/** The slice or element access next to the filter. */
function topWithin(node: ExprNode) {
  for (let at: Node = node; ; at = (at as {base: ExprNode} & Node).base) {
    if (isSource(at)) return undefined
    if (at.type === 'Slice' || at.type === 'AccessElement') return topOf(at, isSource)?.top
  }
}

const isNamed = (operand: ExprNode, list: boolean) =>
  isConstant(operand) || (list && isConstantList(ungroup(operand)))

function sourceOf(tree: ExprNode, accesses: (Access | undefined)[]): PointSource | undefined {
  // The planner takes the best lookup of all; where that is none of ours, the threads know better.
  const access = best(accesses)
  if (access?.kind === 'id' || access?.kind === 'slug') {
    const {kind, operand, list, partial} = access
    return !partial && isNamed(operand, list) ? {kind, operand, list} : undefined
  }
  if (access?.kind !== 'type') return undefined
  const top = topWithin(tree)
  if (!top?.sort || top.limit > MAX_POINT_DOCUMENTS) return undefined
  return {kind: 'newest', limit: top.limit, ...top.sort}
}

/** The question, when it is one of these. */
export function recognisePoint(query: string, tree: ExprNode): PointQuestion | undefined {
  if (query.length > MAX_POINT_QUERY_LENGTH) return undefined
  const filter = filterWithin(tree)
  if (!filter) return undefined
  const conditions = (filtersOf(filter) ?? []).flatMap(({expr}: FilterNode) => conjuncts(expr))
  if (!conditions.every((condition) => isCondition(condition, false))) return undefined

  const accesses = conditions.map(recognise)
  const source = sourceOf(tree, accesses)
  if (!source) return undefined
  const ofType = accesses.filter((access): access is Lookup => access?.kind === 'type')
  const types = ofType.map(({operand, list}) => ({operand, list}))
  if (!ofType.every(isPlainType)) return undefined
  if (source.kind === 'newest' && (types.length !== 1 || types[0]?.list)) return undefined

  const parameters = new Set<string>()
  let nodes = 0
  let passes = 0
  for (const [node] of walk(tree)) {
    nodes++
    if (node.type === 'Parameter') parameters.add(node.name)
    if (node.type === 'OpCall' && node.op === 'in') nodes += LIST_NODES
    if (node.type === 'This' || (node.type === 'AccessAttribute' && !node.base)) passes++
  }
  if (nodes > MAX_POINT_NODES) return undefined
  const others = accesses.filter((access) => access?.kind !== 'type')
  const isWhole =
    tree.type === 'AccessElement' &&
    tree.index === 0 &&
    tree.base === filter &&
    others.length === 1 &&
    others[0]?.kind === source.kind
  return {
    tree,
    filter,
    parameters: [...parameters],
    source,
    types,
    isWhole,
    nodes,
    passes,
    textLength: query.length,
  }
}

const isPlainType = ({operand, list, partial}: Lookup) => !partial && isNamed(operand, list)
