/**
 * The query threads of a dataset.
 *
 * A query that takes too long is ended with its thread, and the others go on. Short queries must not wait for others: while
 * threads are held, more are added (of which all pools of a lake share so many), and at most `maxHeavy` heavy queries run at once,
 * fewer where no thread can be added. One more is taken off its thread and starts again when it is its turn; queries only read, so
 * nobody notices but the clock. Long and heavy are judged by the CPU
 * time that a query used: on a busy machine every query takes long by the clock, and more threads would make it worse.
 */
import type {Answer, EvaluationRequest, EvaluationTarget} from './evaluation.ts'
import type {Failure} from './failure.ts'
import {
  ANONYMOUS_SHARE,
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
import {createPlace, type Place} from './place.ts'
import {createSpares} from './spares.ts'
import {startThread, type StartThread} from './thread.ts'

export interface PoolLimits {
  timeLimit: number
  minWorkers: number
  maxWorkers: number
  maxHeavy: number
  maxQueue: number
  maxWait: number
  heapMb: number
}

export interface PoolFigures {
  threads: number
  /** Threads that are answering. */
  busy: number
  /** Questions that wait for a thread; those of them that are known to be heavy. */
  waiting: number
  patient: number
  /** Since the start: questions given to a thread, ended for their time or their memory, sent away. */
  asked: number
  timedOut: number
  outOfMemory: number
  refused: number
}

export interface Job {
  request: EvaluationRequest
  /** Called when a thread takes it, before its snapshot is taken; again when it starts again. */
  begins: () => void
  settle: (answer: Answer) => void
  asked: number
  /** It was, now or the last time, taken off a thread: it starts when few heavy ones run. */
  heavy: boolean
}

const TICK_MS = 20
/** A tick that comes later than this found the whole process asleep, which is no query's doing. */
const ASLEEP_MS = 500
const isNameless = ({identity}: EvaluationRequest) => identity === 'anonymous'
const failed = (failure: Failure): Answer => ({ok: false, failure})

export function createPool(
  target: EvaluationTarget,
  given: Partial<PoolLimits> = {},
  start: StartThread = startThread,
  spares = createSpares(),
) {
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
  const counts = {asked: 0, timedOut: 0, outOfMemory: 0, refused: 0}
  const leave = spares.join(() => Math.max(0, places.size - limits.minWorkers))
  let closed = false
  let ticker: NodeJS.Timeout | undefined
  let ticked = 0

  function add() {
    const thread = start(target, limits.heapMb, {
      answered(answer, cpu) {
        const {job} = place
        const used = place.leave(cpu)
        if (job && used < HEAVY_QUERY_MS) known.delete(job.request.query)
        else if (job) known.add(job.request.query)
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
    const place = createPlace(thread)
    places.add(place)
  }

  /** End the thread, answer for it, and put another in its place. */
  function release(place: Place, failure: Failure) {
    if (!places.delete(place)) return
    if (place.job && failure.kind === 'time') counts.timedOut++
    if (place.job && failure.kind === 'memory') counts.outOfMemory++
    place.job?.settle(failed(failure))
    const end = place.thread.end().finally(() => ending.delete(end))
    ending.add(end)
    if (!closed && place.thread.ready && places.size < limits.minWorkers) add()
    dispatch()
  }

  const heavyPlaces = (now: number) =>
    [...places].filter((place) => place.job?.heavy || place.used(now) > HEAVY_QUERY_MS)

  const canAdd = () =>
    places.size < limits.minWorkers || spares.total() < limits.maxWorkers - limits.minWorkers

  /** Where no thread can be added, since other pools have the spare ones, one of those that are here is left to short queries. */
  const mostHeavy = () =>
    canAdd() ? limits.maxHeavy : Math.min(limits.maxHeavy, Math.max(1, places.size - 1))

  function next(): Job | undefined {
    for (let job = queue.shift(); job; job = queue.shift()) {
      if (!known.has(job.request.query)) return job
      patient.push({...job, heavy: true})
    }
    if (patient.length === 0) return undefined
    return heavyPlaces(performance.now()).length < mostHeavy() ? patient.shift() : undefined
  }

  const isFullFor = (request: EvaluationRequest) => {
    const waiting = queue.length + patient.length
    if (waiting >= limits.maxQueue) return true
    const share = limits.maxQueue * ANONYMOUS_SHARE
    if (!isNameless(request) || waiting < share) return false
    return [...queue, ...patient].filter((job) => isNameless(job.request)).length >= share
  }

  function refuse(settle?: (answer: Answer) => void) {
    counts.refused++
    settle?.(failed({kind: 'busy'}))
  }

  function dispatch() {
    if (closed) return
    for (const place of places) {
      if (!place.thread.ready || place.job) continue
      const job = next()
      if (!job) break
      job.begins()
      place.take(job)
    }
    const waiting = queue.length + patient.length > 0
    while (waiting && places.size < limits.minWorkers) add()
    const busy = waiting || [...places].some(({job}) => job)
    if (busy || places.size > limits.minWorkers) startTicking()
    else if (ticker) ticker = void clearInterval(ticker)
    if (busy) ticker?.ref()
    else ticker?.unref()
  }

  function startTicking() {
    if (ticker) return
    ticked = performance.now()
    ticker = setInterval(tick, TICK_MS)
  }

  function tick() {
    const now = performance.now()
    const slept = now - ticked > ASLEEP_MS ? now - ticked : 0
    ticked = now
    for (const list of [queue, patient])
      while (list[0] && now - list[0].asked > limits.maxWait) refuse(list.shift()?.settle)
    for (const place of places) {
      place.excuse(slept)
      const age = now - place.since
      if (place.job && age > limits.timeLimit)
        release(place, {kind: 'time', limit: limits.timeLimit})
      else if (!place.job && age > IDLE_WORKER_MS && places.size > limits.minWorkers)
        release(place, {kind: 'closed'})
      else if (place.job && age > LONG_QUERY_MS) place.look(now)
    }
    const heavy = heavyPlaces(now)
    if (known.size > MAX_QUEUE) known.clear()
    for (const {job} of heavy) if (job) known.add(job.request.query)
    const youngest = heavy.toSorted((a, b) => b.since - a.since)[0]
    if (queue.length > 0 && heavy.length > mostHeavy() && youngest?.job) {
      patient.push({...youngest.job, heavy: true})
      youngest.abandon()
      release(youngest, {kind: 'closed'})
    }
    const held = [...places].filter((place) => place.used(now) > LONG_QUERY_MS).length
    if (!closed && places.size - held < limits.minWorkers && canAdd()) add()
    dispatch()
  }

  return {
    ask: (request: EvaluationRequest, begins: () => void = () => {}): Promise<Answer> =>
      new Promise((settle) => {
        if (closed) return settle(failed({kind: 'closed'}))
        if (isFullFor(request)) return refuse(settle)
        counts.asked++
        queue.push({request, begins, settle, asked: performance.now(), heavy: false})
        dispatch()
      }),

    figures: (): PoolFigures => ({
      threads: places.size,
      busy: [...places].filter(({job}) => job).length,
      waiting: queue.length + patient.length,
      patient: patient.length,
      ...counts,
    }),

    async close() {
      closed = true
      leave()
      if (ticker) clearInterval(ticker)
      for (const job of [...queue.splice(0), ...patient.splice(0)])
        job.settle(failed({kind: 'closed'}))
      for (const place of places) release(place, {kind: 'closed'})
      await Promise.all(ending)
    },
  }
}
