/**
 * One transaction in the making: operations are applied to a working copy, one after the other, each seeing what those
 * before it did. Nothing is written here; `finish` checks what can only be judged at the end (references) and gives the
 * changes. Patches themselves are `@sanity/mutator`'s; existence, revisions, references and rights are the lake's.
 */
import {Mutation as Mutator} from '@sanity/mutator'
import type {Permission} from '../access/permissions.ts'
import type {Change, Mutation, MutationResult, StoredDocument} from '../dataset.ts'
import type {ErrorItem, LakeError} from '../errors.ts'
import {encodeEffects} from './effects.ts'
import {findBreach, type Pending} from './integrity.ts'
import {documentProblem, isOversize, MAX_DOCUMENT_BYTES} from './limits.ts'
import {type Body, type Operation, pathsOf} from './mutation.ts'
import {isBranching, MAX_PATCH_NS, patchCost, valuesCost} from './patch-cost.ts'
import {plainSetsOf, setPlainly} from './plain-sets.ts'

/** What a transaction may ask of the store. */
export interface View {
  get(id: string): StoredDocument | null
  strongReferrers(target: string, limit: number): string[]
  idsBeginningWith(prefix: string): string[]
}

export interface TransactionOptions {
  transactionId: string
  timestamp: string
  /** The shape of a failure: `mutationError` or `actionError`. */
  fail(status: number, item: ErrorItem): LakeError
  mayWrite(permission: Permission, documentId: string, documentType?: string): boolean
}

/** An operation whose query, if it had one, has been answered. */
export type Resolved =
  Exclude<Operation, {kind: 'patch' | 'delete'}> | ResolvedPatch | ResolvedDelete
interface ResolvedPatch {
  kind: 'patch'
  ids: string[]
  patch: Record<string, unknown>
  ifRevisionID?: string
}
interface ResolvedDelete {
  kind: 'delete'
  ids: string[]
  /** Let their past go with them, also of those that are gone already. */
  purge?: boolean
}

interface Working extends Pending {
  mutations: Mutation[]
  /** Changed by a patch, and not looked at as a whole since. */
  patched: boolean
}

export interface Transaction {
  get(id: string): StoredDocument | null
  /** Ids of documents that exist now and begin with `prefix`. */
  idsBeginningWith(prefix: string): string[]
  /** Apply one operation; `index` is its place in the request, for errors. */
  apply(operation: Resolved, index: number): void
  readonly results: MutationResult[]
  /** Every mutation as applied, in order: what history shows. */
  readonly mutations: Mutation[]
  /** Documents whose past goes with them. */
  readonly purged: ReadonlySet<string>
  /** Check references and give what changed, ordered by document id. */
  finish(): Change[]
}

export function openTransaction(view: View, options: TransactionOptions): Transaction {
  const {transactionId, timestamp, fail} = options
  const working = new Map<string, Working>()
  const indexOf = new Map<string, number>()
  const results: MutationResult[] = []
  const mutations: Mutation[] = []
  let spent = 0
  const purged = new Set<string>()

  const open = (id: string): Working => {
    let entry = working.get(id)
    if (!entry) {
      const before = view.get(id)
      working.set(id, (entry = {before, now: before, mutations: [], patched: false}))
    }
    return entry
  }
  const get = (id: string) => (working.has(id) ? open(id).now : view.get(id))

  const refuse = (status: number, index: number, type: string, description: string, more = {}) =>
    fail(status, {index, error: {type, description, ...more}})

  const allow = (id: string, permission: Permission, index: number, type = get(id)?._type) => {
    if (options.mayWrite(permission, id, type)) return
    throw refuse(
      403,
      index,
      'insufficientPermissionsError',
      `Insufficient permissions; permission "${permission}" required`,
      {id, permissions: [permission]},
    )
  }

  const record = (id: string, mutation: Mutation, index: number, now: StoredDocument | null) => {
    const entry = open(id)
    entry.now = now
    entry.patched = false
    entry.mutations.push(mutation)
    mutations.push(mutation)
    indexOf.set(id, index)
  }

  const replayed = (sent: Record<string, unknown>, current: StoredDocument, index: number) => {
    try {
      const patch = structuredClone(sent)
      const sets = plainSetsOf(patch)
      // Patches write into a copy of each place on their way, and into nothing else of the document.
      const left: Mutation = {patch: sets?.rest ?? patch}
      const mutator = new Mutator({mutations: [left], transactionId})
      return mutator.apply(sets ? setPlainly(current, sets) : current) as Body
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw refuse(400, index, 'validationError', `The patch cannot be applied: ${reason}`)
    }
  }

  const create = (
    kind: 'create' | 'createIfNotExists' | 'createOrReplace',
    document: Body,
    index: number,
  ) => {
    const {_id: id} = document
    const current = get(id)
    if (current && kind === 'createIfNotExists') {
      results.push({id, operation: 'none', document: current})
      return
    }
    allow(id, current ? 'update' : 'create', index, document._type)
    if (current && kind === 'create')
      throw refuse(
        409,
        index,
        'documentAlreadyExistsError',
        `Document by ID "${id}" already exists`,
        {id},
      )

    const {_rev: _dropped, ...rest} = document
    const _createdAt = timeSent(rest._createdAt) ?? current?._createdAt ?? timestamp
    // An import keeps its times, but never one ahead of the log: listeners order by it.
    const _updatedAt = (!current && timeSent(rest._updatedAt, timestamp)) || timestamp
    const now = {...rest, _createdAt, _updatedAt, _rev: transactionId} as StoredDocument
    const {_rev, ...sent} = now
    record(id, {[kind]: sent}, index, now)
    results.push({id, operation: current ? 'update' : 'create', document: now})
  }

  const patch = ({ids, patch: body, ifRevisionID}: ResolvedPatch, index: number) => {
    const branches = pathsOf(body).some(isBranching)
    const values = valuesCost(body)
    for (const id of ids) {
      allow(id, 'update', index)
      const current = get(id)
      if (!current)
        throw refuse(
          409,
          index,
          'documentNotFoundError',
          `The document with the ID "${id}" was not found`,
          {id},
        )
      if (ifRevisionID && ifRevisionID !== current._rev)
        throw refuse(
          409,
          index,
          'documentRevisionIDDoesNotMatchError',
          `The document "${id}" has revision "${current._rev}", not "${ifRevisionID}"`,
          {id, currentRevisionID: current._rev, expectedRevisionID: ifRevisionID},
        )

      spent += values + patchCost(current, body)
      if (spent > MAX_PATCH_NS)
        throw refuse(
          400,
          index,
          'validationError',
          'The patches of this transaction would take too long. Name items by _key or place, use ".." once in a path, set whole lists instead of many items, or send fewer at a time',
          {id},
        )
      const mutation = {patch: {...body, id}}
      const next = replayed(mutation.patch, current, index)
      for (const name of ['_id', '_type'] as const)
        if (next[name] !== current[name])
          throw refuse(
            409,
            index,
            'immutableAttributeError',
            `Cannot modify immutable attribute "${name}"`,
            {id},
          )
      if (branches && isOversize(next)) throw refuse(400, index, 'validationError', tooLarge, {id})

      const _createdAt = timeSent(next._createdAt) ?? current._createdAt
      const now = {
        ...next,
        _createdAt,
        _updatedAt: timestamp,
        _rev: transactionId,
      } as StoredDocument
      record(id, mutation, index, now)
      open(id).patched = true
      results.push({id, operation: 'update', document: now})
    }
  }

  const remove = ({ids, purge}: ResolvedDelete, index: number) => {
    for (const id of ids) {
      allow(id, 'update', index)
      if (purge) {
        allow(id, 'editHistory', index)
        purged.add(id)
        indexOf.set(id, index)
      }
      if (!get(id)) {
        results.push({id, operation: 'none'})
        continue
      }
      record(id, {delete: {id}}, index, null)
      results.push({id, operation: 'delete'})
    }
  }

  return {
    get,
    idsBeginningWith(prefix) {
      const touched = [...working.keys()].filter((id) => id.startsWith(prefix))
      const all = new Set([...view.idsBeginningWith(prefix), ...touched])
      return [...all].filter(get).toSorted()
    },
    results,
    mutations,
    purged,
    apply(operation, index) {
      if (operation.kind === 'patch') patch(operation, index)
      else if (operation.kind === 'delete') remove(operation, index)
      else create(operation.kind, operation.document, index)
    },
    finish() {
      for (const [id, {now, patched}] of working) {
        const problem = now && patched ? documentProblem(now) : undefined
        if (problem) throw refuse(400, indexOf.get(id) ?? 0, 'validationError', problem, {id})
      }
      const exists = (id: string) => get(id) !== null
      const {strongReferrers} = view
      const breach = findBreach({pending: working, exists, strongReferrers})
      if (breach) {
        const {id, type, description, details} = breach
        throw refuse(409, indexOf.get(id) ?? 0, type, description, details)
      }
      for (const id of purged)
        if (get(id))
          throw refuse(
            400,
            indexOf.get(id) ?? 0,
            'validationError',
            `"${id}" is purged and created again by the same request; send two`,
            {id},
          )
      const changed = [...working].filter(([, {before, now}]) => before !== now)
      const changes = changed.map(([documentId, {before, now, mutations: applied}]): Change => ({
        documentId,
        before,
        after: now,
        mutations: applied,
        effects: encodeEffects(before, now),
      }))
      return changes.toSorted((a, b) => (a.documentId < b.documentId ? -1 : 1))
    },
  }
}

const tooLarge = `The document would have more than ${MAX_DOCUMENT_BYTES} bytes`

/** A time that a client sent along; `undefined` unless it is one, and not after `latest`. */
function timeSent(value: unknown, latest?: string): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(value)) return undefined
  const time = Date.parse(value)
  if (Number.isNaN(time) || (latest && time > Date.parse(latest))) return undefined
  return value
}
