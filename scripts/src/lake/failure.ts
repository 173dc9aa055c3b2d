/** What the client throws, as a failure that the operator can act on; an error that is ours comes back as it is. */
import {ClientError, ServerError} from '@sanity/client'
import {lakeBrokeOff, lakeRefused, lakeUnreachable} from '../errors.ts'

const neverReached =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CONNECT_TIMEOUT|bad port/
const brokenOff = /ECONNRESET|EPIPE|TIMEDOUT|fetch failed|socket|terminated|aborted|timeout/i

export function fromClient(error: unknown, what: string, origin: string): unknown {
  if (error instanceof ClientError || error instanceof ServerError) {
    return lakeRefused(what, error.statusCode, error.message)
  }
  return fromConnection(error, origin)
}

/** Whether nobody answered, or somebody broke off: after that nobody knows what was done. */
export function fromConnection(error: unknown, origin: string): unknown {
  const words = wordsOf(error)
  if (neverReached.test(words)) return lakeUnreachable(origin, error)
  return brokenOff.test(words) ? lakeBrokeOff(origin, error) : error
}

/** Names, codes and messages of an error and its causes. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = 'code' in error ? String(error.code) : ''
  return `${error.name} ${code} ${error.message} ${wordsOf(error.cause)}`
}
