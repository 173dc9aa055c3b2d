/**
 * Answers small questions in the thread that was asked: the way to a query thread and back costs many times what they do.
 *
 * groq-js is asked the query itself, over a dataset of which only such documents are left out as its filter would not let
 * through. A query is answered by a thread first, which parses it and says whether it is such a question, so no text is parsed
 * here; and what turns out to be more work than `limits.ts` allows goes to a thread as well. Nothing here waits, and the thread
 * is the one that writes: all that one answer reads is of one moment, after every commit that was acknowledged.
 */
import {evaluateSync} from 'groq-js'
import {openCandidates, type CandidateStore} from '../store/candidates.ts'
import type {StoredDocument} from '../dataset.ts'
import {circumstances} from './circumstances.ts'
import {createDocumentCache} from './document-cache.ts'
import type {QueryRequest} from './engine.ts'
import type {Answer, EvaluationTarget} from './evaluation.ts'
import {
  KNOWN_POINTS,
  MAX_POINT_DOCUMENTS,
  MAX_POINT_LAYERS,
  MAX_POINT_PARAMETER,
  MAX_POINT_QUERY_LENGTH,
  POINT_CACHE_BYTES,
  POINT_RETRY,
} from './limits.ts'
import {viewOf} from './perspective.ts'
import {candidatesOf, looksUpExactly, rowsNamed} from './point-candidates.ts'
import type {PointQuestion} from './point-question.ts'
import {createPointReader} from './point-reader.ts'
import type {EvaluateOptions} from './run.ts'
import {createReads} from './sync-tags.ts'

interface Known {
  /** `undefined`: it is not such a question. */
  question: PointQuestion | undefined
  /** So many times it goes to a thread, because it was too much; then it is tried again, for documents and parameters change. */
  pause: number
  /** How often it was too much, less how often it was not. One odd parameter is no reason to send all others to threads. */
  tooMuch: number
}

const MOST_TOO_MUCH = Math.ceil(Math.log2(POINT_RETRY + 2))

export interface PointLimits {
  /** Of a query, in characters; 0: none is small. */
  maxPointQuery: number
}

export function createPointAnswers(
  {databaseFile, projectId, dataset}: EvaluationTarget,
  {maxPointQuery = MAX_POINT_QUERY_LENGTH}: Partial<PointLimits> = {},
) {
  let store: CandidateStore | undefined
  const cache = createDocumentCache(POINT_CACHE_BYTES)
  const known = new Map<string, Known>()
  const counts = {answered: 0, tooMuch: 0}

  function evaluate(question: PointQuestion, request: QueryRequest): Answer {
    const started = performance.now()
    // Here nobody can wait for a lock.
    const open = (store ??= openCandidates(databaseFile, 0))
    const {perspective, identity, params = {}} = request
    const view = viewOf(perspective, identity)
    const reads = createReads(dataset)
    const reader = createPointReader(open, cache, view, question)
    const options: EvaluateOptions = {
      ...circumstances(request, view, {projectId, dataset}),
      dereference({_ref}) {
        const row = reader.row(_ref)
        reads.document(_ref, row?.type)
        return row ? reader.document(row) : null
      },
    }
    const holds = (list: StoredDocument[]) =>
      (evaluateSync(question.filter, {...options, dataset: list}).data as unknown[]).length
    const means = {store: open, reader, reads, params, holds}

    let json: string
    if (question.isWhole && !view.original && looksUpExactly(question, params)) {
      const [row] = rowsNamed(question, means)
      json = row ? reader.body(row) : 'null'
    } else {
      const shown = {...options, dataset: candidatesOf(question, means)}
      json = JSON.stringify(evaluateSync(question.tree, shown).data) ?? 'null'
    }
    const ms = Math.round((performance.now() - started) * 100) / 100
    return {ok: true, json, ms, syncTags: reads.tags()}
  }

  const isPointRequest = ({query, delta, sourceMap, perspective}: QueryRequest) =>
    query.length <= maxPointQuery && !delta && !sourceMap && perspective.length <= MAX_POINT_LAYERS

  return {
    /** The answer, if this is known for a small question and is not too much. */
    answer(request: QueryRequest): Answer | undefined {
      const entry = known.get(request.query)
      if (!entry?.question || !isPointRequest(request)) return undefined
      if (!entry.question.parameters.every((name) => isPlain(request.params, name)))
        return undefined
      if (entry.pause > 0) {
        entry.pause--
        return undefined
      }
      known.delete(request.query)
      known.set(request.query, entry) // now the last to be forgotten
      try {
        const answer = evaluate(entry.question, request)
        counts.answered++
        entry.tooMuch = Math.max(0, entry.tooMuch - 1)
        return answer
      } catch {
        // Too much; and what else can go wrong, a thread will say.
        counts.tooMuch++
        entry.tooMuch = Math.min(entry.tooMuch + 1, MOST_TOO_MUCH)
        entry.pause = Math.min(POINT_RETRY, 2 ** entry.tooMuch - 2)
        return undefined
      }
    },

    /** Whether a thread should say if this is such a question. */
    asks: (request: QueryRequest) => isPointRequest(request) && !known.has(request.query),

    learn(query: string, question: PointQuestion | undefined) {
      known.set(query, {question, pause: 0, tooMuch: 0})
      for (const oldest of known.keys()) {
        if (known.size <= KNOWN_POINTS) break
        known.delete(oldest)
      }
    },

    counts: (): Readonly<typeof counts> => counts,
    close() {
      known.clear()
      store?.close()
      store = undefined
    },
  }
}

const isPlainValue = (value: unknown) =>
  typeof value === 'string'
    ? value.length <= MAX_POINT_PARAMETER
    : value === null || typeof value === 'number' || typeof value === 'boolean'

/** It is given, and nothing large. */
function isPlain(params: Record<string, unknown> = {}, name: string): boolean {
  const value = Object.hasOwn(params, name) ? params[name] : undefined
  if (!Array.isArray(value)) return isPlainValue(value)
  return value.length <= MAX_POINT_DOCUMENTS && value.every(isPlainValue)
}
