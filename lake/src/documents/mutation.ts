/**
 * Mutations as clients send them, read into operations: shapes are checked here and nowhere later. A body that holds
 * several operations, or one the lake does not know, is refused as a whole.
 */
import {mutationError} from '../errors.ts'
import {idProblem, newId} from './ids.ts'
import {documentProblem, pathProblem} from './limits.ts'
import {isRecord} from '../record.ts'

/** Which documents a patch or delete is for: named, or found by a query that runs before the transaction. */
export type Selection = {ids: string[]} | {query: string; params: Record<string, unknown>}

export type Body = {_id: string; _type: string} & Record<string, unknown>
export type Operation =
  | {kind: 'create' | 'createIfNotExists' | 'createOrReplace'; document: Body}
  | {kind: 'delete'; selection: Selection; purge?: boolean}
  | {kind: 'patch'; selection: Selection; patch: Record<string, unknown>; ifRevisionID?: string}

const PATCH_KEYS = new Set([
  'set',
  'setIfMissing',
  'unset',
  'insert',
  'inc',
  'dec',
  'diffMatchPatch',
])

const invalid = (index: number, description: string): Error =>
  mutationError(400, {index, error: {type: 'validationError', description}})

export function readMutations(value: unknown): Operation[] {
  if (!Array.isArray(value))
    throw invalid(0, 'The body must have a list "mutations": {"mutations": [{"create": {…}}]}')
  return value.map((mutation, index) => readMutation(mutation, index))
}

export function readMutation(mutation: unknown, index: number): Operation {
  const entries = isRecord(mutation) ? Object.entries(mutation) : []
  const [entry] = entries
  if (!entry || entries.length !== 1)
    throw invalid(index, 'A mutation is an object with one operation, such as {"create": {…}}')
  const [kind, body] = entry
  if (!isRecord(body)) throw invalid(index, `The body of "${kind}" must be an object`)

  switch (kind) {
    case 'create':
    case 'createIfNotExists':
    case 'createOrReplace':
      return {kind, document: readDocument(body, kind, index)}
    case 'delete':
      return {kind, selection: readSelection(body, kind, index), purge: body.purge === true}
    case 'patch':
      return {kind, selection: readSelection(body, kind, index), ...readPatch(body, index)}
    default:
      throw invalid(
        index,
        `Unknown mutation "${kind}"; use create, createIfNotExists, createOrReplace, delete or patch`,
      )
  }
}

/** Check a document to be stored. An id that is missing, or ends with a dot, is completed unless it must be given. */
export function readDocument(
  body: Record<string, unknown>,
  kind: 'create' | 'createIfNotExists' | 'createOrReplace',
  index: number,
): Body {
  let id = body._id
  if (kind === 'create' && (id === undefined || id === '')) id = newId()
  if (typeof id === 'string' && /[^.]\.$/.test(id)) id += newId()
  const problem =
    idProblem(id) ??
    (typeof body._type === 'string' && body._type
      ? undefined
      : 'The document needs a "_type", a non-empty string') ??
    documentProblem(body)
  if (problem) throw invalid(index, problem)
  return {...structuredClone(body), _id: id as string, _type: body._type as string}
}

function readSelection(body: Record<string, unknown>, kind: string, index: number): Selection {
  const {id, query, params} = body
  if (id !== undefined && query !== undefined)
    throw invalid(index, `"${kind}" takes "id" or "query", not both`)
  if (typeof query === 'string') return {query, params: isRecord(params) ? params : {}}
  const ids = Array.isArray(id) ? id : [id]
  const problem = ids.map(idProblem).find(Boolean)
  if (problem) throw invalid(index, problem)
  return {ids}
}

/** Check the operations of a patch; also used for the patches of actions, which carry no id. */
export function readPatch(
  body: Record<string, unknown>,
  index: number,
): {patch: Record<string, unknown>; ifRevisionID?: string} {
  const {id: _id, query: _query, params: _params, ifRevisionID, ...patch} = body
  for (const [key, value] of Object.entries(patch)) {
    if (!PATCH_KEYS.has(key)) throw invalid(index, `Unknown patch operation "${key}"`)
    const fits = key === 'unset' ? isStrings(value) : isRecord(value)
    if (!fits) throw invalid(index, `The patch operation "${key}" has the wrong shape`)
  }
  const problem = documentProblem(patch) ?? pathsOf(patch).map(pathProblem).find(Boolean)
  if (problem) throw invalid(index, problem)
  if (ifRevisionID !== undefined && ifRevisionID !== null && typeof ifRevisionID !== 'string')
    throw invalid(index, '"ifRevisionID" must be a string')
  return {
    patch: structuredClone(patch),
    ...(ifRevisionID ? {ifRevisionID: ifRevisionID as string} : {}),
  }
}

/** Every place that a patch names. */
export const pathsOf = (patch: Record<string, unknown>): string[] =>
  Object.entries(patch).flatMap(([operation, value]) => {
    if (operation === 'unset') return value as string[]
    if (operation !== 'insert') return Object.keys(value as object)
    return Object.values(value as object).filter((item) => typeof item === 'string')
  })

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
