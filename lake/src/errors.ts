/**
 * The errors that a client can see, as functions: they read as a list, and tests import them. Those of a query that was
 * begun are in `groq/failure.ts`.
 *
 * On the wire an error is Sanity's own shape, because clients parse it: `{statusCode, error, message}` for
 * plain HTTP errors and `{error: {type, description, items?}}` for those of the data APIs. A 4xx makes Studio throw the
 * editor's buffered edits away, so a passing fault (a busy database, a full disk) must be a 5xx.
 */

/** One failed mutation or action of a request: its place in the list and what went wrong with it. */
export interface ErrorItem {
  index: number
  error: {type: string; description: string; id?: string; [detail: string]: unknown}
}

/** A failure with an HTTP status, thrown anywhere in the lake and turned into a response in `handler.ts` only. */
export class LakeError extends Error {
  override name = 'LakeError'
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers: Record<string, string>

  constructor(
    status: number,
    message: string,
    body: Record<string, unknown>,
    options: ErrorOptions & {headers?: Record<string, string>} = {},
  ) {
    super(message, options)
    this.status = status
    this.body = body
    this.headers = options.headers ?? {}
  }
}

const plain = (
  status: number,
  error: string,
  message: string,
  options?: ErrorOptions & {headers?: Record<string, string>},
) => new LakeError(status, message, {statusCode: status, error, message}, options)

const typed = (
  status: number,
  type: string,
  description: string,
  items?: ErrorItem[],
  options?: ErrorOptions,
) =>
  new LakeError(
    status,
    description,
    {statusCode: status, error: {type, description, ...(items ? {items} : {})}},
    options,
  )

export const badRequest = (message: string, options?: ErrorOptions) =>
  plain(400, 'Bad Request', message, options)
/** A token that is wrong, revoked or missing; Studio knows the code and shows its login screen. */
export const sessionNotFound = () =>
  new LakeError(401, 'Session not found', {
    statusCode: 401,
    error: 'Unauthorized',
    message: 'Session not found',
    errorCode: 'SIO-401-ANF',
  })
export const forbidden = (message: string) => plain(403, 'Forbidden', message)
export const notFound = (message: string) => plain(404, 'Not Found', message)
export const methodNotAllowed = (asked: string, possible: string[]) => {
  const allow = possible.join(', ')
  const message = `${asked} is not possible here: ask with ${allow}`
  return plain(405, 'Method Not Allowed', message, {headers: {allow}})
}
export const conflict = (message: string) => plain(409, 'Conflict', message)
export const requestTimeout = (message: string) => plain(408, 'Request Timeout', message)
export const payloadTooLarge = (message: string) => plain(413, 'Payload Too Large', message)
export const unsupportedMediaType = (message: string) =>
  plain(415, 'Unsupported Media Type', message)
export const misdirected = (message: string) => plain(421, 'Misdirected Request', message)
export const tooManyRequests = (message: string) =>
  new LakeError(
    429,
    message,
    {statusCode: 429, error: 'Too Many Requests', message},
    {headers: {'retry-after': '1'}},
  )
export const unavailable = (message: string, options?: ErrorOptions) =>
  plain(503, 'Service Unavailable', message, options)

/** The lake does less than the hosted service here; `feature` names what is missing. */
export const notImplemented = (feature: string) =>
  plain(
    501,
    'Not Implemented',
    `This Content Lake does not offer ${feature} yet. Nothing was changed.`,
  )

export const queryParseError = (
  query: string,
  description: string,
  start = 0,
  end = query.length,
) =>
  new LakeError(400, description, {
    statusCode: 400,
    error: {
      type: 'queryParseError',
      description,
      query,
      start,
      end,
    },
  })

/** The query that a listener's filter is had to be ended. */
export const listenerEnded = (cause: LakeError) =>
  typed(
    cause.status,
    'listenFilterError',
    `This listener is closed, because its filter could not be decided: ${cause.message} Listen for less work: compare with ==, in or defined(), without match.`,
    undefined,
    {cause},
  )

/** A mutation of `POST /data/mutate` failed; nothing of its transaction was written. */
export const mutationError = (status: number, item: ErrorItem) =>
  typed(status, 'mutationError', `The mutation(s) failed: ${item.error.description}`, [item])

/** An action of `POST /data/actions` failed; nothing of its transaction was written. */
export const actionError = (status: number, item: ErrorItem) =>
  typed(status, 'actionError', `The action(s) failed: ${item.error.description}`, [item])
