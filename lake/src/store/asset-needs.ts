/**
 * Whether anybody may still want the file of an asset: asked of the log by a connection of its own, so that writers do not
 * wait for a long look.
 */
import {DatabaseSync} from 'node:sqlite'
import {setImmediate as breathe} from 'node:timers/promises'
import {PURGED_WITH} from './purge.ts'

const ROWS_A_BREATH = 200
/** How an asset is named in a document: by reference or by address, its hash is in it. */
const HASH = /[0-9a-f]{40}/g

export type Fate =
  /** The document is there, or was until lately. */
  | 'wanted'
  /** Deleted before the time in question; its past can be read. */
  | 'deleted'
  /** No document, and no past that could bring it back: purged, or never committed. */
  | 'forgotten'

export interface AssetNeeds {
  fateOf(documentId: string, since: string): Fate
  /** Which of these hashes stand in any document as it was at some moment since then; not all of them when `signal` ended it. */
  mentioned(hashes: ReadonlySet<string>, since: string, signal?: AbortSignal): Promise<Set<string>>
  close(): void
}

export function openAssetNeeds(databaseFile: string): AssetNeeds {
  const sqlite = new DatabaseSync(databaseFile, {readOnly: true})
  const exists = sqlite.prepare('select 1 from documents where id = ?')
  const lastSeen = sqlite.prepare(
    `select max(t.timestamp) as at, max(r.after is not null) as known
     from revisions r join transactions t on t.seq = r.seq
     where r.document_id = ? and r.seq > ${PURGED_WITH}`,
  )
  /** Every document as it was then, and everything that was written since. */
  const statesSince = sqlite.prepare(
    `with then_(seq) as (select coalesce(max(seq), 0) from transactions where timestamp < :since)
     select r.after from revisions r, then_ where r.after is not null and (r.seq > then_.seq or r.seq =
       (select max(e.seq) from revisions e where e.document_id = r.document_id and e.seq <= then_.seq))`,
  )

  return {
    fateOf(documentId, since) {
      if (exists.get(documentId)) return 'wanted'
      const {at, known} = lastSeen.get(documentId) ?? {}
      if (!known) return 'forgotten'
      return String(at) < since ? 'deleted' : 'wanted'
    },

    async mentioned(hashes, since, signal) {
      const found = new Set<string>()
      let rows = 0
      for (const {after} of statesSince.iterate({since})) {
        for (const [hash] of String(after).matchAll(HASH)) if (hashes.has(hash)) found.add(hash)
        if (++rows % ROWS_A_BREATH !== 0) continue
        await breathe()
        if (signal?.aborted) break
      }
      return found
    },

    close: () => sqlite.close(),
  }
}
