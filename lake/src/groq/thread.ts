/** One query thread: asked one query at a time, ended when it must be. */
import {Worker} from 'node:worker_threads'
import type {QueryRequest} from './engine.ts'
import type {Answer, EvaluationTarget} from './evaluation.ts'
import {crash, type Failure} from './failure.ts'

interface Events {
  /** It is ready for a query; with the answer to the last one, except at first. */
  answered(answer: Answer | undefined): void
  /** It ended by itself: an error, or out of memory. */
  lost(failure: Failure): void
}

export interface Thread {
  readonly ready: boolean
  ask(request: QueryRequest): void
  end(): Promise<unknown>
}

export function startThread(target: EvaluationTarget, heapMb: number, events: Events): Thread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: target,
    execArgv: [],
    resourceLimits: {maxOldGenerationSizeMb: heapMb},
  })
  let ready = false
  let ended = false
  const lose = (failure: Failure) => {
    if (!ended) events.lost(failure)
  }

  worker.on('message', (message: 'ready' | Answer) => {
    if (ended) return
    ready = true
    events.answered(message === 'ready' ? undefined : message)
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
    end() {
      ended = true
      return worker.terminate()
    },
  }
}
