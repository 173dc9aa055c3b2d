/** A query thread: one query at a time, over its own read-only connection. */
import {parentPort, workerData} from 'node:worker_threads'
import type {QueryRequest} from './engine.ts'
import {createEvaluation, type EvaluationTarget} from './evaluation.ts'

const evaluation = createEvaluation(workerData as EvaluationTarget)

parentPort?.on('message', async (request: QueryRequest) => {
  parentPort?.postMessage(await evaluation.answer(request))
})
parentPort?.postMessage('ready')
