/** One query thread: asked one query at a time, ended when it must be. */
import {Worker} from 'node:worker_threads'
import {COMPILE_CACHE} from '../compile-cache.mjs'
import type {Answer, EvaluationRequest, EvaluationTarget} from './evaluation.ts'
import type {WorkerMessage} from './worker.ts'
import {crash, type Failure} from './failure.ts'

export interface Events {
  /** It is ready for a query; with the answer to the last one, except at first, and the CPU time it ever used, in ms. */
  answered(answer: Answer | undefined, cpu: number): void
  /** It ended by itself: an error, or out of memory. */
  lost(failure: Failure): void
}

export interface Thread {
  readonly ready: boolean
  ask(request: EvaluationRequest): void
  /** The CPU time that it ever used, in ms. Rejects when it ends; comes late while it is in native code. */
  cpu(): Promise<number>
  end(): Promise<unknown>
}

export type StartThread = typeof startThread

export function startThread(target: EvaluationTarget, heapMb: number, events: Events): Thread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: target,
    execArgv: [],
    env: {...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE},
    resourceLimits: {maxOldGenerationSizeMb: heapMb},
  })
  let ready = false
  let ended = false
  const lose = (failure: Failure) => {
    if (!ended) events.lost(failure)
  }

  worker.on('message', ({answer, cpu}: WorkerMessage) => {
    if (ended) return
    ready = true
    events.answered(answer, cpu)
  })
  worker.on('error', (error: Error & {code?: string}) =>
    lose(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? {kind: 'memory'} : crash(error)),
  )
  worker.on('exit', (code) => lose({kind: 'crash', message: `its thread exited with ${code}`}))
  // A lake that was forgotten must not keep its process alive.
  worker.unref()

  return {
    get ready() {
      return ready
    },
    ask: (request) => worker.postMessage(request),
    async cpu() {
      const {user, system} = await worker.cpuUsage()
      return (user + system) / 1_000
    },
    end() {
      ended = true
      return worker.terminate()
    },
  }
}
