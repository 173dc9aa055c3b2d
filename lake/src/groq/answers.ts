/**
 * Answers that are still true. Sites and Studio tabs ask the same questions again and again, most of them at once after a commit.
 *
 * An answer is kept under its sync tags and dropped by the first commit that carries one of them, before that commit is
 * acknowledged: whoever was told of a write finds it in every answer. A question that is being answered is joined instead of
 * asked twice, unless a commit came after its snapshot may have been taken. What depends on the clock is not kept.
 */
import type {QueryRequest} from './engine.ts'
import type {Answer} from './evaluation.ts'
import {ANONYMOUS_SHARE} from './limits.ts'
import {takeTurns} from './turn.ts'

export interface AnswerLimits {
  /** Of the answers that are kept. */
  maxBytes: number
  /** Callers that may wait at once. */
  maxWaiting: number
}

type Good = Extract<Answer, {ok: true}>
type Ask = (request: QueryRequest, begins: () => void) => Promise<Answer>

interface Kept {
  answer: Good
  bytes: number
}

/** A question that is being answered. */
interface Flight {
  answer: Promise<Answer>
  /** Its snapshot may have been taken. */
  begun: boolean
  /** Tags of the commits since then. */
  missed: Set<string>
  /** By a commit of which nobody could say what it changed. */
  overtaken: boolean
}

/** A longer question (a listener's, with a document in it) is not asked a second time. */
const MAX_KEY_LENGTH = 8_192
/** The share of the room that one answer may take. */
const LARGEST_SHARE = 1 / 8

const READS_CLOCK = /\bnow\b/
const READS_CALLER = /\bidentity\b/

/** Questions with the same key have the same answer; `undefined`: this one is asked for itself. */
function keyOf({identity, delta, ...question}: QueryRequest): string | undefined {
  if (delta) return undefined
  const group = identity === 'anonymous' ? identity : 'member'
  const key = JSON.stringify([question, READS_CALLER.test(question.query) ? identity : group])
  return key.length > MAX_KEY_LENGTH ? undefined : key
}

export function createAnswers(ask: Ask, {maxBytes, maxWaiting}: AnswerLimits) {
  const kept = new Map<string, Kept>()
  const keysByTag = new Map<string, Set<string>>()
  const joinable = new Map<string, Flight>()
  const underWay = new Set<Flight>()
  const counts = {kept: 0, joined: 0, refused: 0}
  let bytes = 0
  let waiting = 0
  let nameless = 0

  const drop = (key: string) => {
    const entry = kept.get(key)
    if (!entry) return
    kept.delete(key)
    bytes -= entry.bytes
    for (const tag of entry.answer.syncTags) {
      const keys = keysByTag.get(tag)
      keys?.delete(key)
      if (keys?.size === 0) keysByTag.delete(tag)
    }
  }

  const keep = (key: string, answer: Good) => {
    // Two bytes a character, which is the most that it takes.
    const size = 2 * (key.length + answer.json.length + (answer.sourceMap?.length ?? 0))
    drop(key)
    if (size > maxBytes * LARGEST_SHARE) return
    kept.set(key, {answer, bytes: size})
    bytes += size
    for (const tag of answer.syncTags) {
      const keys = keysByTag.get(tag)
      if (keys) keys.add(key)
      else keysByTag.set(tag, new Set([key]))
    }
    for (const oldest of kept.keys()) {
      if (bytes <= maxBytes) break
      drop(oldest)
    }
  }

  const clear = () => {
    kept.clear()
    keysByTag.clear()
    bytes = 0
  }

  const remembered = (key: string): Good | undefined => {
    const entry = kept.get(key)
    if (!entry) return undefined
    kept.delete(key)
    kept.set(key, entry) // now the last to be given up
    return entry.answer
  }

  const depart = (key: string, request: QueryRequest): Flight => {
    const lasting = !READS_CLOCK.test(request.query)
    const begins = () => {
      flight.begun = true
      if (!lasting) leave()
    }
    const leave = () => {
      if (joinable.get(key) === flight) joinable.delete(key)
    }
    const arrive = (answer: Answer) => {
      leave()
      underWay.delete(flight)
      const isOld =
        flight.overtaken || (answer.ok && answer.syncTags.some((tag) => flight.missed.has(tag)))
      if (answer.ok && lasting && !isOld) keep(key, answer)
      return answer
    }
    const flight: Flight = {
      begun: false,
      missed: new Set(),
      overtaken: false,
      answer: Promise.resolve()
        .then(() => ask(request, begins))
        .then(arrive),
    }
    joinable.set(key, flight)
    underWay.add(flight)
    return flight
  }

  return {
    async get(request: QueryRequest): Promise<Answer> {
      const key = keyOf(request)
      if (key === undefined) return ask(request, () => {})
      const known = remembered(key)
      if (known) {
        counts.kept++
        await takeTurns()
        return {...known, ms: 0}
      }
      const isNameless = request.identity === 'anonymous'
      if (waiting >= maxWaiting || (isNameless && nameless >= maxWaiting * ANONYMOUS_SHARE)) {
        counts.refused++
        return {ok: false, failure: {kind: 'busy'}}
      }
      waiting++
      if (isNameless) nameless++
      try {
        const flight = joinable.get(key)
        if (flight) counts.joined++
        return await (flight ?? depart(key, request)).answer
      } finally {
        waiting--
        if (isNameless) nameless--
      }
    },

    /**
     * Drop what a commit with these tags may have changed; everything, and throw, when they cannot be said. To be called when it is
     * done and before anybody hears of it.
     */
    changed(tagsOf: () => string[]) {
      if (kept.size === 0 && underWay.size === 0) return
      let tags: string[]
      try {
        tags = tagsOf()
      } catch (error) {
        for (const flight of underWay) flight.overtaken = true
        joinable.clear()
        clear()
        throw error
      }
      for (const tag of tags) for (const key of keysByTag.get(tag) ?? []) drop(key)
      for (const flight of underWay)
        if (flight.begun) for (const tag of tags) flight.missed.add(tag)
      for (const [key, flight] of joinable) if (flight.begun) joinable.delete(key)
    },

    figures: () => ({...counts, bytes}),

    clear,
  }
}
