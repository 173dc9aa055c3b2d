/** What readers must see on each page before a publish is live. */
import type {Change} from '../invalidation/change.ts'
import {effectOf} from '../invalidation/table.ts'

/**
 * The document's own address must show its revision. The other pages show it or do not any more (a list that it left), so
 * of them it is only asked that they were made after the change.
 */
export function expectations(
  change: Change,
  addresses: string[],
): {path: string; revision: string | null}[] {
  const own = ownAddress(change)
  return addresses.map((path) => ({path, revision: path === own ? (change.rev ?? null) : null}))
}

function ownAddress(change: Change): string | undefined {
  if (change.after === null || change.type === 'redirect') return undefined
  return effectOf({...change, before: null}, []).paths[0]
}
