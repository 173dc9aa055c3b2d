/**
 * What the lake did not answer is sent again, the same to the letter, until it is answered.
 *
 * Studio tries again by itself, but only what changes a draft that is there: of the change that begins a draft it forgets the words as soon as
 * one attempt has failed (`@sanity/mutator` takes a failed creation for a deletion). Here it does not hear of a failure that passes. A write
 * that names its transaction may be repeated, because the lake carries none out twice (lake/SPEC.md, M10). Studio's saves name it; what does
 * not, such as a publication, tells its caller (docs/decisions/0070).
 *
 * Reads are asked again as well, once the lake has been there: one that fails makes Studio's content tool crash, with the words in its form.
 * A window that never reached the lake has none, and is told at once.
 */
import {BehaviorSubject, distinctUntilChanged, map} from 'rxjs'

type Send = (input: string, init: RequestInit) => Promise<Response>

const streams = /\/data\/(?:listen|live\/events)\//
const writes = /\/data\/(?:actions|mutate)\//

/** A response with these has no body, and may not be given one. */
const emptyStatuses = new Set([204, 205, 304])

/** What the lake says when it cannot now; Studio does not take these for its last word either. */
const passing = new Set([408, 429, 500, 502, 503, 504])

const firstPauseMs = 250
const longestPauseMs = 4_000
/** A connection that died without a word is given up. */
const longestAttemptMs = 60_000

const unanswered = new BehaviorSubject(0)

/** Whether something that this window sent waits for its next attempt. */
export const isLakeAway = unanswered.pipe(
  map((count) => count > 0),
  distinctUntilChanged(),
)

/** Streams are not: that one ended is how Studio knows that it must catch up. */
const isRead = (address: string, {method = 'GET'}: RequestInit) =>
  method.toUpperCase() === 'GET' && !streams.test(new URL(address).pathname)

function isSave(address: string, {method, body}: RequestInit): boolean {
  if (method?.toUpperCase() !== 'POST' || typeof body !== 'string') return false
  if (!writes.test(new URL(address).pathname)) return false
  try {
    return typeof (JSON.parse(body) as {transactionId?: unknown}).transactionId === 'string'
  } catch {
    return false
  }
}

export function repeating(send: Send, pause = pauseUnless): Send {
  let hasAnswered = false
  return async (address, init) => {
    const save = isSave(address, init)
    if (!save && !(hasAnswered && isRead(address, init))) {
      const answer = await send(address, init)
      hasAnswered = true
      return answer
    }
    const {signal, end} = givenUp(init.signal)
    let isWaiting = false
    try {
      for (let attempt = 0; ; attempt++) {
        const answer = await answered(send, address, {...init, signal})
        if (answer && !(save && passing.has(answer.status))) return answer
        if (!isWaiting) unanswered.next(unanswered.value + 1)
        isWaiting = true
        await pause(Math.min(firstPauseMs * 2 ** attempt, longestPauseMs), signal)
      }
    } finally {
      end()
      if (isWaiting) unanswered.next(unanswered.value - 1)
    }
  }
}

/** The whole answer, or nothing when it did not come, or not to its end. */
async function answered(
  send: Send,
  address: string,
  init: RequestInit & {signal: AbortSignal},
): Promise<Response | undefined> {
  const signal = AbortSignal.any([init.signal, AbortSignal.timeout(longestAttemptMs)])
  try {
    const answer = await send(address, {...init, signal})
    const body = emptyStatuses.has(answer.status) ? null : await answer.arrayBuffer()
    return new Response(body, answer)
  } catch (error) {
    if (init.signal.aborted) throw error
    return undefined
  }
}

/** The caller's signal, but for the client's limit on a whole request: words do not get old. */
function givenUp(asked: AbortSignal | null | undefined) {
  const controller = new AbortController()
  const heed = () => {
    if ((asked?.reason as Error | undefined)?.name !== 'TimeoutError')
      controller.abort(asked?.reason)
  }
  if (asked?.aborted) heed()
  asked?.addEventListener('abort', heed)
  return {signal: controller.signal, end: () => asked?.removeEventListener('abort', heed)}
}

function pauseUnless(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, {once: true})
  })
}
