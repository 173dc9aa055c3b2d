/**
 * Taking a page away, with what follows from it, in one transaction: readers never meet the moment between.
 *
 * Redirects get ids made from their old path, as the site does for those that it writes itself, so that one path has one redirect.
 */
import type {SanityClient, SanityDocument} from '@sanity/client'
import type {RemovalPlan, Successor} from '../rules/removal.ts'

export interface Removal {
  deed: 'delete' | 'unpublish'
  published: SanityDocument
  hasDraft: boolean
  successor: Successor
  plan: RemovalPlan
  /** Schedules of this document, which have nothing to do any more. */
  schedules: string[]
}

export async function remove(client: SanityClient, removal: Removal): Promise<void> {
  const {deed, published, hasDraft, successor, plan, schedules} = removal
  const {_id: id, _rev, _updatedAt, ...fields} = published
  const draftId = `drafts.${id}`
  const transaction = client
    .transaction()
    .patch(id, (patch) => patch.ifRevisionId(_rev).unset(['_no_such_field_']))
  if (deed === 'unpublish') transaction.createIfNotExists({...fields, _id: draftId})
  else if (hasDraft) transaction.delete(draftId)
  transaction.delete(id)
  for (const schedule of schedules) transaction.delete(schedule)

  if (successor.kind !== 'nothing') {
    const outcome: {gone: boolean; to?: string; permanent?: boolean} =
      successor.kind === 'gone' ? {gone: true} : {to: successor.to, gone: false, permanent: true}
    for (const {from} of plan.create) {
      transaction.createOrReplace({
        _id: `redirect-${await nameOf(from)}`,
        _type: 'redirect',
        from,
        ...outcome,
      })
    }
    for (const {_id} of plan.change) {
      transaction.patch(_id, (patch) => {
        const changed = patch.set(outcome)
        return successor.kind === 'gone' ? changed.unset(['to']) : changed
      })
    }
  }
  await transaction.commit({returnDocuments: false})
}

async function nameOf(path: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(path))
  const hex = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0'))
  return hex.join('').slice(0, 24)
}
