/**
 * The seam to query evaluation: one GROQ query over one snapshot, in a worker that can be ended.
 *
 * A query sees every commit that was acknowledged before it was asked, and so does an answer that was kept. Results cross the
 * thread as JSON text: a route that only passes them on uses `json` and never builds the objects.
 */
import type {StoredDocument} from '../dataset.ts'
import {createAnswers, type AnswerLimits} from './answers.ts'
import type {Answer} from './evaluation.ts'
import {ANSWER_CACHE_BYTES, MAX_CONCURRENT_QUERIES, MAX_QUERY_LENGTH} from './limits.ts'
import {queryTooLong, toLakeError} from './failure.ts'
import type {ElementNames} from './source-map.ts'
import {createPointAnswers, type PointLimits} from './point-answers.ts'
import {createPool, type PoolFigures, type PoolLimits} from './pool.ts'
import type {Spares} from './spares.ts'
import {takeTurns} from './turn.ts'

export interface QueryRequest {
  query: string
  params?: Record<string, unknown>
  /** `['raw']`, `['published']`, `['drafts']` or a release stack, strongest first. */
  perspective: string[]
  /** Value of `identity()` in GROQ; also decides whether drafts and dot-ids are visible (`anonymous` sees neither). */
  identity: string
  /** Whether to tell where the values come from, and how elements of lists are named in that. */
  sourceMap?: ElementNames
  /**
   * Delta mode, for webhook filters and projections: `@` is the document (`after`, or `before` when it was deleted), and
   * `delta::`, `before()` and `after()` work. A filter is a boolean (`_type == "a" && delta::changedAny(title)`), a
   * projection an object (`{_id, "was": before().title}`); both may dereference into the dataset.
   */
  delta?: {before: StoredDocument | null; after: StoredDocument | null}
}

export interface QueryResponse {
  readonly result: unknown
  /** The same as JSON text. */
  readonly json: string
  /** A Content Source Map as JSON text, if it was asked for. */
  readonly sourceMap: string | undefined
  /** Evaluation time, milliseconds. */
  readonly ms: number
  readonly syncTags: string[]
}

export interface QueryEngine {
  run(request: QueryRequest): Promise<QueryResponse>
  /** A commit with these sync tags is on disk; to be said before anybody hears of it. */
  changed(tagsOf: () => string[]): void
  figures(): QueryFigures
  close(): Promise<void>
}

/** What the engine does and has done, for whoever runs the lake. */
export interface QueryFigures extends PoolFigures {
  /** Answered without a thread, and tried without one in vain. */
  small: number
  tooMuch: number
  /** Answered by what an earlier question was answered, or one that was under way. */
  kept: number
  joined: number
  keptBytes: number
}

export interface QueryEngineOptions {
  /** The dataset's SQLite file; it must exist, with the schema of `store/schema.sql`. */
  databaseFile: string
  /** For `sanity::projectId()` and `sanity::dataset()`; the dataset's name also goes into sync tags. */
  projectId: string
  dataset: string
  /** What the engines of a lake have in common; without it this one has all of that. */
  spares?: Spares
  /** For tests. */
  limits?: Partial<PoolLimits & AnswerLimits & PointLimits>
}

export function createQueryEngine(options: QueryEngineOptions): QueryEngine {
  const {databaseFile, projectId, dataset} = options
  const pool = createPool(
    {databaseFile, projectId, dataset},
    options.limits,
    undefined,
    options.spares,
  )
  const points = createPointAnswers({databaseFile, projectId, dataset}, options.limits)

  const ask = async (request: QueryRequest, begins: () => void): Promise<Answer> => {
    await takeTurns()
    const small = points.answer(request)
    if (small) {
      begins() // no commit came between
      return small
    }
    if (!points.asks(request)) return pool.ask(request, begins)
    const answer = await pool.ask({...request, asksForPoint: true}, begins)
    if (!answer.ok) return answer
    const {point, ...rest} = answer
    points.learn(request.query, point)
    return rest
  }
  const answers = createAnswers(ask, {
    maxBytes: ANSWER_CACHE_BYTES,
    maxWaiting: MAX_CONCURRENT_QUERIES,
    ...options.limits,
  })

  return {
    async run(request) {
      if (request.query.length > MAX_QUERY_LENGTH) throw queryTooLong(request.query.length)
      const answer = await answers.get(request)
      if (!answer.ok) throw toLakeError(answer.failure, request.query)
      const {json, sourceMap, ms, syncTags} = answer
      let parsed: {value: unknown} | undefined
      return {
        get result() {
          return (parsed ??= {value: JSON.parse(json)}).value
        },
        json,
        sourceMap,
        ms,
        syncTags,
      }
    },
    changed: answers.changed,
    figures() {
      const {answered, tooMuch} = points.counts()
      const {kept, joined, refused, bytes} = answers.figures()
      const threads = pool.figures()
      return {
        ...threads,
        refused: threads.refused + refused,
        small: answered,
        tooMuch,
        kept,
        joined,
        keptBytes: bytes,
      }
    },
    async close() {
      answers.clear()
      points.close()
      await pool.close()
    },
  }
}
