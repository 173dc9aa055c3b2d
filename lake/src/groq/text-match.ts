/**
 * `X match text::query(q)`, which groq-js does not know: answered from the full-text index when X is the whole document,
 * else from the words of X itself. Its score in `score()` and `boost()` is BM25 in the first case, and grows with the
 * number of occurrences in the second.
 */
import type {ExprNode, OpCallNode} from 'groq-js'
import {QueryFailure} from './failure.ts'
import {parseTextQuery, textScore, type TextQuery} from './full-text.ts'
import {textQueryOperand, wholeDocument} from './lookup.ts'
import type {Hooks, Run} from './run.ts'
import {attribute, call, plus, ungroup, value, type Node} from './tree.ts'

export const hasTextQuery = (node: Node): boolean =>
  node.type === 'OpCall' && node.op === 'match' && textQueryOperand(node.right) !== undefined

/** The operand of `text::query` as it stands alone; `undefined` when it depends on a document. */
type Alone = (operand: ExprNode) => ExprNode | undefined

function operandAlone(node: OpCallNode, alone: Alone): ExprNode {
  const operand = alone(textQueryOperand(node.right) as ExprNode)
  if (operand) return operand
  throw new QueryFailure({
    kind: 'unsupported',
    feature: 'text::query() with a value taken from a document (pass it as a parameter)',
  })
}

export function textMatch(node: OpCallNode, hooks: Hooks, alone: Alone): ExprNode {
  const {score, payload} = scorer(node, operandAlone(node, alone))
  return hooks.node((run, text) => score(run, text, false) > 0, payload)
}

/** For `score()`: `boost(matches, rank - 1)`, since a match alone counts 1. */
export function textScoreOf(node: OpCallNode, hooks: Hooks, alone: Alone): ExprNode {
  const {score, payload} = scorer(node, operandAlone(node, alone))
  const matched = hooks.node((run, text) => score(run, text, true) > 0, payload)
  const extra = hooks.node((run, text) => score(run, text, true) - 1, payload)
  return call('global', 'boost', matched, extra)
}

type Score = (run: Run, text: string, ranked: boolean) => number

function scorer(node: OpCallNode, operand: ExprNode): {score: Score; payload: ExprNode} {
  const asked = (run: Run): TextQuery | undefined =>
    run.once(operand, () => {
      const given = run.evaluate(operand)
      return typeof given === 'string' ? parseTextQuery(given) : undefined
    })
  const whole = wholeDocument(node.left)
  if (!whole) {
    const score: Score = (run, text) => {
      const query = asked(run)
      return query ? textScore(text, query) : 0
    }
    return {score, payload: textOf(node.left)}
  }
  const id = call('global', 'coalesce', attribute('_originalId'), attribute('_id'), value(''))
  const answers = {}
  const ranks = {}
  const score: Score = (run, text, ranked) => {
    const query = asked(run)
    if (!query) return 0
    if (query.everything) return 1
    const found = run.once(ranked ? ranks : answers, () => documentScores(run, query, ranked))
    return found(text) || (whole.withId && namesId(text, query) ? 1 : 0)
  }
  return {score, payload: id}
}

const GROUP = /^(?:drafts\.|versions\.[^.]+\.)/
const namesId = (id: string, {plain}: TextQuery) =>
  plain !== '' && (id.startsWith(plain) || id.replace(GROUP, '').startsWith(plain))

function documentScores(run: Run, query: TextQuery, ranked: boolean): (id: string) => number {
  const {store} = run.snapshot
  const excluded = new Set<string>()
  if (query.excluded) for (const {id} of store.byWords(query.excluded)) excluded.add(id)
  if (!query.required) return query.excluded ? (id) => (id && !excluded.has(id) ? 1 : 0) : () => 0

  const scores = new Map<string, number>()
  // BM25 of a word that every document has can be as small as one likes: a match is still a match.
  const least = 1e-6
  if (ranked)
    for (const [id, rank] of store.ranked(query.required)) scores.set(id, Math.max(rank, least))
  else for (const {id} of store.byWords(query.required)) scores.set(id, 1)
  return (id) => (excluded.has(id) ? 0 : (scores.get(id) ?? 0))
}

/** The text of a value: a string, or the strings of a list. */
function textOf(left: ExprNode): ExprNode {
  const node = ungroup(left)
  if (node.type === 'Array' && node.elements.every((element) => !element.isSplat)) {
    const parts = node.elements.map((element) => textOf(element.value))
    return parts.reduce((text, part) => plus(plus(text, value('\n')), part), value('') as ExprNode)
  }
  const list = call('array', 'join', call('array', 'compact', node), value('\n'))
  return call('global', 'coalesce', plus(node, value('')), list, value(''))
}
