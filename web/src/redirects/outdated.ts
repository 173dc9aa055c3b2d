/** Which redirects in the lake the site wrote down before something else was at their address, and moved as well. Pure. */
import {isBefore} from '../invalidation/change.ts'
import {sitePath} from '../site-path.ts'
import type {Stored, StoredRedirect} from './stored.ts'
import {idOf} from './writer.ts'

/** Where a document went from an address, and when the lake wrote that, if it was told. */
export interface Departure {
  to: string
  at: string | undefined
}

/**
 * Without them: the lake has each from an earlier time, or where it led has been left. Anything else that differs from the moves that the site
 * has noted is of an editor, or of an instance that knows more.
 */
export function withoutOutdated(
  {redirects, former}: Stored,
  moves: ReadonlyMap<string, Departure>,
): Stored {
  const left = new Set(redirects.map(({from}) => from))
  const isOutdated = ({_id, _updatedAt, from, to}: StoredRedirect) => {
    const moved = _id === idOf(from) ? moves.get(from) : undefined
    if (moved === undefined || moved.to === to) return false
    const there = sitePath(to ?? '')?.path ?? ''
    if (isBefore(_updatedAt, moved.at) || moves.has(there)) return true
    return (_updatedAt === undefined || moved.at === undefined) && left.has(there)
  }
  return {redirects: redirects.filter((one) => !isOutdated(one)), former}
}

export const laterThan = (moment: string | undefined): string | undefined =>
  moment === undefined ? undefined : new Date(Date.parse(moment) + 1).toISOString()
