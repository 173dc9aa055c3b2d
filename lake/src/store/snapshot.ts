/**
 * Every document as of one moment. A connection of its own holds a read transaction, so that commits go on meanwhile
 * and none of them is seen. It is closed when reading ends, or when a reader takes too long: an open snapshot keeps the
 * write-ahead log from shrinking.
 */
import {DatabaseSync} from 'node:sqlite'
import type {StoredDocument} from '../dataset.ts'
import {unavailable} from '../errors.ts'

/** Hosted: an export may take 5 minutes. */
export const MAX_SNAPSHOT_MS = 5 * 60_000

export function* readSnapshot(file: string): Generator<StoredDocument> {
  const sqlite = new DatabaseSync(file, {readOnly: true})
  const until = Date.now() + MAX_SNAPSHOT_MS
  try {
    sqlite.exec('begin')
    for (const {body} of sqlite.prepare('select body from documents order by id').iterate()) {
      if (Date.now() > until) throw unavailable('Reading all documents took too long; try again')
      yield JSON.parse(body as string) as StoredDocument
    }
  } finally {
    sqlite.close()
  }
}
