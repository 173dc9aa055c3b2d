/**
 * What this instance does about a change that it heard of first, by a webhook or a sweep: redirects hear of it before any page is rendered, and
 * may take longer than that.
 */
import type {Belief} from '../invalidation/belief.ts'
import type {Change} from '../invalidation/change.ts'
import type {Invalidation, Told} from '../invalidation/invalidation.ts'
import type {Effect} from '../invalidation/table.ts'
import type {Redirects} from '../redirects/redirects.ts'
import type {SearchIndex} from '../search/search-index.ts'

export interface Following {
  belief: Pick<Belief, 'told'>
  redirects: Pick<Redirects, 'changed'>
  invalidation: Pick<Invalidation, 'apply'>
  search: Pick<SearchIndex, 'told'>
}

export interface WorkOffOptions {
  /** Whether this instance writes redirects down in the lake. */
  writes: boolean
  /** As of `Invalidation.apply`. */
  told?: Told
  transaction?: string | undefined
}

/** Settles when it is worked off. Fails when the lake could not say what it concerns, or redirects could not be kept. */
export async function workOff(
  change: Change,
  {belief, redirects, invalidation, search}: Following,
  {writes, told, transaction}: WorkOffOptions,
): Promise<Effect> {
  belief.told(change) // before redirects hear of it, so that they do not believe what came late
  const redirected = redirects.changed(change, {writes})
  redirected.catch(() => undefined) // it may fail before it is waited for
  const effect = await invalidation.apply(change, told, transaction)
  void search.told(change)
  await redirected
  return effect
}
