/**
 * Publishes that no instance heard of, and of which no sweep tells: those between the end of an earlier build and the start of this one, which
 * begins with no page and with no place to look from. What they left is rendered as everything is; but an editor may wait to hear of it.
 */
import type {AskLake} from '../content/questions.ts'
import {readChange, type Change} from '../invalidation/change.ts'
import {state, watchedTypes} from '../invalidation/webhook-rule.ts'

export interface MissedPublishesOptions {
  ask: AskLake
  /** From then on, in the lake's time: ISO 8601. */
  since: string
  /** Is there a receipt of this transaction, as far as may be? */
  hasReceipt: (transaction: string) => Promise<boolean>
  /** Work off a document as it was found, with a receipt. */
  apply: (found: Change) => Promise<unknown>
  /** One of them could not be worked off. */
  report: (error: unknown) => void
  most?: number
}

/** Of more nobody waits for each: an import, or a lake that was restored. */
const usualMost = 20
const queryFor = (most: number) =>
  `*[_type in $types && _updatedAt > $since] | order(_updatedAt desc, _id asc)[0...${most}] {
  _id, _type, _rev, _updatedAt, _createdAt, "after": ${state}
}`

/** Work off the newest few, the oldest of these first. Fails when the lake does not say. */
export async function followMissed({
  ask,
  since,
  hasReceipt,
  apply,
  report,
  most = usualMost,
}: MissedPublishesOptions): Promise<void> {
  const found = await ask<object[]>(queryFor(most), {types: watchedTypes, since})
  const changes = found.toReversed().map(readChange).filter(hasRevision)
  // All of them first: once a document of a transaction was worked off, that has a receipt, and its other documents need theirs.
  const areTold = await Promise.all(changes.map(({rev}) => hasReceipt(rev)))
  for (const [i, change] of changes.entries())
    if (!areTold[i]) await apply({...change, isFound: true}).catch(report)
}

const hasRevision = (change: Change | string): change is Change & {rev: string} =>
  typeof change !== 'string' && change.rev !== undefined
