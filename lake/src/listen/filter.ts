/**
 * What a listener wants to hear of, as a predicate over one document.
 *
 * Most listeners ask `*`, `_id in $ids` or `_type == $type`: those become plain comparisons. Other filters are evaluated
 * by groq-js on a dataset of that one document. A filter with a query inside it is put to the engine, with the document
 * as its head and the dataset as it is by then for the rest.
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
  get(id: string): StoredDocument | null
  /** Run a query over the committed documents. */
  ask(query: string, params: Record<string, unknown>): Promise<unknown>
}

type Test = (document: StoredDocument) => boolean

/** Compile a listen query. Throws a query parse error when it is not GROQ. */
export function compileFilter(query: string, context: FilterContext): Filter {
  if (query.length > MAX_LISTEN_QUERY_LENGTH)
    throw badRequest(`A listen query may have ${MAX_LISTEN_QUERY_LENGTH} characters`)
  const tree = parseQuery(query, context.params)
  const test = plainTest(tree)
  if (test)
    return ({before, after}) => ({before: !!before && test(before), after: !!after && test(after)})
  const evaluated = asksDataset(tree) ? askEngine(tree, context) : evaluateAlone(tree, context)
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
  (tree: ExprNode, {params, identity, get}: FilterContext) =>
  async (document: StoredDocument): Promise<unknown> => {
    const dereference = ({_ref}: {_ref: string}) => get(_ref)
    const value = await evaluate(tree, {dataset: [document], params, identity, dereference})
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

function plainTest(tree: ExprNode): Test | undefined {
  // Order, slices and projections say how to show a result, not what belongs to it.
  if (tree.type === 'PipeFuncCall' || tree.type === 'Map' || tree.type === 'Slice')
    return plainTest(tree.base)
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

// --- filters with queries inside them ----------------------------------------------------------------------------

const DOCUMENT = '__listened'

/** Whether the query reads the dataset again beyond its head. */
function asksDataset(tree: ExprNode): boolean {
  let count = 0
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return
    if ((value as {type?: unknown}).type === 'Everything') count++
    Object.values(value).forEach(visit)
  }
  visit(tree)
  return count > 1
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
