/**
 * What can go wrong with a query, in words that cross a thread, and the HTTP error that a client sees for each.
 */
import {
  LakeError,
  badRequest,
  notImplemented,
  queryParseError,
  tooManyRequests,
  unavailable,
} from '../errors.ts'
import {MAX_QUERY_LENGTH, MAX_RESULT_BYTES, MAX_TREE_DEPTH, WORKER_HEAP_MB} from './limits.ts'

export type Failure =
  | {kind: 'parse'; description: string; position: number}
  | {kind: 'parameter'; name: string}
  | {kind: 'unsupported'; feature: string}
  | {kind: 'too-deep'}
  | {kind: 'too-large'; bytes: number}
  | {kind: 'time'; limit: number}
  | {kind: 'memory'}
  | {kind: 'busy'}
  | {kind: 'closed'}
  | {kind: 'crash'; message: string; stack?: string; code?: string; errcode?: number}

/** Thrown where a query is prepared or evaluated; the worker sends `failure` to the main thread. */
export class QueryFailure extends Error {
  override name = 'QueryFailure'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.kind)
    this.failure = failure
  }
}

/** What is wrong with a query that groq-js cannot parse, and where; in the hosted lake's words where those are known. */
export function syntaxProblem(error: unknown): {description: string; position: number} {
  const {message, position = 0} = error as Error & {position?: number}
  const detail = message.replace(/^Syntax error in GROQ query at position \d+: /, '')
  const description =
    detail === 'Unexpected end of query' ? 'unexpected end-of-file, expected expression' : detail
  return {description, position}
}

const queryError = (status: number, type: string, description: string, query?: string) =>
  new LakeError(status, description, {
    statusCode: status,
    error: {type, description, ...(query === undefined ? {} : {query})},
  })

export const queryTooLong = (length: number) =>
  badRequest(
    `The query has ${length} characters, ${MAX_QUERY_LENGTH} are allowed. Pass long lists as parameters.`,
  )

export function toLakeError(failure: Failure, query: string): LakeError {
  switch (failure.kind) {
    case 'parse':
      return queryParseError(query, failure.description, failure.position, failure.position)
    case 'parameter':
      return queryParseError(
        query,
        `The query uses the parameter "$${failure.name}", which was not given. Send "$${failure.name}" with it.`,
      )
    case 'unsupported':
      return notImplemented(failure.feature)
    case 'too-deep':
      return queryError(
        400,
        'queryTooComplexError',
        `The query is nested too deeply (${MAX_TREE_DEPTH} levels are allowed). Split it, or pass lists as parameters.`,
      )
    case 'too-large':
      return queryError(
        413,
        'queryResultTooLargeError',
        `The result has ${failure.bytes} bytes, ${MAX_RESULT_BYTES} are allowed. Ask for fewer documents or fields: add a slice like [0...100] or a projection.`,
      )
    case 'time':
      return queryError(
        408,
        'queryTimeoutError',
        `The query was ended after ${failure.limit} ms. Filter by _id, _type, slug.current or references(), or add a slice.`,
      )
    case 'memory':
      return queryError(
        413,
        'queryTooLargeError',
        `The query needed more than ${WORKER_HEAP_MB} MB of memory. Add a filter, a slice or a projection.`,
      )
    case 'busy':
      return tooManyRequests('Too many queries are waiting. Try again in a second.')
    case 'closed':
      return unavailable('The dataset is being closed. Try again.')
    case 'crash': {
      // The codes tell the handler whether this passes by itself, like a busy database.
      const {message, stack, code, errcode} = failure
      const error = new Error(`A query failed in its worker: ${message}`)
      if (stack) error.stack = stack
      throw Object.assign(error, {code, errcode})
    }
  }
}

/** A fault of ours, as it can cross a thread. */
export function crash(error: Error): Failure {
  const {message, stack, code, errcode} = error as Error & {code?: unknown; errcode?: unknown}
  return {
    kind: 'crash',
    message,
    ...(stack ? {stack} : {}),
    ...(typeof code === 'string' ? {code} : {}),
    ...(typeof errcode === 'number' ? {errcode} : {}),
  }
}
