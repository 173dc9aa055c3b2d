/**
 * `X match text::query(q)`, which groq-js does not know: answered from the full-text index when X is the whole document,
 * else from the words of X itself. Its score in `score()` and `boost()` is BM25 in the first case, and grows with the
 * number of occurrences in the second, and for anonymous callers.
 */
import type {ExprNode, OpCallNode} from 'groq-js'
import {wordsOf} from '../documents/words.ts'
import {parseTextQuery, textScore, type TextQuery} from './full-text.ts'
import {textQueryOperand, wholeDocument} from './lookup.ts'
import type {Hooks, Run} from './run.ts'
import {attribute, call, plus, ungroup, value, type Node} from './tree.ts'

export const hasTextQuery = (node: Node): boolean =>
  node.type === 'OpCall' && node.op === 'match' && textQueryOperand(node.right) !== undefined

/** What is searched for: an expression that stands alone, or one that is asked where the match is. */
export interface Operand {
  expression: ExprNode
  alone: boolean
}
type Prepare = (operand: ExprNode) => Operand

export function textMatch(node: OpCallNode, hooks: Hooks, prepare: Prepare): ExprNode {
  const {score, payload} = scorer(node, prepare)
  return hooks.node((run, text) => score(run, text, false) > 0, payload)
}

/** For `score()`: `boost(matches, rank - 1)`, since a match alone counts 1. */
export function textScoreOf(node: OpCallNode, hooks: Hooks, prepare: Prepare): ExprNode {
  const {score, payload} = scorer(node, prepare)
  const matched = hooks.node((run, text) => score(run, text, true) > 0, payload)
  const extra = hooks.node((run, text) => score(run, text, true) - 1, payload)
  return call('global', 'boost', matched, extra)
}

type Score = (run: Run, text: string, ranked: boolean) => number

/** Between a search and the text that it is asked of, where both come from documents. */
const SEPARATOR = '\u0001'

function scorer(node: OpCallNode, prepare: Prepare): {score: Score; payload: ExprNode} {
  const {expression, alone} = prepare(textQueryOperand(node.right) as ExprNode)
  const {scoreOf, text} = searched(node)
  if (alone) {
    const score: Score = (run, asked, ranked) => {
      const query = run.once(expression, () => {
        const given = run.evaluate(expression)
        return typeof given === 'string' ? parseTextQuery(given) : undefined
      })
      return query ? scoreOf(run, query, asked, ranked) : 0
    }
    return {score, payload: text}
  }
  const known = {}
  const score: Score = (run, asked, ranked) => {
    const end = asked.indexOf(SEPARATOR)
    if (end < 0) return 0
    const queries = run.once(known, () => new Map<string, TextQuery>())
    const given = asked.slice(0, end)
    let query = queries.get(given)
    if (!query) queries.set(given, (query = parseTextQuery(given)))
    return scoreOf(run, query, asked.slice(end + 1), ranked)
  }
  // Nothing, or no text, finds nothing.
  const both = plus(plus(expression, value(SEPARATOR)), text)
  return {score, payload: call('global', 'coalesce', both, value(''))}
}

interface Searched {
  scoreOf(run: Run, query: TextQuery, text: string, ranked: boolean): number
  /** What of the left side is handed over: its text, or the id of the document. */
  text: ExprNode
}

function searched(node: OpCallNode): Searched {
  const whole = wholeDocument(node.left)
  if (!whole)
    return {scoreOf: (_run, query, text) => textScore(text, query), text: textOf(node.left)}
  const answers = {}
  const ranks = {}
  return {
    text: call('global', 'coalesce', attribute('_originalId'), attribute('_id'), value('')),
    scoreOf(run, query, id, ranked) {
      if (query.everything) return 1
      const known = run.once(ranked ? ranks : answers, () => new Map<TextQuery, IdScore>())
      let found = known.get(query)
      if (!found) known.set(query, (found = documentScores(run, query, ranked)))
      return found(id) || (whole.withId && namesId(id, query) ? 1 : 0)
    },
  }
}

type IdScore = (id: string) => number

const GROUP = /^(?:drafts\.|versions\.[^.]+\.)/
const namesId = (id: string, {plain}: TextQuery) =>
  plain !== '' && (id.startsWith(plain) || id.replace(GROUP, '').startsWith(plain))

/** BM25 of a word that every document has can be as small as one likes: a match is still a match. */
const LEAST = 1e-6

function documentScores(run: Run, query: TextQuery, ranked: boolean): IdScore {
  const {store} = run.snapshot
  const excluded = new Set<string>()
  if (query.excluded) for (const {id} of store.byWords(query.excluded)) excluded.add(id)
  if (!query.required) return query.excluded ? (id) => (id && !excluded.has(id) ? 1 : 0) : () => 0

  const scores = new Map<string, number>()
  if (ranked && run.snapshot.view.anonymous) {
    const found = new Set<string>()
    for (const {id} of store.byWords(query.required)) if (!excluded.has(id)) found.add(id)
    return (id) => (found.has(id) ? ownScore(run, query, id) : 0)
  }
  if (ranked)
    for (const [id, rank] of store.ranked(query.required)) scores.set(id, Math.max(rank, LEAST))
  else for (const {id} of store.byWords(query.required)) scores.set(id, 1)
  return (id) => (excluded.has(id) ? 0 : (scores.get(id) ?? 0))
}

/**
 * For callers who do not see every document. BM25 weighs a word by how many documents have it and how long they are, and the index
 * counts drafts too: it would tell what they say.
 */
function ownScore({snapshot}: Run, query: TextQuery, id: string): number {
  const row = snapshot.row(id)
  return row ? Math.max(textScore(wordsOf(snapshot.document(row)), query), LEAST) : 0
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
