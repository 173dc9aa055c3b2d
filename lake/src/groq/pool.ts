/**
 * The query threads of a dataset. A query that takes too long is ended with its thread, and the others go on; while long
 * queries hold threads, more are added, so that a short query finds a free one.
 */
import {Worker} from 'node:worker_threads'
import type {QueryRequest} from './engine.ts'
import type {Answer, EvaluationTarget} from './evaluation.ts'
import type {Failure} from './failure.ts'
import {
  IDLE_WORKER_MS,
  LONG_QUERY_MS,
  MAX_QUEUE,
  MAX_WORKERS,
  MIN_WORKERS,
  QUERY_TIME_LIMIT_MS,
  WORKER_HEAP_MB,
} from './limits.ts'

export interface PoolLimits {
  timeLimit: number
  minWorkers: number
  maxWorkers: number
  maxQueue: number
  heapMb: number
}

interface Job {
  request: QueryRequest
  settle: (answer: Answer) => void
}

interface Thread {
  worker: Worker
  ready: boolean
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
    maxQueue: MAX_QUEUE,
    heapMb: WORKER_HEAP_MB,
    ...given,
  }
  const threads = new Set<Thread>()
  const queue: Job[] = []
  const ending = new Set<Promise<unknown>>()
  let closed = false
  let ticker: NodeJS.Timeout | undefined

  function start() {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: target,
      execArgv: [],
      resourceLimits: {maxOldGenerationSizeMb: limits.heapMb},
    })
    const thread: Thread = {worker, ready: false, job: undefined, since: performance.now()}
    threads.add(thread)
    worker.on('message', (message: 'ready' | Answer) => {
      const job = thread.job
      thread.job = undefined
      thread.ready = true
      thread.since = performance.now()
      if (message !== 'ready') job?.settle(message)
      dispatch()
    })
    worker.on('error', (error: Error & {code?: string}) => {
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      const failure: Failure = memory
        ? {kind: 'memory'}
        : {kind: 'crash', message: error.message, ...(error.stack ? {stack: error.stack} : {})}
      // A thread that cannot even start will not start for the next query either.
      if (!thread.ready) for (const job of queue.splice(0)) job.settle(failed(failure))
      lose(thread, failure)
    })
    worker.on('exit', (code) => lose(thread, {kind: 'crash', message: `it exited with ${code}`}))
    worker.unref()
  }

  /** The thread is gone or going: answer for it, and put another in its place. */
  function lose(thread: Thread, failure: Failure) {
    if (!threads.delete(thread)) return
    thread.job?.settle(failed(failure))
    const end = thread.worker.terminate().finally(() => ending.delete(end))
    ending.add(end)
    if (!closed && thread.ready && threads.size < limits.minWorkers) start()
    dispatch()
  }

  function dispatch() {
    if (closed) return
    for (const thread of threads) {
      if (!thread.ready || thread.job) continue
      const job = queue.shift()
      if (!job) break
      thread.job = job
      thread.since = performance.now()
      thread.worker.postMessage(job.request)
    }
    while (queue.length > 0 && threads.size < limits.minWorkers) start()
    const busy = queue.length > 0 || [...threads].some(({job}) => job)
    if (busy || threads.size > limits.minWorkers) ticker ??= setInterval(tick, TICK_MS)
    else if (ticker) ticker = void clearInterval(ticker)
    if (busy) ticker?.ref()
    else ticker?.unref()
  }

  function tick() {
    const now = performance.now()
    let long = 0
    for (const thread of threads) {
      const age = now - thread.since
      if (thread.job && age > limits.timeLimit)
        lose(thread, {kind: 'time', limit: limits.timeLimit})
      else if (thread.job && age > LONG_QUERY_MS) long++
      else if (
        !thread.job &&
        thread.ready &&
        age > IDLE_WORKER_MS &&
        threads.size > limits.minWorkers
      )
        lose(thread, {kind: 'closed'})
    }
    if (!closed && long >= threads.size && threads.size < limits.maxWorkers) start()
  }

  return {
    ask: (request: QueryRequest): Promise<Answer> =>
      new Promise((settle) => {
        if (closed) return settle(failed({kind: 'closed'}))
        if (queue.length >= limits.maxQueue) return settle(failed({kind: 'busy'}))
        queue.push({request, settle})
        dispatch()
      }),

    async close() {
      closed = true
      if (ticker) clearInterval(ticker)
      for (const job of queue.splice(0)) job.settle(failed({kind: 'closed'}))
      for (const thread of threads) lose(thread, {kind: 'closed'})
      await Promise.all(ending)
    },
  }
}
