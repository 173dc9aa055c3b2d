/**
 * The query threads of a dataset.
 *
 * A query that takes too long is ended with its thread, and the others go on. Short queries must not wait for others: while
 * threads are held, more are added, and at most `maxHeavy` heavy queries run at once. One more is taken off its thread and
 * starts again when it is its turn; queries only read, so nobody notices but the clock.
 */
import type {QueryRequest} from './engine.ts'
import type {Answer, EvaluationTarget} from './evaluation.ts'
import type {Failure} from './failure.ts'
import {
  IDLE_WORKER_MS,
  HEAVY_QUERY_MS,
  LONG_QUERY_MS,
  MAX_HEAVY_QUERIES,
  MAX_QUEUE,
  MAX_WAIT_MS,
  MAX_WORKERS,
  MIN_WORKERS,
  QUERY_TIME_LIMIT_MS,
  WORKER_HEAP_MB,
} from './limits.ts'
import {startThread, type Thread} from './thread.ts'

export interface PoolLimits {
  timeLimit: number
  minWorkers: number
  maxWorkers: number
  maxHeavy: number
  maxQueue: number
  maxWait: number
  heapMb: number
}

interface Job {
  request: QueryRequest
  settle: (answer: Answer) => void
  asked: number
  /** It was, now or the last time, taken off a thread: it starts when few heavy ones run. */
  heavy: boolean
}

/** A thread and what it does. */
interface Place {
  thread: Thread
  job: Job | undefined
  /** When it took its job, or became idle. */
  since: number
}

const TICK_MS = 20
const failed = (failure: Failure): Answer => ({ok: false, failure})

export function createPool(target: EvaluationTarget, given: Partial<PoolLimits> = {}) {
  const limits: PoolLimits = {
    timeLimit: QUERY_TIME_LIMIT_MS,
    minWorkers: MIN_WORKERS,
    maxWorkers: MAX_WORKERS,
    maxHeavy: MAX_HEAVY_QUERIES,
    maxQueue: MAX_QUEUE,
    maxWait: MAX_WAIT_MS,
    heapMb: WORKER_HEAP_MB,
    ...given,
  }
  const places = new Set<Place>()
  const queue: Job[] = []
  const patient: Job[] = []
  const ending = new Set<Promise<unknown>>()
  /** Queries that were heavy the last time: they do not take a thread from light ones again. */
  const known = new Set<string>()
  let closed = false
  let ticker: NodeJS.Timeout | undefined

  function add() {
    const thread = startThread(target, limits.heapMb, {
      answered(answer) {
        const {job, since} = place
        place.job = undefined
        place.since = performance.now()
        if (job && place.since - since < HEAVY_QUERY_MS) known.delete(job.request.query)
        if (answer) job?.settle(answer)
        dispatch()
      },
      lost(failure) {
        // A thread that cannot even start will not start for the next query either.
        if (!thread.ready)
          for (const job of [...queue.splice(0), ...patient.splice(0)]) job.settle(failed(failure))
        release(place, failure)
      },
    })
    const place: Place = {thread, job: undefined, since: performance.now()}
    places.add(place)
  }

  /** End the thread, answer for it, and put another in its place. */
  function release(place: Place, failure: Failure) {
    if (!places.delete(place)) return
    place.job?.settle(failed(failure))
    const end = place.thread.end().finally(() => ending.delete(end))
    ending.add(end)
    if (!closed && place.thread.ready && places.size < limits.minWorkers) add()
    dispatch()
  }

  const heavyPlaces = (now: number) =>
    [...places].filter(({job, since}) => job && (job.heavy || now - since > HEAVY_QUERY_MS))

  function next(): Job | undefined {
    const now = performance.now()
    for (let job = queue.shift(); job; job = queue.shift()) {
      if (!known.has(job.request.query)) return job
      patient.push({...job, heavy: true})
    }
    if (patient.length === 0) return undefined
    return heavyPlaces(now).length < limits.maxHeavy ? patient.shift() : undefined
  }

  function dispatch() {
    if (closed) return
    for (const place of places) {
      if (!place.thread.ready || place.job) continue
      const job = next()
      if (!job) break
      place.job = job
      place.since = performance.now()
      place.thread.ask(job.request)
    }
    const waiting = queue.length + patient.length > 0
    while (waiting && places.size < limits.minWorkers) add()
    const busy = waiting || [...places].some(({job}) => job)
    if (busy || places.size > limits.minWorkers) ticker ??= setInterval(tick, TICK_MS)
    else if (ticker) ticker = void clearInterval(ticker)
    if (busy) ticker?.ref()
    else ticker?.unref()
  }

  function tick() {
    const now = performance.now()
    for (const list of [queue, patient])
      while (list[0] && now - list[0].asked > limits.maxWait)
        list.shift()?.settle(failed({kind: 'busy'}))
    for (const place of places) {
      const age = now - place.since
      if (place.job && age > limits.timeLimit)
        release(place, {kind: 'time', limit: limits.timeLimit})
      else if (!place.job && age > IDLE_WORKER_MS && places.size > limits.minWorkers)
        release(place, {kind: 'closed'})
    }
    const heavy = heavyPlaces(now)
    if (known.size > MAX_QUEUE) known.clear()
    for (const {job} of heavy) if (job) known.add(job.request.query)
    const youngest = heavy.toSorted((a, b) => b.since - a.since)[0]
    if (queue.length > 0 && heavy.length > limits.maxHeavy && youngest?.job) {
      patient.push({...youngest.job, heavy: true})
      youngest.job = undefined
      release(youngest, {kind: 'closed'})
    }
    const held = [...places].filter(({job, since}) => job && now - since > LONG_QUERY_MS).length
    if (!closed && places.size - held < limits.minWorkers && places.size < limits.maxWorkers) add()
    dispatch()
  }

  return {
    ask: (request: QueryRequest): Promise<Answer> =>
      new Promise((settle) => {
        if (closed) return settle(failed({kind: 'closed'}))
        if (queue.length + patient.length >= limits.maxQueue) return settle(failed({kind: 'busy'}))
        queue.push({request, settle, asked: performance.now(), heavy: false})
        dispatch()
      }),

    async close() {
      closed = true
      if (ticker) clearInterval(ticker)
      for (const job of [...queue.splice(0), ...patient.splice(0)])
        job.settle(failed({kind: 'closed'}))
      for (const place of places) release(place, {kind: 'closed'})
      await Promise.all(ending)
    },
  }
}
