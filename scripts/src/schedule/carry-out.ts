/**
 * One schedule, carried out: the mark that it is done and the deed itself are one transaction, which holds only while schedule,
 * draft and published version are as they were read. So it happens once, whoever else runs, and whatever is killed when.
 *
 * Plain mutations, not actions: those cannot take the mark along. The lake tells publications by what changed, not by how.
 */
import {ClientError, type SanityClient, type Transaction} from '@sanity/client'
import {
  changesOnPublication,
  unreadyProblem,
  type ArticleLike,
  type Schedule,
} from '@masthead/studio/rules'
import {refusalOf} from './refusal.ts'

export type Outcome =
  | {kind: 'done'; schedule: StoredSchedule; note?: string}
  | {kind: 'failed'; schedule: StoredSchedule; reason: string; remedy: string}
  /** Somebody else carried it out, changed or cancelled it. */
  | {kind: 'taken'}

export type StoredSchedule = Schedule & {_rev: string}

interface Stored extends ArticleLike {
  _id: string
  _type: string
  _rev: string
  _createdAt: string
  _updatedAt: string
}

interface Versions {
  schedule: StoredSchedule
  draft: Stored | null
  published: Stored | null
}

type Plan =
  | {kind: 'write'; add: (transaction: Transaction) => Transaction; note?: string}
  | {kind: 'refuse'; reason: string; remedy: string}

/** A draft that is being typed in changes between reading and writing; its next state is read then. */
const attempts = 8

export async function carryOut(
  client: SanityClient,
  {_id: id}: Pick<Schedule, '_id'>,
  now: () => number = Date.now,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    const versions = await read(client, id)
    if (!versions || !isDue(versions.schedule, now())) return {kind: 'taken'}
    const {schedule} = versions
    const time = new Date(now()).toISOString()
    const plan = schedule.action === 'publish' ? publication(versions, time) : withdrawal(versions)
    if (plan.kind === 'refuse') return fail(client, schedule, plan, time)
    const {note} = plan
    const done = {state: 'done', doneAt: time, ...(note ? {note} : {})}
    try {
      await plan.add(marked(client, schedule, done)).commit({returnDocuments: false})
      return {kind: 'done', schedule, ...(note ? {note} : {})}
    } catch (error) {
      if (!(error instanceof ClientError)) throw error
      const isRace = error.statusCode === 409 && (await hasChanged(client, versions))
      if (isRace && attempt < attempts) continue
      const refusal = isRace ? undefined : await refusalOf(client, error)
      if (!refusal) throw error
      return fail(client, schedule, refusal, time)
    }
  }
}

const isDue = ({state, at}: Schedule, now: number) => state === 'waiting' && Date.parse(at) <= now

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

async function hasChanged(client: SanityClient, before: Versions): Promise<boolean> {
  const now = await read(client, before.schedule._id)
  return (
    now?.schedule._rev !== before.schedule._rev ||
    now.draft?._rev !== before.draft?._rev ||
    now.published?._rev !== before.published?._rev
  )
}

function publication({draft, published}: Versions, now: string): Plan {
  if (!draft) {
    if (published) return {kind: 'write', add: (same) => same, note: 'It was published already.'}
    return {
      kind: 'refuse',
      reason: 'The document was deleted before its time came.',
      remedy: 'Dismiss this entry.',
    }
  }
  const unready = unreadyProblem(draft)
  if (unready) {
    return {
      kind: 'refuse',
      reason: unready,
      remedy: 'Open it, complete it, and publish it or choose another time.',
    }
  }
  const changes = changesOnPublication({draft, published}, now)
  const {_rev, _updatedAt, ...fields} = draft
  const document = {
    ...(strengthened(fields) as typeof fields),
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

function withdrawal({draft, published}: Versions): Plan {
  if (!published) {
    return {kind: 'write', add: (same) => same, note: 'It was withdrawn already.'}
  }
  const {_rev, _updatedAt, ...fields} = published
  return {
    kind: 'write',
    add(transaction) {
      asItWas(transaction, published)
      if (!draft) transaction.create({...fields, _id: `drafts.${published._id}`})
      return transaction.delete(published._id)
    },
  }
}

const marked = (client: SanityClient, {_id, _rev}: StoredSchedule, set: object): Transaction =>
  client.transaction().patch(_id, (patch) => patch.ifRevisionId(_rev).set(set).unset(['failure']))

/** A patch that changes nothing, and is refused when the document is another by now. */
const asItWas = (transaction: Transaction, {_id, _rev}: Stored): Transaction =>
  transaction.patch(_id, (patch) => patch.ifRevisionId(_rev).unset(['_no_such_field_']))

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

/** References to what was unpublished when they were made become strong on publication, as Studio's own Publish has it. */
function strengthened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strengthened)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([key, inner]) => [key, strengthened(inner)] as const)
  const copy: Record<string, unknown> = Object.fromEntries(fields)
  if (copy._strengthenOnPublish === undefined) return copy
  const {_strengthenOnPublish: wish, _weak, ...rest} = copy
  return (wish as {weak?: unknown} | null)?.weak === true ? {...rest, _weak: true} : rest
}
