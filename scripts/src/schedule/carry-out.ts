/**
 * One schedule, carried out: the mark that it is done and the deed itself are one transaction, which holds only while schedule,
 * draft and published version are as they were read. So it happens once, whoever else runs, and whatever is killed when.
 *
 * Plain mutations, not actions: those cannot take the mark along. The lake tells publications by what changed, not by how.
 */
import {ClientError, type SanityClient} from '@sanity/client'
import type {Schedule} from '@masthead/studio/rules'
import {
  planFor,
  type Circumstances,
  type Stored,
  type StoredSchedule,
  type Versions,
} from './deed.ts'
import {refusalOf} from './refusal.ts'

export type Outcome =
  | Done
  | {kind: 'failed'; schedule: StoredSchedule; reason: string; remedy: string}
  /** Somebody else carried it out, changed or cancelled it. */
  | {kind: 'taken'}

interface Done {
  kind: 'done'
  schedule: StoredSchedule
  /** Under its id, which is the schedule's revision then, the site keeps a receipt. */
  transaction: string
  note?: string
  caution?: string
}

/** A draft that is being typed in changes between reading and writing; its next state is read then. */
const attempts = 8

/** Another document is to come or to go first. Nothing was written: it is tried again after the others that are due. */
export interface Held {
  kind: 'held'
}

interface Round {
  now?: () => number
  /** Others are due, which may lift a refusal. */
  mayBeHeld?: boolean
  alsoWithdrawn?: Circumstances['alsoWithdrawn']
}

export async function carryOut(
  client: SanityClient,
  {_id: id}: Pick<Schedule, '_id'>,
  {now = Date.now, mayBeHeld = false, alsoWithdrawn = new Map()}: Round = {},
): Promise<Outcome | Held> {
  for (let attempt = 1; ; attempt++) {
    const versions = await read(client, id)
    if (!versions || !isDue(versions.schedule, now())) return {kind: 'taken'}
    const {schedule} = versions
    const time = new Date(now()).toISOString()
    const plan = await planFor(client, versions, {now: time, alsoWithdrawn})
    if (plan.kind === 'refuse' && plan.isForNow && mayBeHeld) return {kind: 'held'}
    if (plan.kind === 'refuse') return fail(client, schedule, plan, time)
    const {note, caution, mutations, redirects = []} = plan
    const words = {...(note ? {note} : {}), ...(caution ? {caution} : {})}
    const done = {state: 'done', doneAt: time, ...words}
    try {
      const {transactionId: transaction} = await client
        .transaction(mutations)
        .patch(schedule._id, (patch) =>
          patch.ifRevisionId(schedule._rev).set(done).unset(['failure']),
        )
        .commit({returnDocuments: false})
      return {kind: 'done', schedule, transaction, ...words}
    } catch (error) {
      if (!(error instanceof ClientError)) throw error
      const isRace = error.statusCode === 409 && (await hasChanged(client, versions, redirects))
      if (isRace && attempt < attempts) continue
      const refusal = isRace ? undefined : await refusalOf(client, error)
      if (!refusal) throw error
      if (refusal.isForNow && mayBeHeld) return {kind: 'held'}
      return fail(client, schedule, refusal, time)
    }
  }
}

/** A time that cannot be read is due, so that it is refused and somebody hears of it. */
export const isDue = ({state, at}: Schedule, now: number): boolean =>
  state === 'waiting' && !(Date.parse(at) > now)

async function read(client: SanityClient, id: string): Promise<Versions | undefined> {
  const schedule: unknown = await client.getDocument(id)
  if (!schedule) return undefined
  const {target} = schedule as StoredSchedule
  const found: unknown = await client.getDocuments([`drafts.${target}`, target])
  const [draft, published] = found as (Stored | null)[]
  return {
    schedule: schedule as StoredSchedule,
    draft: draft ?? null,
    published: published ?? null,
  }
}

async function hasChanged(
  client: SanityClient,
  before: Versions,
  redirects: {_id: string; _rev: string}[],
): Promise<boolean> {
  const now = await read(client, before.schedule._id)
  const ids = redirects.map(({_id}) => _id)
  const found = ids.length > 0 ? await client.getDocuments(ids) : []
  return (
    redirects.some(({_rev}, at) => found[at]?._rev !== _rev) ||
    now?.schedule._rev !== before.schedule._rev ||
    now.draft?._rev !== before.draft?._rev ||
    now.published?._rev !== before.published?._rev
  )
}

async function fail(
  client: SanityClient,
  schedule: StoredSchedule,
  {reason, remedy}: {reason: string; remedy: string},
  at: string,
): Promise<Outcome> {
  try {
    await client
      .patch(schedule._id)
      .ifRevisionId(schedule._rev)
      .set({state: 'failed', failure: {at, reason, remedy}})
      .commit({returnDocuments: false})
  } catch (error) {
    if (error instanceof ClientError && error.statusCode === 409) return {kind: 'taken'}
    throw error
  }
  return {kind: 'failed', schedule, reason, remedy}
}
