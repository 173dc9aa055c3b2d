/** A schedule with what it is about, as they are stored now: read together, written only while they are so. */
import type {Mutation, SanityClient} from '@sanity/client'
import type {Schedule} from '@masthead/studio/rules'
import type {Stored, StoredSchedule, Versions, Writing} from './deed.ts'

/** Nothing when somebody took it away. */
export async function readVersions(
  client: SanityClient,
  {_id: id}: Pick<Schedule, '_id'>,
): Promise<Versions | undefined> {
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

/** Whether they, or the redirects that a plan for them rests upon, are others by now. */
export async function haveChanged(
  client: SanityClient,
  before: Versions,
  {redirects = []}: Pick<Writing, 'redirects'>,
): Promise<boolean> {
  const now = await readVersions(client, before.schedule)
  const ids = redirects.map(({_id}) => _id)
  const found = ids.length > 0 ? await client.getDocuments(ids) : []
  return (
    redirects.some(({_rev}, at) => found[at]?._rev !== _rev) ||
    now?.schedule._rev !== before.schedule._rev ||
    now.draft?._rev !== before.draft?._rev ||
    now.published?._rev !== before.published?._rev
  )
}

/** A time that cannot be read is due, so that it is refused and somebody hears of it. */
export const isDue = ({state, at}: Schedule, now: number): boolean =>
  state === 'waiting' && !(Date.parse(at) > now)

/** Mark a schedule as carried out; refused when it is another by now. */
export const markDone = ({_id, _rev}: StoredSchedule, done: object): Mutation => ({
  patch: {id: _id, ifRevisionID: _rev, set: {state: 'done', ...done}, unset: ['failure']},
})
