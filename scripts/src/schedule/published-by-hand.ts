/**
 * Whether a document was published while its plan waited: by another program, or by a press of Publish whose window was closed before
 * it could take the plan back. The draft that was meant is gone then, and a draft that is there now is another one.
 *
 * The history says so, and nothing else does: a draft of a published document has the dates of that, and what changes the published
 * version need be no publication (a correction by a program, a migration).
 */
import {ClientError, type SanityClient} from '@sanity/client'
import type {StoredSchedule} from './deed.ts'

/** The changes of one transaction, by document, as mendoza patches. */
interface Transaction {
  id?: string
  effects?: Record<string, {apply?: unknown[]} | undefined>
}

/** A lake that keeps no history so far back, or shows none to this token, leaves the plan as it is. */
export async function wasPublishedByHand(
  client: SanityClient,
  schedule: StoredSchedule,
): Promise<boolean> {
  const {target} = schedule
  // Where both are gone, nothing was published: it was deleted whole.
  return (await sincePlanned(client, schedule)).some(
    ({effects}) => isDeleted(effects?.[`drafts.${target}`]) && !isDeleted(effects?.[target]),
  )
}

/**
 * Since the transaction that wrote the plan, and not since its time: where a clock was set back, earlier ones have the same time or
 * a later one. That transaction is in the answer; a lake that leaves it out has cut the history elsewhere, and is asked by time.
 */
async function sincePlanned(
  client: SanityClient,
  {_id, _rev, _updatedAt, target}: StoredSchedule,
): Promise<Transaction[]> {
  const ids = [target, _id]
  const since = await historyOf(client, ids, {fromTransaction: _rev})
  return since.some(({id}) => id === _rev) ? since : historyOf(client, ids, {fromTime: _updatedAt})
}

async function historyOf(
  client: SanityClient,
  ids: string[],
  from: {fromTransaction: string} | {fromTime: string},
): Promise<Transaction[]> {
  const common = {excludeContent: 'true', excludeMutations: 'true', effectFormat: 'mendoza'}
  try {
    const answer = await client.request<unknown>({
      url: `/data/history/${client.config().dataset ?? ''}/transactions/${ids.join(',')}`,
      query: {...common, ...from},
    })
    return transactionsIn(answer)
  } catch (error) {
    if (error instanceof ClientError && error.statusCode < 500 && error.statusCode !== 429) {
      return []
    }
    throw error
  }
}

/** The patch after which there is nothing. */
const isDeleted = (effect: {apply?: unknown[]} | undefined): boolean =>
  effect?.apply?.[0] === 0 && effect.apply[1] === null

/** The history is lines of JSON; a single line may have been parsed already. */
function transactionsIn(answer: unknown): Transaction[] {
  if (typeof answer !== 'string') return answer ? [answer] : []
  return answer
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Transaction)
}
