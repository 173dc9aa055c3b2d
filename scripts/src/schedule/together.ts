/**
 * Schedules that wait for each other: two articles that refer to each other, planned for the same second, can only come in one
 * transaction, and only go in one.
 */
import {ClientError, type SanityClient} from '@sanity/client'
import {wordsOf, type Done} from './carry-out.ts'
import {
  planFor,
  type Circumstances,
  type StoredSchedule,
  type Versions,
  type Writing,
} from './deed.ts'
import {isPassing} from './refusal.ts'
import {haveChanged, isDue, markDone, readVersions} from './versions.ts'

/** A schedule that could not be carried out yet. */
export interface HeldSchedule {
  schedule: StoredSchedule
  /** Published ids of the documents that are to come or to go first; nothing where that is not known. */
  waitsFor: readonly string[]
}

/** A draft that is being typed in changes between reading and writing. */
const attempts = 8

/** Those of `held` that can be carried out together, each with all that it waits for: the smallest such circles first. */
export function circlesOf(held: readonly HeldSchedule[]): StoredSchedule[][] {
  const circles = held.map((one) => circleOf(one, held)).filter((circle) => circle.length > 1)
  return circles.toSorted((a, b) => a.length - b.length)
}

/** It, what it waits for, what that waits for, and so on; nothing when one of them is not planned as well. */
function circleOf(first: HeldSchedule, held: readonly HeldSchedule[]): StoredSchedule[] {
  const circle = new Set([first])
  for (const {waitsFor} of circle) {
    const others = waitsFor.map((id) => held.find((one) => isFor(one, id, first)))
    if (others.length === 0) return []
    for (const other of others) {
      if (!other) return []
      circle.add(other) // and is looked at in its turn
    }
  }
  return [...circle].map(({schedule}) => schedule)
}

const isFor = ({schedule}: HeldSchedule, id: string, like: HeldSchedule) =>
  schedule.target === id && schedule.action === like.schedule.action

/**
 * All of them in one transaction; nothing when they cannot be: tried one by one, each is told why. Throws what decides nothing, since
 * alone each would be refused for good: a lake that is busy, versions that change all the time.
 */
export async function carryOutTogether(
  client: SanityClient,
  schedules: readonly StoredSchedule[],
  {now, alsoWithdrawn}: {now: () => number; alsoWithdrawn: Circumstances['alsoWithdrawn']},
): Promise<Done[] | undefined> {
  for (let attempt = 1; ; attempt++) {
    const time = new Date(now()).toISOString()
    const read = await Promise.all(schedules.map((schedule) => readVersions(client, schedule)))
    const all = read.filter((one) => one !== undefined && isDue(one.schedule, now())) as Versions[]
    if (all.length < schedules.length) return undefined
    const plans: [Versions, Writing][] = []
    for (const versions of all) {
      const plan = await planFor(client, versions, {now: time, alsoWithdrawn})
      if (plan.kind === 'refuse' || plan.note) return undefined
      plans.push([versions, plan])
    }
    const mutations = plans.flatMap(([{schedule}, plan]) => [
      ...plan.mutations,
      markDone(schedule, {doneAt: time, ...wordsOf(plan)}),
    ])
    try {
      const {transactionId: transaction} = await client
        .transaction(mutations)
        .commit({returnDocuments: false})
      return plans.map(([{schedule}, plan]) => {
        return {kind: 'done', schedule, transaction, ...wordsOf(plan)}
      })
    } catch (error) {
      if (!(error instanceof ClientError) || isPassing(error)) throw error
      if (error.statusCode !== 409 || !(await haveAnyChanged(client, plans))) return undefined
      if (attempt === attempts) throw error
    }
  }
}

async function haveAnyChanged(
  client: SanityClient,
  plans: readonly [Versions, Writing][],
): Promise<boolean> {
  const changed = await Promise.all(
    plans.map(([versions, plan]) => haveChanged(client, versions, plan)),
  )
  return changed.includes(true)
}
