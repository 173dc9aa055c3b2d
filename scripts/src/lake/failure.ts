/** What the client throws, as a failure that the operator can act on; an error that is ours comes back as it is. */
import {ClientError, ServerError} from '@sanity/client'
import {lakeRefused, lakeUnreachable} from '../errors.ts'

const unreachable = /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|fetch failed|socket/i

export function fromClient(error: unknown, what: string, origin: string): unknown {
  if (error instanceof ClientError || error instanceof ServerError) {
    return lakeRefused(what, error.statusCode, error.message)
  }
  if (!(error instanceof Error)) return error
  const cause = error.cause instanceof Error ? error.cause.message : ''
  const code = 'code' in error ? String(error.code) : ''
  return unreachable.test(`${error.message} ${code} ${cause}`)
    ? lakeUnreachable(origin, error)
    : error
}
