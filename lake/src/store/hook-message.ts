/** What a webhook has to say about one change, as it is stored, and each attempt to deliver it. */
import {createHash, randomUUID} from 'node:crypto'
import type {Operation} from '../webhooks/hook.ts'

export interface NewMessage {
  documentId: string
  operation: Operation
  transactionId: string
  transactionTime: string
  /** The JSON text that will be sent, byte for byte, on every attempt. */
  payload: string
  /** Why there is nothing to send although there should be: goes to the log as failed. */
  problem?: string
}

export interface Message extends Omit<NewMessage, 'problem'> {
  id: string
  hookId: string
  dataset: string
  seq: number
  status: 'queued' | 'success' | 'failed'
  failures: number
  resultCode: number | null
  nextAttemptAt: number
  createdAt: string
  updatedAt: string
}

export interface Attempt {
  id: string
  hookId: string
  messageId: string
  projectId: string
  createdAt: string
  updatedAt: string
  /** Milliseconds from the first byte out to the last one read. */
  duration: number
  inProgress: false
  isFailure: boolean
  /** `http` (an answer other than 2xx), `timeout`, `network`, `rule`, or `null`. */
  failureReason: string | null
  resultCode: number | null
  resultBody: string | null
}

/** The same message has the same key, also when a power cut had it forgotten and made again. */
export function keyOf(hookId: string, dataset: string, seq: number, message: NewMessage): string {
  const {transactionId, documentId} = message
  const name = JSON.stringify([hookId, dataset, seq, transactionId, documentId])
  const hex = createHash('sha256').update(name).digest('hex')
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** The log of a message whose rule could not be evaluated. */
export const neverSent = (
  messageId: string,
  hookId: string,
  time: string,
  problem: string,
): Attempt => ({
  id: randomUUID(),
  hookId,
  messageId,
  projectId: '',
  createdAt: time,
  updatedAt: time,
  duration: 0,
  inProgress: false,
  isFailure: true,
  failureReason: 'rule',
  resultCode: null,
  resultBody: problem,
})

export const readMessage = (row: Record<string, unknown>): Message => ({
  id: String(row['id']),
  hookId: String(row['hook_id']),
  dataset: String(row['dataset']),
  seq: Number(row['seq']),
  documentId: String(row['document_id']),
  operation: row['operation'] as Operation,
  transactionId: String(row['transaction_id']),
  transactionTime: String(row['transaction_time']),
  payload: String(row['payload']),
  status: row['status'] as Message['status'],
  failures: Number(row['failures']),
  resultCode: row['result_code'] === null ? null : Number(row['result_code']),
  nextAttemptAt: Number(row['next_attempt_at']),
  createdAt: String(row['created_at']),
  updatedAt: String(row['updated_at']),
})
