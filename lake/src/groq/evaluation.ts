/** Answers queries on one database: what a worker does, without the thread around it. */
import {evaluate, evaluateSync} from 'groq-js'
import {openCandidates, type Row} from '../store/candidates.ts'
import {circumstances} from './circumstances.ts'
import {createDocumentCache} from './document-cache.ts'
import type {QueryRequest} from './engine.ts'
import {QueryFailure, crash, type Failure} from './failure.ts'
import {follow} from './follow.ts'
import {DOCUMENT_CACHE_BYTES, LARGE_SCAN, MAX_RESULT_BYTES} from './limits.ts'
import {UNKNOWN} from './origin.ts'
import {viewOf} from './perspective.ts'
import type {PointQuestion} from './point-question.ts'
import {createPreparer, type Prepared} from './prepare.ts'
import {createRun, resolve, type EvaluateOptions, type Run} from './run.ts'
import {createShadows, openSnapshot} from './snapshot.ts'
import {sourceMapOf} from './source-map.ts'
import {createReads} from './sync-tags.ts'

export interface EvaluationTarget {
  databaseFile: string
  projectId: string
  dataset: string
  /** Documents from which a scan reads attributes only. */
  largeScan?: number
}

export type Answer =
  | {
      ok: true
      json: string
      sourceMap?: string
      ms: number
      syncTags: string[]
      /** Told to who asked whether the query is such a question. */
      point?: PointQuestion
    }
  | {ok: false; failure: Failure}

export interface EvaluationRequest extends QueryRequest {
  asksForPoint?: boolean
}

export function createEvaluation({
  databaseFile,
  projectId,
  dataset,
  largeScan = LARGE_SCAN,
}: EvaluationTarget) {
  const store = openCandidates(databaseFile)
  const cache = createDocumentCache(DOCUMENT_CACHE_BYTES)
  const shadows = createShadows(store)
  const prepare = createPreparer()

  async function answer(request: EvaluationRequest): Promise<Answer> {
    const started = performance.now()
    const {query, perspective, identity, delta} = request
    const params = request.params ?? {}
    const plan = prepare(query, params, delta !== undefined)
    const reads = createReads(dataset)
    const version = store.begin()
    try {
      const view = viewOf(perspective, identity)
      const rows = request.sourceMap && new WeakMap<object, Row>()
      const shown = rows && ((document: object, row: Row) => void rows.set(document, row))
      const snapshot = openSnapshot(store, view, shadows(version, view.layers), cache, shown)
      const options: EvaluateOptions = {
        ...circumstances(request, view, {projectId, dataset}),
        ...delta,
        dereference: ({_ref}) =>
          resolve(_ref, plan.hooks, run) as ReturnType<EvaluateOptions['dereference']>,
      }
      const run = createRun(snapshot, reads, options, largeScan)
      const whole = delta ? {...options, root: delta.after ?? delta.before} : options
      const result: unknown = plan.asynchronous
        ? await (await evaluate(plan.tree, whole)).get()
        : evaluateSync(plan.tree, whole).data
      const json = bounded(JSON.stringify(result) ?? 'null')
      const sourceMap = rows && bounded(traced(result, request, plan, run, rows))
      const ms = Math.round((performance.now() - started) * 100) / 100
      return {
        ok: true,
        json,
        ...(sourceMap ? {sourceMap} : {}),
        ms,
        syncTags: reads.tags(),
        ...(request.asksForPoint && plan.point ? {point: plan.point} : {}),
      }
    } finally {
      store.end()
    }
  }

  return {
    async answer(request: EvaluationRequest): Promise<Answer> {
      try {
        return await answer(request)
      } catch (error) {
        return {ok: false, failure: failureOf(error)}
      }
    },
    close: () => store.close(),
  }
}

/** The origins of the result's values. It is evaluated a second time, which the answer itself never hears of. */
function traced(
  result: unknown,
  {params = {}, sourceMap = 'index'}: QueryRequest,
  {tree, asynchronous, hoisted}: Prepared,
  run: Run,
  rows: WeakMap<object, Row>,
): string {
  const followed = asynchronous
    ? {value: result, origin: UNKNOWN}
    : follow(tree, {
        evaluate: (node) => run.evaluate(node),
        params,
        hoisted,
        isDocument: (value) => rows.has(value),
      })
  return sourceMapOf(result, followed, sourceMap, (document) => rows.get(document)!.id)
}

function bounded(json: string): string {
  const bytes = json.length > MAX_RESULT_BYTES / 4 ? Buffer.byteLength(json) : json.length
  if (bytes > MAX_RESULT_BYTES) throw new QueryFailure({kind: 'too-large', bytes})
  return json
}

function failureOf(error: unknown): Failure {
  if (error instanceof QueryFailure) return error.failure
  if (!(error instanceof Error)) return {kind: 'crash', message: String(error)}
  if (error instanceof RangeError) {
    return /call stack/i.test(error.message)
      ? {kind: 'too-deep'}
      : {kind: 'too-large', bytes: MAX_RESULT_BYTES + 1}
  }
  // groq-js asks objects for this method; the lake stores no such attribute, but a query can make one.
  if (error.message.includes('hasOwnProperty is not a function')) {
    const description = 'an attribute cannot be called "hasOwnProperty"; choose another name'
    return {kind: 'parse', description, position: 0}
  }
  // groq-js throws plain errors for what it cannot evaluate; everything else is a fault of ours.
  const own = error.constructor === Error && !('code' in error)
  if (own) return {kind: 'parse', description: error.message, position: 0}
  return crash(error)
}
