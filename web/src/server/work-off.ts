/**
 * What this instance does about a change that it heard of first, by a webhook or a sweep: redirects hear of it before any page is rendered, and
 * may take longer than that. Who waits for the change has a receipt by the time that pages are rendered.
 */
import type {Belief} from '../invalidation/belief.ts'
import type {Change} from '../invalidation/change.ts'
import type {Invalidation} from '../invalidation/invalidation.ts'
import type {Effect} from '../invalidation/table.ts'
import {log} from '../log.ts'
import type {Receipts} from '../receipts/receipts.ts'
import type {Redirects} from '../redirects/redirects.ts'
import type {SearchIndex} from '../search/search-index.ts'
import {expectedPages} from './expected-pages.ts'

export interface Following {
  belief: Pick<Belief, 'told'>
  redirects: Pick<Redirects, 'changed'>
  invalidation: Pick<Invalidation, 'apply'>
  search: Pick<SearchIndex, 'told'>
  receipts: Pick<Receipts, 'open'>
}

export interface WorkOffOptions {
  /** Whether this instance writes redirects down in the lake. */
  writes: boolean
  /** Of the write, if somebody may ask what became of it: that has a receipt. */
  transaction?: string | undefined
  /** By which the lake knows the webhook that told of it. */
  delivery?: string | undefined
}

/** Settles when it is worked off. Fails when the lake could not say what it concerns, or redirects could not be kept. */
export async function workOff(
  change: Change,
  {belief, redirects, invalidation, search, receipts}: Following,
  {writes, transaction, delivery}: WorkOffOptions,
): Promise<Effect> {
  const {id: document, type, rev} = change
  log('info', 'document changed', {transaction, delivery, document, type, rev})
  belief.told(change) // before redirects hear of it, so that they do not believe what came late
  const redirected = redirects.changed(change, {writes})
  redirected.catch(() => undefined) // it may fail before it is waited for
  const effect = await invalidation.apply(
    change,
    transaction === undefined
      ? undefined
      : (addresses, known) => {
          const pages = expectedPages(change, addresses)
          receipts.open({transaction, document, pages, ...known})
        },
    transaction,
  )
  void search.told(change)
  await redirected
  return effect
}
