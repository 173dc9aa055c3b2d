/**
 * Referential integrity, judged when all of a transaction is known: what is strongly referenced must exist, so both
 * ends may come or go together, in any order.
 */
import type {StoredDocument} from '../dataset.ts'
import {strongTargets} from './references.ts'

/** How many referring documents an error names. */
const REFERRERS_NAMED = 100

export interface Pending {
  before: StoredDocument | null
  now: StoredDocument | null
}

export interface Breach {
  /** The document that cannot be written or deleted. */
  id: string
  type: string
  description: string
  details: object
}

interface Surroundings {
  pending: ReadonlyMap<string, Pending>
  /** Whether the document exists after the transaction. */
  exists(id: string): boolean
  /** Stored documents with a strong reference to the target. */
  strongReferrers(target: string, limit: number): string[]
}

/** The first reference that would point nowhere, if there is one. */
export function findBreach(around: Surroundings): Breach | undefined {
  const referrers = pendingReferrers(around.pending)
  for (const [id, {before, now}] of around.pending) {
    if (before === now) continue
    const breach = now
      ? missingTarget(id, before, now, around)
      : remainingReferrers(id, referrers.get(id) ?? [], around)
    if (breach) return breach
  }
  return undefined
}

/** Who strongly refers to what, among the documents of the transaction as they are to be. */
function pendingReferrers(pending: Surroundings['pending']): Map<string, string[]> {
  const referrers = new Map<string, string[]>()
  for (const [source, {now}] of pending)
    for (const target of strongTargets(now)) {
      const known = referrers.get(target)
      if (known) known.push(source)
      else referrers.set(target, [source])
    }
  return referrers
}

function missingTarget(
  id: string,
  before: StoredDocument | null,
  now: StoredDocument,
  {exists}: Surroundings,
): Breach | undefined {
  // Targets that it had already are looked after where they are deleted.
  const known = new Set([id, ...strongTargets(before)])
  const target = strongTargets(now).find((wanted) => !known.has(wanted) && !exists(wanted))
  return target === undefined
    ? undefined
    : {
        id,
        type: 'documentReferenceDoesNotExistError',
        description: `Document "${id}" references non-existent document "${target}"`,
        details: {id, referenceID: target},
      }
}

function remainingReferrers(
  id: string,
  referrers: string[],
  {pending, strongReferrers}: Surroundings,
): Breach | undefined {
  const stored = strongReferrers(id, REFERRERS_NAMED + pending.size)
  const untouched = stored.filter((source) => source !== id && !pending.has(source))
  const touched = referrers.filter((source) => source !== id)
  const referencingIDs = [...untouched, ...touched].slice(0, REFERRERS_NAMED)
  return referencingIDs.length === 0
    ? undefined
    : {
        id,
        type: 'documentHasExistingReferencesError',
        description: `Document "${id}" cannot be deleted as there are references to it from "${referencingIDs[0]}"`,
        details: {id, referencingIDs},
      }
}
