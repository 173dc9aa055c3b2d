/**
 * One schedule, carried out: the mark that it is done and the deed itself are one transaction, which holds only while schedule,
 * draft and published version are as they were read. So it happens once, whoever else runs, and whatever is killed when.
 *
 * Plain mutations, not actions: those cannot take the mark along. The lake tells publications by what changed, not by how.
 */
import {ClientError, type SanityClient} from '@sanity/client'
import type {Schedule} from '@masthead/studio/rules'
import {planFor, type Circumstances, type StoredSchedule, type Writing} from './deed.ts'
import {refusalOf, type Refusal} from './refusal.ts'
import {haveChanged, isDue, markDone, readVersions} from './versions.ts'

export type Outcome =
  | Done
  | {kind: 'failed'; schedule: StoredSchedule; reason: string; remedy: string}
  /** Somebody else carried it out, changed or cancelled it. */
  | {kind: 'taken'}

export interface Done {
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
  /** Published ids of those others, where they are known. */
  waitsFor: readonly string[]
}

interface Round {
  now?: () => number
  /** Others are due, which may lift a refusal. */
  mayBeHeld?: boolean
  alsoWithdrawn?: Circumstances['alsoWithdrawn']
}

export async function carryOut(
  client: SanityClient,
  {_id}: Pick<Schedule, '_id'>,
  {now = Date.now, mayBeHeld = false, alsoWithdrawn = new Map()}: Round = {},
): Promise<Outcome | Held> {
  for (let attempt = 1; ; attempt++) {
    const versions = await readVersions(client, {_id})
    if (!versions || !isDue(versions.schedule, now())) return {kind: 'taken'}
    const {schedule} = versions
    const time = new Date(now()).toISOString()
    const refused = async (refusal: Refusal): Promise<Outcome | Held> => {
      const {waitsFor} = refusal
      return waitsFor && mayBeHeld
        ? {kind: 'held', waitsFor}
        : fail(client, schedule, {...refusal, at: time})
    }
    const plan = await planFor(client, versions, {now: time, alsoWithdrawn})
    if (plan.kind === 'refuse') return refused(plan)
    const words = wordsOf(plan)
    try {
      const {transactionId: transaction} = await client
        .transaction([...plan.mutations, markDone(schedule, {doneAt: time, ...words})])
        .commit({returnDocuments: false})
      return {kind: 'done', schedule, transaction, ...words}
    } catch (error) {
      if (!(error instanceof ClientError)) throw error
      const isRace = error.statusCode === 409 && (await haveChanged(client, versions, plan))
      if (isRace && attempt < attempts) continue
      const refusal = isRace ? undefined : await refusalOf(client, error)
      if (!refusal) throw error
      return refused(refusal)
    }
  }
}

/** What is to be said of it. */
export const wordsOf = ({note, caution}: Pick<Writing, 'note' | 'caution'>) => ({
  ...(note ? {note} : {}),
  ...(caution ? {caution} : {}),
})

async function fail(
  client: SanityClient,
  schedule: StoredSchedule,
  {reason, remedy, at}: Refusal & {at: string},
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
