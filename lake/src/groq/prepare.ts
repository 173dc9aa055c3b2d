/**
 * From GROQ text to a checked and planned query, kept for the next time.
 *
 * groq-js decides while it parses whether `list[$x]` takes an element or filters, so the values of such parameters belong
 * to the parsed query; all others stay open, and one tree serves every request.
 */
import {parse, type ExprNode} from 'groq-js'
import {QueryFailure, syntaxProblem} from './failure.ts'
import {MAX_TREE_DEPTH, PARSE_CACHE_CHARACTERS, PARSE_CACHE_ENTRIES} from './limits.ts'
import {planQuery, type Plan} from './plan.ts'
import {recognisePoint, type PointQuestion} from './point-question.ts'
import {RecentlyUsed} from './recently-used.ts'
import {ungroup, walk, type Node} from './tree.ts'

export interface Prepared extends Plan {
  parameters: string[]
  /** It can be answered without a thread, whatever its parameters are. */
  point?: PointQuestion
}

/** What is known of a text that is looked at for the first time. */
interface FirstLook {
  /** Parameters whose values are part of the tree. */
  fixed: string[]
  /** When these are all that were needed to parse it. */
  prepared?: Prepared
}

/** Functions of GROQ that groq-js parses and nobody here answers. */
const UNSUPPORTED = new Set([
  'geo::latLng',
  'geo::contains',
  'geo::intersects',
  'geo::distance',
  'media::aspect',
  'user::attributes',
  'text::semanticSimilarity',
  'documents::incomingGlobalDocumentReferenceCount',
  'global::anywhere',
])

export function createPreparer() {
  const bounds = {entries: PARSE_CACHE_ENTRIES, characters: PARSE_CACHE_CHARACTERS}
  /** By text; where values are part of the tree, by these and the text. */
  const plans = new RecentlyUsed<Prepared>(bounds)
  /** By text, the parameters whose values are part of the tree; of texts that have such. */
  const fixedOf = new RecentlyUsed<string[]>(bounds)

  const plan = (query: string, params: Record<string, unknown>, delta: boolean): Prepared => {
    const mode = delta ? 'delta' : 'plain'
    const text = `${mode} ${query}`
    const open = plans.get(text)
    if (open) return open

    const known = fixedOf.get(text)
    const {fixed, prepared: first} = known ? {fixed: known} : firstLook(query, params, delta)
    const values = valuesOf(fixed, params)
    const place = fixed.length > 0 ? `${mode}:${JSON.stringify(values)} ${query}` : text
    const kept = plans.get(place)
    if (kept) return kept
    // What cannot be parsed may lack a number in these parameters: with others it is looked at anew.
    fixedOf.delete(text)
    const prepared = first ?? parseAndPrepare(query, values, delta)
    if (fixed.length > 0) fixedOf.set(text, fixed)
    plans.set(place, prepared)
    return prepared
  }

  return (query: string, params: Record<string, unknown>, delta: boolean): Prepared => {
    const prepared = plan(query, params, delta)
    for (const name of prepared.parameters)
      if (!Object.hasOwn(params, name)) throw new QueryFailure({kind: 'parameter', name})
    return prepared
  }
}

function parseAndPrepare(query: string, values: Record<string, unknown>, delta: boolean): Prepared {
  const tree = parseOnce(query, values, delta)
  return prepare(tree, examine(tree), delta)
}

/** What is found by looking at each node once. */
interface Examined {
  parameters: string[]
  /** Those that groq-js would have to know while it parses. */
  fixed: string[]
}

function prepare(tree: ExprNode, {parameters}: Examined, delta: boolean): Prepared {
  return {...planQuery(tree, delta), parameters}
}

function examine(tree: ExprNode): Examined {
  const parameters = new Set<string>()
  const fixed = new Set<string>()
  const matched = new Set<Node>()
  for (const [node, depth] of walk(tree)) {
    if (depth > MAX_TREE_DEPTH) throw new QueryFailure({kind: 'too-deep'})
    if (node.type === 'Parameter') parameters.add(node.name)
    if (node.type === 'Filter' && isConstant(node.expr))
      for (const [inner] of walk(node.expr)) if (inner.type === 'Parameter') fixed.add(inner.name)
    checkSupported(node, matched)
    checkScore(node)
  }
  return {parameters: [...parameters], fixed: [...fixed]}
}

/** Only documents have a score: what was made of them has none, and a single one is not ranked. */
function checkScore(node: Node) {
  if (node.type !== 'PipeFuncCall' || node.name !== 'score') return
  const {base} = node
  if (base.type !== 'AccessElement' && !(base.type === 'Map' && base.expr.type === 'Projection'))
    return
  const description =
    'score() ranks documents: put it before the projection, as in *[…] | score(…) {…}'
  throw new QueryFailure({kind: 'parse', description, position: 0})
}

/** A text query is no value of its own: only `match` can take it. */
function checkSupported(node: Node, matched: Set<Node>) {
  if (node.type === 'OpCall' && node.op === 'match') matched.add(ungroup(node.right))
  if (node.type !== 'FuncCall') return
  const name = `${node.namespace}::${node.name}`
  if (UNSUPPORTED.has(name)) {
    const shown = node.namespace === 'global' ? node.name : name
    throw new QueryFailure({kind: 'unsupported', feature: `the GROQ function ${shown}()`})
  }
  if (name === 'text::query' && !matched.has(node))
    throw new QueryFailure({kind: 'unsupported', feature: 'text::query() outside of match'})
}

function parseOnce(query: string, params: Record<string, unknown>, delta: boolean): ExprNode {
  try {
    return parse(query, {params, mode: delta ? 'delta' : 'normal'})
  } catch (error) {
    if (error instanceof RangeError) throw new QueryFailure({kind: 'too-deep'})
    throw new QueryFailure({kind: 'parse', ...syntaxProblem(error)})
  }
}

const isNumber = (value: unknown) => typeof value === 'number'
/** A slice like `[$from...$to]`, which cannot be read without its numbers. Also where a text only looks like one. */
const SLICE = /\[\s*(?:\$\w+\s*\.{2,3}|-?\d+\s*\.{2,3}\s*\$)/

const valuesOf = (names: string[], params: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    names.filter((name) => Object.hasOwn(params, name)).map((name) => [name, params[name]]),
  )

function firstLook(query: string, params: Record<string, unknown>, delta: boolean): FirstLook {
  const numbers = Object.keys(params).filter((name) => isNumber(params[name]))
  const given = SLICE.test(query) ? numbers : []
  let tree: ExprNode
  try {
    tree = parse(query, {params: valuesOf(given, params), mode: delta ? 'delta' : 'normal'})
  } catch {
    return {fixed: numbers} // what is wrong is said later
  }
  const examined = examine(tree)
  const fixed = [...new Set([...given, ...examined.fixed])]
  if (examined.fixed.length > 0) return {fixed}
  const point = delta || given.length > 0 ? undefined : recognisePoint(query, tree)
  const prepared = {...prepare(tree, examined, delta), ...(point ? {point} : {})}
  return {fixed, prepared}
}

/** What groq-js computes while it parses, if its parameters are known. */
function isConstant(node: ExprNode): boolean {
  switch (node.type) {
    case 'Value':
    case 'Parameter':
      return true
    case 'Group':
    case 'Pos':
    case 'Neg':
      return isConstant(node.base)
    case 'OpCall':
      return (
        ['+', '-', '*', '/', '%', '**'].includes(node.op) &&
        isConstant(node.left) &&
        isConstant(node.right)
      )
    default:
      return false
  }
}
