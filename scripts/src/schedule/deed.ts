/** What is to be written when the time of a schedule has come, or why nothing can be. */
import type {SanityClient, Transaction} from '@sanity/client'
import {
  changesOnPublication,
  unreadyProblem,
  type ArticleLike,
  type Schedule,
} from '@masthead/studio/rules'
import {addressTaken} from './address-taken.ts'
import {wasPublishedByHand} from './published-by-hand.ts'
import {strengthened, weakened} from './references.ts'
import type {Refusal} from './refusal.ts'

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

export type Plan =
  | {kind: 'write'; add: (transaction: Transaction) => Transaction; note?: string}
  | ({kind: 'refuse'} & Refusal)

export interface Circumstances {
  /** An ISO time. */
  now: string
  /** What is to be withdrawn with it: types by id. */
  alsoWithdrawn: ReadonlyMap<string, string>
}

export const planFor = (
  client: SanityClient,
  versions: Versions,
  {now, alsoWithdrawn}: Circumstances,
): Promise<Plan> =>
  versions.schedule.action === 'publish'
    ? publication(client, versions, now)
    : Promise.resolve(withdrawal(versions, alsoWithdrawn))

async function publication(
  client: SanityClient,
  {schedule, draft, published}: Versions,
  now: string,
): Promise<Plan> {
  if (!draft) {
    if (published) return {kind: 'write', add: (same) => same, note: 'It was published already.'}
    return {
      kind: 'refuse',
      reason: 'The document was deleted before its time came.',
      remedy: 'Dismiss this entry.',
    }
  }
  // Also when nothing is published: it may have been withdrawn since, and its draft is what was withdrawn.
  if (await wasPublishedByHand(client, schedule)) {
    return {kind: 'write', add: (same) => same, note: 'It was published by hand meanwhile.'}
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
  return {
    kind: 'write',
    add(transaction) {
      asItWas(transaction, draft)
      if (published) asItWas(transaction, published).createOrReplace(document)
      else transaction.create(document)
      return transaction.delete(draft._id)
    },
  }
}

function withdrawal(
  {draft, published}: Versions,
  alsoWithdrawn: Circumstances['alsoWithdrawn'],
): Plan {
  if (!published) {
    return {kind: 'write', add: (same) => same, note: 'It was withdrawn already.'}
  }
  const {_rev, _updatedAt, ...fields} = published
  return {
    kind: 'write',
    add(transaction) {
      asItWas(transaction, published)
      if (!draft) {
        transaction.create({
          ...weakened(fields, alsoWithdrawn),
          _id: `drafts.${published._id}`,
        })
      }
      return transaction.delete(published._id)
    },
  }
}

/** A patch that changes nothing, and is refused when the document is another by now. */
const asItWas = (transaction: Transaction, {_id, _rev}: Stored): Transaction =>
  transaction.patch(_id, (patch) => patch.ifRevisionId(_rev).unset(['_no_such_field_']))
