/** What is to be written when the time of a schedule has come, or why nothing can be. */
import type {Mutation, SanityClient} from '@sanity/client'
import {
  changesOnPublication,
  plannedSuccessor,
  unreadyProblem,
  type ArticleLike,
  type Schedule,
} from '@masthead/studio/rules'
import {addressTaken} from './address-taken.ts'
import {wasPublishedByHand} from './published-by-hand.ts'
import {strengthened, weakened} from './references.ts'
import type {Refusal} from './refusal.ts'
import {succession} from './succession.ts'

export type StoredSchedule = Schedule & {_rev: string; _updatedAt: string}

export interface Stored extends ArticleLike {
  _id: string
  _type: string
  _rev: string
  _createdAt: string
  _updatedAt: string
}

export interface Versions {
  schedule: StoredSchedule
  draft: Stored | null
  published: Stored | null
}

export type Plan = Writing | ({kind: 'refuse'} & Refusal)

export interface Writing {
  kind: 'write'
  mutations: Mutation[]
  /** What it rests upon besides schedule, draft and published version: changed only as long as they are as they were read. */
  redirects?: {_id: string; _rev: string}[]
  note?: string
  caution?: string
}

export interface Circumstances {
  /** An ISO time. */
  now: string
  /** What is to be withdrawn with it: types by id. */
  alsoWithdrawn: ReadonlyMap<string, string>
}

export async function planFor(
  client: SanityClient,
  versions: Versions,
  {now, alsoWithdrawn}: Circumstances,
): Promise<Plan> {
  const {action, at} = versions.schedule
  if (Number.isNaN(Date.parse(at))) return {kind: 'refuse', ...unclear(`“${at}” is no time`)}
  if (action === 'publish') return publication(client, versions, now)
  if (action === 'unpublish') return withdrawal(client, versions, alsoWithdrawn)
  return {kind: 'refuse', ...unclear(`“${String(action)}” is nothing that can be done`)}
}

/** Studio writes what is clear; a program may have written anything. */
const unclear = (what: string): Refusal => ({
  reason: `What is planned cannot be understood: ${what}.`,
  remedy: 'Dismiss this entry, and schedule it in Studio.',
})

async function publication(
  client: SanityClient,
  {schedule, draft, published}: Versions,
  now: string,
): Promise<Plan> {
  if (!draft) {
    if (published) return {kind: 'write', mutations: [], note: 'It was published already.'}
    return {
      kind: 'refuse',
      reason: 'The document was deleted before its time came.',
      remedy: 'Dismiss this entry.',
    }
  }
  // Also when nothing is published: it may have been withdrawn since, and its draft is what was withdrawn.
  if (await wasPublishedByHand(client, schedule)) {
    return {kind: 'write', mutations: [], note: 'It was published by hand meanwhile.'}
  }
  const unready = unreadyProblem(draft)
  if (unready) {
    return {
      kind: 'refuse',
      reason: unready,
      remedy: 'Open it, complete it, and publish it or choose another time.',
    }
  }
  const taken = await addressTaken(client, {draft, published})
  if (taken) return {kind: 'refuse', ...taken}
  const changes = changesOnPublication({draft, published}, now)
  const {_rev, _updatedAt, ...fields} = draft
  const document = {
    ...strengthened(fields),
    ...changes,
    _id: published?._id ?? draft._id.replace(/^drafts\./, ''),
    _createdAt: published?._createdAt ?? draft._createdAt,
  }
  const written: Mutation[] = published
    ? [asItWas(published), {createOrReplace: document}]
    : [{create: document}]
  return {
    kind: 'write',
    mutations: [asItWas(draft), ...written, {delete: {id: draft._id}}],
  }
}

async function withdrawal(
  client: SanityClient,
  {schedule, draft, published}: Versions,
  alsoWithdrawn: Circumstances['alsoWithdrawn'],
): Promise<Plan> {
  if (!published) return {kind: 'write', mutations: [], note: 'It was withdrawn already.'}
  const {_rev, _updatedAt, ...fields} = published
  const kept = {...weakened(fields, alsoWithdrawn), _id: `drafts.${published._id}`}
  const after = await succession(client, published, plannedSuccessor(schedule))
  return {
    kind: 'write',
    ...after,
    mutations: [
      asItWas(published),
      ...(draft ? letGo(draft, alsoWithdrawn) : [{create: kept}]),
      {delete: {id: published._id}},
      ...after.mutations,
    ],
  }
}

/** A draft that somebody works on stays as it is; but it keeps nothing from being withdrawn. */
function letGo(draft: Stored, alsoWithdrawn: Circumstances['alsoWithdrawn']): Mutation[] {
  const {_rev, _updatedAt, ...fields} = draft
  const freed = weakened(fields, alsoWithdrawn)
  const isFree = JSON.stringify(freed) === JSON.stringify(fields)
  return isFree ? [] : [asItWas(draft), {createOrReplace: freed}]
}

/** A patch that changes nothing, and is refused when the document is another by now. */
const asItWas = ({_id, _rev}: Stored): Mutation => ({
  patch: {id: _id, ifRevisionID: _rev, unset: ['_no_such_field_']},
})
