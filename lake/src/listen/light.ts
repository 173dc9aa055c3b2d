/**
 * Which filters may be evaluated in the thread that everything waits for: those whose conditions take about as long as reading
 * the document does. Reckoned before anything is evaluated, so that nobody's filter can be slow by what a document holds.
 *
 * `match` is never among them: groq-js makes an expression of each pattern, and what follows many `*` is looked for again from
 * every place. So it does with `path()`, which is let in where the text is an id, and short.
 */
import type {ExprNode, FuncCallNode, OpCallNode} from 'groq-js'

/** Each looks at one place of the document, or at the whole of it once. */
const LIGHT_NODES = new Set([
  'AccessAttribute',
  'And',
  'Array',
  'ArrayElement',
  'FuncCall',
  'Group',
  'InRange',
  'Neg',
  'Not',
  'OpCall',
  'Or',
  'Parameter',
  'This',
  'Value',
])
const LIGHT_OPERATORS = new Set(['==', '!=', '<', '<=', '>', '>='])
const LIGHT_FUNCTIONS = new Set([
  'coalesce',
  'dateTime',
  'defined',
  'identity',
  'now',
  'startsWith',
])
/** They read all of what they are given. */
const READING_FUNCTIONS = new Set(['lower', 'references', 'upper'])

/** Nodes of the tree, and values in the lists that it compares with. */
const MAX_STEPS = 2_000
/** Times that a filter may read a whole document, or a list in it. */
const MAX_READINGS = 5
const MAX_PATHS = 20
const MAX_PATH_PATTERN = 128
const MAX_WILDCARDS = 2

/** Whether the tree is filters over the documents with light conditions. */
export function isLight(tree: ExprNode, params: Record<string, unknown>): boolean {
  const spent = {steps: 0, readings: 0, paths: 0}

  const isLightCall = ({name, args}: FuncCallNode): boolean => {
    if (READING_FUNCTIONS.has(name)) spent.readings++
    else if (!LIGHT_FUNCTIONS.has(name)) return false
    return args.every(light)
  }

  const isLightOperation = ({op, left, right}: OpCallNode): boolean => {
    if (op !== 'in') return LIGHT_OPERATORS.has(op) && light(left) && light(right)
    if (right.type === 'FuncCall' && right.name === 'path') {
      spent.paths++
      return isId(left) && isShortPattern(right.args[0], params)
    }
    if (right.type !== 'Value' && right.type !== 'Array') spent.readings++
    return light(left) && light(right)
  }

  const light = (node: ExprNode): boolean => {
    if (!LIGHT_NODES.has(node.type)) return false
    spent.steps += stepsOf(node, params)
    if (spent.steps > MAX_STEPS || spent.readings > MAX_READINGS || spent.paths > MAX_PATHS)
      return false
    if (node.type === 'FuncCall') return isLightCall(node)
    if (node.type === 'OpCall') return isLightOperation(node)
    return partsOf(node).every(light)
  }

  let spine: ExprNode = tree
  while (spine.type === 'Filter') {
    if (!light(spine.expr)) return false
    spine = spine.base
  }
  return spine.type === 'Everything'
}

/** The nodes that a node is made of. */
function partsOf(node: ExprNode): ExprNode[] {
  if (node.type === 'Value') return []
  if (node.type === 'Array') return node.elements.map(({value}) => value)
  return Object.values(node as object).filter(
    (part: unknown): part is ExprNode =>
      typeof part === 'object' && part !== null && 'type' in part,
  )
}

function stepsOf(node: ExprNode, params: Record<string, unknown>): number {
  if (node.type === 'Value') return sizeOf(node.value)
  return node.type === 'Parameter' ? sizeOf(params[node.name]) : 1
}

const sizeOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, inner) => sum + sizeOf(inner), 1)
    : 1

const isId = (node: ExprNode) =>
  node.type === 'AccessAttribute' && !node.base && node.name === '_id'

function isShortPattern(node: ExprNode | undefined, params: Record<string, unknown>): boolean {
  const pattern =
    node?.type === 'Value' ? node.value : node?.type === 'Parameter' ? params[node.name] : undefined
  if (typeof pattern !== 'string' || pattern.length > MAX_PATH_PATTERN) return false
  return pattern.split('.').filter((part) => /^\*\*?$/.test(part)).length <= MAX_WILDCARDS
}
