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
  effects?: Record<string, {apply?: unknown[]} | undefined>
}

/** A lake that keeps no history so far back, or shows none to this token, leaves the plan as it is. */
export async function wasPublishedByHand(
  client: SanityClient,
  {target, _updatedAt}: StoredSchedule,
): Promise<boolean> {
  const dataset = client.config().dataset ?? ''
  try {
    const answer = await client.request<unknown>({
      url: `/data/history/${dataset}/transactions/${target}`,
      query: {
        excludeContent: 'true',
        excludeMutations: 'true',
        effectFormat: 'mendoza',
        fromTime: _updatedAt,
      },
    })
    // Where both are gone, nothing was published: it was deleted whole.
    return transactionsIn(answer).some(
      ({effects}) => isDeleted(effects?.[`drafts.${target}`]) && !isDeleted(effects?.[target]),
    )
  } catch (error) {
    if (error instanceof ClientError && error.statusCode < 500 && error.statusCode !== 429) {
      return false
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
