/** Taking a page away, with what follows from it, in one transaction: readers never meet the moment between. */
import type {SanityClient, SanityDocument} from '@sanity/client'
import type {RemovalPlan, Successor} from '../rules/removal.ts'
import {redirectMutations} from '../rules/succession.ts'

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
    .transaction(await redirectMutations(successor, plan))
    .patch(id, (patch) => patch.ifRevisionId(_rev).unset(['_no_such_field_']))
  if (deed === 'unpublish') transaction.createIfNotExists({...fields, _id: draftId})
  else if (hasDraft) transaction.delete(draftId)
  transaction.delete(id)
  for (const schedule of schedules) transaction.delete(schedule)
  await transaction.commit({returnDocuments: false})
}
