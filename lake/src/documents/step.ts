/** An action while it runs: its fields, checked as they are read, and what it may do to the transaction. */
import type {History} from '../dataset.ts'
import type {ErrorItem, LakeError} from '../errors.ts'
import {idProblem, isDraftId, isPublishedId, isVersionId, publishedIdOf} from './ids.ts'
import {isRecord} from '../record.ts'
import {readDocument, readPatch} from './mutation.ts'
import type {Transaction} from './transaction.ts'

export interface ActionContext {
  transaction: Transaction
  history: Pick<History, 'revision' | 'deletedIdsBeginningWith'>
  author: string
  fail(status: number, item: ErrorItem): LakeError
}

/** An action while it runs: its fields, checked as they are read, and what it may do. */
export interface Step extends ActionContext {
  action: Record<string, unknown>
  index: number
  refuse(status: number, type: string, description: string, details?: object): LakeError
  /** A required field that holds a document id. */
  id(field: string): string
  text(field: string): string
  create(document: Record<string, unknown>, kind?: 'create' | 'createOrReplace'): void
  patch(id: string, patch: unknown): void
  /** With `purge`, its past too. */
  remove(id: string, purge?: boolean): void
}

/** May return why versions were published, for history: `release.publish`. */
export type ActionRule = (step: Step) => string | void

export function openStep(
  action: Record<string, unknown>,
  index: number,
  context: ActionContext,
): Step {
  const {transaction} = context
  const refuse = refusal(context, index)
  return {
    ...context,
    action,
    index,
    refuse,
    id(field) {
      const value = action[field]
      const problem = idProblem(value)
      if (problem) throw refuse(400, 'validationError', `"${field}": ${problem}`)
      return value as string
    },
    text(field) {
      const value = action[field]
      if (typeof value !== 'string' || !value)
        throw refuse(400, 'validationError', `"${action.actionType}" needs "${field}", a string`)
      return value
    },
    create(document, kind = 'create') {
      transaction.apply({kind, document: readDocument(document, kind, index)}, index)
    },
    patch(id, patch) {
      if (!isRecord(patch)) throw refuse(400, 'validationError', '"patch" must be an object')
      transaction.apply({kind: 'patch', ids: [id], ...readPatch(patch, index)}, index)
    },
    remove(id, purge = false) {
      transaction.apply({kind: 'delete', ids: [id], purge}, index)
    },
  }
}

/** Errors of the action at this place of the request. */
export function refusal(context: ActionContext, index: number): Step['refuse'] {
  return (status, type, description, details = {}) =>
    context.fail(status, {index, error: {type, description, ...details}})
}

export function withoutRevision<T extends {_rev?: unknown; _updatedAt?: unknown}>(document: T) {
  const {_rev, _updatedAt, ...rest} = document
  return rest as Omit<T, '_rev' | '_updatedAt'> & Record<string, unknown>
}

export function existing(step: Step, id: string) {
  const document = step.transaction.get(id)
  if (document) return document
  throw step.refuse(
    404,
    'documentNotFoundError',
    `The document with the ID "${id}" was not found`,
    {id},
  )
}

export function guard(step: Step, id: string, revision: string | undefined, expected: unknown) {
  if (expected === undefined || expected === null || expected === revision) return
  throw step.refuse(
    409,
    'documentRevisionIDDoesNotMatchError',
    `The document "${id}" has revision "${revision ?? 'none'}", not "${String(expected)}"`,
    {id, currentRevisionID: revision, expectedRevisionID: expected},
  )
}

export function documentIn(step: Step, field: string): Record<string, unknown> {
  const value = step.action[field]
  if (!isRecord(value)) throw step.refuse(400, 'validationError', `"${field}" must be a document`)
  const problem = idProblem(value._id)
  if (problem) throw step.refuse(400, 'validationError', `"${field}._id": ${problem}`)
  const {_updatedAt, ...rest} = value
  return rest
}

export function belongs(step: Step, id: string, publishedId: string) {
  if (publishedIdOf(id) === publishedId && isPublishedId(publishedId)) return
  throw step.refuse(400, 'validationError', `"${id}" is not a version of "${publishedId}"`, {id})
}

export function versionOnly(step: Step, id: string, publishedId: string) {
  belongs(step, id, publishedId)
  if (isVersionId(id) || isDraftId(id)) return
  throw step.refuse(
    400,
    'validationError',
    `"${id}" is not a version id: "versions.<release>.<id>"`,
    {id},
  )
}

export function idList(step: Step, field: string): string[] | undefined {
  const value = step.action[field]
  if (value === undefined) return undefined
  const problem = Array.isArray(value) ? value.map(idProblem).find(Boolean) : 'must be a list'
  if (problem) throw step.refuse(400, 'validationError', `"${field}": ${problem}`)
  return value as string[]
}
