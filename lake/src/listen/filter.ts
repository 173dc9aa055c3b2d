/**
 * What a listener wants to hear of, as a predicate over one document.
 *
 * Most listeners ask `*`, `_id in $ids` or `_type == $type`: those become plain comparisons. Other light filters are
 * evaluated by groq-js on a dataset of that one document. What could take long, or has a query inside it, is put to the
 * engine, which can end it: with the document as its head and the dataset as it is by then for the rest. Anybody may
 * listen, and each commit asks every filter, so that nothing of theirs may run in this thread but what is bounded.
 */
import {evaluateSync, type ExprNode, parse, unparse} from 'groq-js'
import type {StoredDocument} from '../dataset.ts'
import {badRequest, LakeError, listenerEnded, queryParseError} from '../errors.ts'
import {syntaxProblem} from '../groq/failure.ts'
import {takeTurns} from '../groq/turn.ts'
import {isLight} from './light.ts'

export const MAX_LISTEN_QUERY_LENGTH = 16_000
/**
 * Characters of it besides texts, comments and blanks. It is parsed where everything waits for it, and what groq-js takes for that
 * grows with their square: 4,000 take it some 20 ms, 16,000 seconds.
 */
export const MAX_LISTEN_SYNTAX = 4_000
/** A text that never ends, ends with the query: were it no text, one would be looked for again from each quote in it. */
const NO_SYNTAX = /"(?:[^"\\]|\\.)*(?:"|\\?$)|'(?:[^'\\]|\\.)*(?:'|\\?$)|\/\/[^\n]*|\s+/gs

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

/** Compile a listen query. Throws a query parse error when it is not GROQ. The filter throws when its listener must end. */
export function compileFilter(query: string, context: FilterContext): Filter {
  requireShort(query)
  try {
    return filterFor(filterOf(parseQuery(query, context.params)), context)
  } catch (cause) {
    if (cause instanceof RangeError) throw queryParseError(query, 'The query is nested too deeply')
    throw cause
  }
}

function requireShort(query: string): void {
  if (query.length > MAX_LISTEN_QUERY_LENGTH)
    throw badRequest(`A listen query may have ${MAX_LISTEN_QUERY_LENGTH} characters`)
  if (
    query.length > MAX_LISTEN_SYNTAX &&
    query.replaceAll(NO_SYNTAX, '').length > MAX_LISTEN_SYNTAX
  )
    throw badRequest(
      `A listen query may have ${MAX_LISTEN_SYNTAX} characters besides its texts. Pass long lists as parameters.`,
    )
}

function filterFor(tree: ExprNode, context: FilterContext): Filter {
  const test = plainTest(tree)
  if (test)
    return ({before, after}) => ({before: !!before && test(before), after: !!after && test(after)})
  const evaluated = isLight(tree, context.params)
    ? evaluateAlone(tree, context)
    : askEngine(tree, context)
  let tookTooLong = false
  return async ({before, after}) => {
    let takesTooLong = false
    const matches = async (document: StoredDocument | null) => {
      if (!document) return false
      if (takesTooLong) return true
      try {
        return isMatch(await evaluated(document))
      } catch (error) {
        takesTooLong = isOf('queryTimeoutError', error)
        // One that had to be ended would have to be for every change; but one that took too long once may have met a busy lake.
        const isEnded = (takesTooLong && tookTooLong) || isOf('queryTooLargeError', error)
        if (isEnded) throw listenerEnded(error as LakeError)
        // What cannot be decided is told: a listener can drop an event, but not miss one.
        return true
      }
    }
    const match = {before: await matches(before), after: await matches(after)}
    tookTooLong = takesTooLong
    return match
  }
}

const isOf = (type: string, error: unknown): boolean =>
  error instanceof LakeError && (error.body['error'] as {type?: string} | undefined)?.type === type

/** Many filters may be asked of one change: between them others have their turn. */
const evaluateAlone =
  (tree: ExprNode, {params, identity}: FilterContext) =>
  async (document: StoredDocument): Promise<unknown> => {
    for (let turn = takeTurns(); turn; turn = takeTurns()) await turn
    return evaluateSync(tree, {dataset: [document], params, identity}).data
  }

function parseQuery(query: string, params: Record<string, unknown>): ExprNode {
  try {
    return parse(query, {params})
  } catch (cause) {
    if (cause instanceof RangeError) throw cause
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
