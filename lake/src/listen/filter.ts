/**
 * What a listener wants to hear of, as a predicate over one document.
 *
 * Most listeners ask `*`, `_id in $ids` or `_type == $type`: those become plain comparisons. Other light filters are
 * evaluated by groq-js on a dataset of that one document. What could take long, or has a query inside it, is put to the
 * engine, which can end it: with the document as its head and the dataset as it is by then for the rest. Anybody may
 * listen, and each commit asks every filter, so that nothing of theirs may run in this thread but what is bounded.
 */
import {evaluate, type ExprNode, parse, unparse} from 'groq-js'
import type {StoredDocument} from '../dataset.ts'
import {badRequest, queryParseError} from '../errors.ts'
import {syntaxProblem} from '../groq/failure.ts'

export const MAX_LISTEN_QUERY_LENGTH = 16_000

export interface Match {
  before: boolean
  after: boolean
}

/** Whether a document matched before a change and matches after it. */
export type Filter = (change: {
  before: StoredDocument | null
  after: StoredDocument | null
}) => Match | Promise<Match>

export interface FilterContext {
  params: Record<string, unknown>
  identity: string
  /** Run a query over the committed documents. */
  ask(query: string, params: Record<string, unknown>): Promise<unknown>
}

type Test = (document: StoredDocument) => boolean

/** Compile a listen query. Throws a query parse error when it is not GROQ. */
export function compileFilter(query: string, context: FilterContext): Filter {
  if (query.length > MAX_LISTEN_QUERY_LENGTH)
    throw badRequest(`A listen query may have ${MAX_LISTEN_QUERY_LENGTH} characters`)
  const tree = filterOf(parseQuery(query, context.params))
  const test = plainTest(tree)
  if (test)
    return ({before, after}) => ({before: !!before && test(before), after: !!after && test(after)})
  const evaluated = isLight(tree) ? evaluateAlone(tree, context) : askEngine(tree, context)
  const matches = async (document: StoredDocument | null) => {
    if (!document) return false
    try {
      return isMatch(await evaluated(document))
    } catch {
      // What cannot be decided is told: a listener can drop an event, but not miss one.
      return true
    }
  }
  return async ({before, after}) => ({before: await matches(before), after: await matches(after)})
}

const evaluateAlone =
  (tree: ExprNode, {params, identity}: FilterContext) =>
  async (document: StoredDocument): Promise<unknown> => {
    const value = await evaluate(tree, {dataset: [document], params, identity})
    return value.get()
  }

function parseQuery(query: string, params: Record<string, unknown>): ExprNode {
  try {
    return parse(query, {params})
  } catch (cause) {
    if (cause instanceof RangeError) throw queryParseError(query, 'The query is nested too deeply')
    const {description, position} = syntaxProblem(cause)
    throw queryParseError(query, description, position, position)
  }
}

const isMatch = (value: unknown) =>
  Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined && value !== false

// --- plain comparisons -------------------------------------------------------------------------------------------

/** Order, slices and projections say how to show a result, not what belongs to it. */
function filterOf(tree: ExprNode): ExprNode {
  const shapes = tree.type === 'PipeFuncCall' || tree.type === 'Map' || tree.type === 'Slice'
  return shapes ? filterOf(tree.base) : tree
}

function plainTest(tree: ExprNode): Test | undefined {
  if (tree.type === 'Everything') return () => true
  return tree.type === 'Filter' && tree.base.type === 'Everything' ? testOf(tree.expr) : undefined
}

function testOf(expression: ExprNode): Test | undefined {
  switch (expression.type) {
    case 'Group':
      return testOf(expression.base)
    case 'And':
    case 'Or': {
      const left = testOf(expression.left)
      const right = testOf(expression.right)
      if (!left || !right) return undefined
      return expression.type === 'And'
        ? (document) => left(document) && right(document)
        : (document) => left(document) || right(document)
    }
    case 'OpCall': {
      const {op, left, right} = expression
      if (left.type !== 'AccessAttribute' || left.base || !/^_(id|type)$/.test(left.name))
        return undefined
      const {name} = left
      const constant = constantOf(right)
      if (op === '==' && typeof constant === 'string')
        return (document) => document[name] === constant
      if (op === 'in' && Array.isArray(constant)) {
        const all = new Set<unknown>(constant)
        return (document) => all.has(document[name])
      }
      return undefined
    }
    default:
      return undefined
  }
}

function constantOf(expression: ExprNode): unknown {
  if (expression.type === 'Value') return expression.value
  if (expression.type !== 'Array') return undefined
  const values = expression.elements.map(({value, isSplat}) =>
    isSplat || value.type !== 'Value' ? undefined : (value.value as unknown),
  )
  return values.includes(undefined) ? undefined : values
}

// --- filters that could take long --------------------------------------------------------------------------------

const DOCUMENT = '__listened'

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
const LIGHT_OPERATORS = new Set(['==', '!=', '<', '<=', '>', '>=', 'in', 'match'])
const LIGHT_FUNCTIONS = new Set([
  'coalesce',
  'dateTime',
  'defined',
  'identity',
  'lower',
  'now',
  'path',
  'references',
  'startsWith',
  'upper',
])
const MAX_LIGHT_FUNCTIONS = 20

/** Whether the tree is filters over the documents, whose conditions take about as long as reading the document does. */
function isLight(tree: ExprNode): boolean {
  let functions = 0
  const light = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return true
    if (Array.isArray(value)) return value.every(light)
    const node = value as {type?: unknown; op?: string; name?: string; value?: unknown}
    if (typeof node.type !== 'string') return true
    if (!LIGHT_NODES.has(node.type)) return false
    if (node.type === 'Value') return true
    if (node.type === 'OpCall' && !LIGHT_OPERATORS.has(node.op ?? '')) return false
    if (node.type === 'FuncCall') {
      if (!LIGHT_FUNCTIONS.has(node.name ?? '') || ++functions > MAX_LIGHT_FUNCTIONS) return false
    }
    return Object.entries(node).every(([name, inner]) => name === 'func' || light(inner))
  }
  let spine: ExprNode = tree
  while (spine.type === 'Filter') {
    if (!light(spine.expr)) return false
    spine = spine.base
  }
  return spine.type === 'Everything'
}

function askEngine(tree: ExprNode, {params, ask}: FilterContext) {
  const query = unparse(withHead(tree))
  return (document: StoredDocument) => ask(query, {...params, [DOCUMENT]: document})
}

/** The query with the one document in place of the dataset at its head. */
function withHead(tree: ExprNode): ExprNode {
  if (tree.type === 'Everything') {
    const value: ExprNode = {type: 'Parameter', name: DOCUMENT}
    return {type: 'Array', elements: [{type: 'ArrayElement', value, isSplat: false}]}
  }
  const {base} = tree as {base?: ExprNode}
  return base ? ({...tree, base: withHead(base)} as ExprNode) : tree
}
