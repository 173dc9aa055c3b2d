/**
 * What has to be written so that one document says what the file says, and what must not be written over.
 *
 * A document that nobody changed since its import may be written again. One that an editor changed is refused or kept,
 * unless its words are the file's anyway. Fields that the file says nothing about stay as they are.
 */
import type {Mutation} from '@sanity/client'
import {isDeepStrictEqual} from 'node:util'
import {editedSince, onlyDraft} from '../errors.ts'
import type {Pair, Stored} from './existing.ts'
import {draftId, isUntouched} from './identity.ts'

export interface Wish {
  type: string
  /** What the operator calls it, in messages. */
  title: string
  pair: Pair
  /** The fields that the file decides. */
  fields: Record<string, unknown>
  /** Fields that are set only where the document has none. */
  defaults?: Record<string, unknown>
}

export interface Policy {
  draft: boolean
  replace: boolean
  /** What to do with a document that an editor changed. */
  edited: 'refuse' | 'keep'
}

export type Outcome = 'created' | 'updated' | 'unchanged' | 'kept'

export interface Written {
  outcome: Outcome
  mutations: Mutation[]
  /** Whether a published document will stand there: what a strong reference needs. */
  published: boolean
}

export function writeDocument(wish: Wish, policy: Policy): Written {
  const {published, draft} = wish.pair
  const current = policy.draft ? (draft ?? published) : published
  const nothing = (outcome: Outcome): Written => ({
    outcome,
    mutations: [],
    published: published !== undefined,
  })
  if (current && saysTheSame(current, wish.fields)) return nothing('unchanged')

  const edited = policy.draft ? !isUntouched(draft) : !isUntouched(draft) || !isUntouched(published)
  if (edited && !policy.replace) {
    if (policy.edited === 'keep' && current) return nothing('kept')
    if (!policy.draft && !published && draft) throw onlyDraft(capital(wish.type), wish.title)
    throw editedSince(capital(wish.type), wish.title)
  }
  return {
    outcome: published || draft ? 'updated' : 'created',
    mutations: policy.draft ? writeDraft(wish) : writePublished(wish),
    published: published !== undefined || !policy.draft,
  }
}

function writePublished(wish: Wish): Mutation[] {
  const {id, published, draft} = wish.pair
  const write = published
    ? patch(published, wish)
    : ({
        create: {...contentOf(draft), ...complete(wish, draft), _id: id, _type: wish.type},
      } as const)
  return draft ? [write, {delete: {id: draft._id}}] : [write]
}

function writeDraft(wish: Wish): Mutation[] {
  const {id, published, draft} = wish.pair
  if (draft) return [patch(draft, wish)]
  const document = {...contentOf(published), ...complete(wish, published)}
  return [{create: {...document, _id: draftId(id), _type: wish.type}}]
}

/** Guarded by the revision that was compared: a change in between makes the whole transaction fail. */
const patch = (stored: Stored, wish: Wish): Mutation => ({
  patch: {id: stored._id, ifRevisionID: stored._rev, set: complete(wish, stored)},
})

function complete({fields, defaults = {}}: Wish, stored: Stored | undefined) {
  const missing = Object.entries(defaults).filter(([name]) => stored?.[name] === undefined)
  return {...Object.fromEntries(missing), ...fields}
}

const contentOf = (stored: Stored | undefined) =>
  Object.fromEntries(Object.entries(stored ?? {}).filter(([name]) => !name.startsWith('_')))

const saysTheSame = (stored: Stored, fields: Record<string, unknown>) =>
  Object.entries(fields).every(([name, value]) => isDeepStrictEqual(stored[name], value))

const capital = (word: string) => `The ${word}`
