/**
 * What the lake did not answer is sent again, the same to the letter, until it is answered.
 *
 * Studio tries again by itself, but only what changes a draft that is there: of the change that begins a draft it forgets the words as soon as
 * one attempt has failed (`@sanity/mutator` takes a failed creation for a deletion). Here it does not hear of a failure that passes. A write
 * that names its transaction may be repeated, because a lake carries none out twice: it answers as it did the first time (lake/SPEC.md, M10) or
 * refuses, and then its history tells (carried-out.ts). Studio's saves name it; what does not, such as a publication, tells its caller
 * (docs/decisions/0070).
 *
 * Reads of documents are asked again as well, as long as the caller waits and once the lake has been there: one that fails makes Studio's content tool
 * crash, with the words in its form. A window that never reached the lake has none, and is told at once.
 */
import {answerOf, hasTransaction, historyOf, type Save} from './carried-out.ts'
import {isDropped, isPassing} from './passing.ts'
import {begin, type Waits} from './under-way.ts'

type Send = (input: string, init: RequestInit) => Promise<Response>

const reads = /\/data\/(?:doc|query)\//
const writes = /\/data\/(?:actions|mutate)\//

/** A response with these has no body, and may not be given one. */
const emptyStatuses = new Set([204, 205, 304])

const firstPauseMs = 250
const longestPauseMs = 4_000
/** A connection that died without a word is given up. Of a read that is up to the client. */
const longestAttemptMs = 60_000

const isRead = (address: string, {method = 'GET'}: RequestInit) =>
  method.toUpperCase() === 'GET' && reads.test(new URL(address).pathname)

function saveIn(address: string, {method, body}: RequestInit): Save | undefined {
  if (method?.toUpperCase() !== 'POST' || typeof body !== 'string') return
  if (!writes.test(new URL(address).pathname)) return
  try {
    const asked = JSON.parse(body) as Partial<Save>
    return typeof asked.transactionId === 'string' ? (asked as Save) : undefined
  } catch {
    return
  }
}

export function repeating(send: Send, pause = pauseUnless): Send {
  let hasAnswered = false
  return async (address, init) => {
    const save = saveIn(address, init)
    if (!save && !(hasAnswered && isRead(address, init))) {
      const answer = await send(address, init)
      hasAnswered = true
      return answer
    }
    const {signal, end} = givenUp(init.signal, {isSave: !!save})
    const underWay = save && begin(save)
    try {
      for (let attempt = 0; ; attempt++) {
        const limit = save ? longestAttemptMs : undefined
        const ask = (to: string, how: RequestInit) => answered(send, to, {...how, signal}, limit)
        let answer = await ask(address, init)
        if (answer && !(save && isPassing(answer.status))) {
          if (answer.ok || !save) return answer
          // An earlier attempt may have been carried out, so that this one was refused for being the second.
          const again = {headers: init.headers ?? {}}
          const history = attempt > 0 ? await ask(historyOf(address, save), again) : undefined
          if (history?.ok && hasTransaction(await history.text(), save)) return answerOf(save)
          if (attempt === 0 || (history && !isPassing(history.status))) {
            if (isDropped(answer.status)) underWay?.refused(answer.status, await saidIn(answer))
            return answer
          }
          answer = history
        }
        if (underWay) underWay.waits(await saidIn(answer))
        await pause(Math.min(firstPauseMs * 2 ** attempt, longestPauseMs), signal)
      }
    } finally {
      end()
      underWay?.end()
    }
  }
}

/** An error of the lake's, of its data APIs or of HTTP. */
interface Told {
  error?: {description?: string; items?: {error?: {description?: string}}[]}
  message?: string
}

/** The lake's own sentence. */
async function saidIn(answer: Response | undefined): Promise<Waits> {
  const about = (await answer
    ?.clone()
    .json()
    .catch(() => undefined)) as Told | undefined
  const [failed] = about?.error?.items ?? []
  const sentences = [failed?.error?.description, about?.error?.description, about?.message]
  const said = sentences.find((one) => typeof one === 'string')
  return said === undefined ? {} : {said}
}

/** The whole answer, or nothing when it did not come, or not to its end, or not within `limit` milliseconds. */
async function answered(
  send: Send,
  address: string,
  init: RequestInit & {signal: AbortSignal},
  limit?: number,
): Promise<Response | undefined> {
  const attempt = new AbortController()
  const stop = () => attempt.abort(init.signal.reason)
  if (init.signal.aborted) stop()
  init.signal.addEventListener('abort', stop)
  const timer = limit === undefined ? undefined : setTimeout(() => attempt.abort(), limit)
  try {
    const answer = await send(address, {...init, signal: attempt.signal})
    const body = emptyStatuses.has(answer.status) ? null : await answer.arrayBuffer()
    return new Response(body, answer)
  } catch (error) {
    if (init.signal.aborted) throw error
    return undefined
  } finally {
    clearTimeout(timer)
    init.signal.removeEventListener('abort', stop)
  }
}

/** The caller's signal; for a save without the client's limit on a whole request: words do not get old. */
function givenUp(asked: AbortSignal | null | undefined, {isSave: outlives}: {isSave: boolean}) {
  const controller = new AbortController()
  const heed = () => {
    const reason = asked?.reason as Error | undefined
    if (!outlives || reason?.name !== 'TimeoutError') controller.abort(reason)
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
