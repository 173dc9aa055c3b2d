/** A query thread: one query at a time, over its own read-only connection. */
import {parentPort, workerData} from 'node:worker_threads'
import {
  createEvaluation,
  type Answer,
  type EvaluationRequest,
  type EvaluationTarget,
} from './evaluation.ts'

export interface WorkerMessage {
  /** Absent at first, when the thread has come up. */
  answer?: Answer
  /** The CPU time that this thread ever used, in ms. */
  cpu: number
}

const evaluation = createEvaluation(workerData as EvaluationTarget)

const say = (answer?: Answer) => {
  const {user, system} = process.threadCpuUsage()
  const message: WorkerMessage = {...(answer && {answer}), cpu: (user + system) / 1_000}
  parentPort?.postMessage(message)
}

parentPort?.on('message', async (request: EvaluationRequest) =>
  say(await evaluation.answer(request)),
)
say()
