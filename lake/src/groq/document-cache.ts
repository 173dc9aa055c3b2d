/**
 * Parsed documents, kept by row and revision up to a number of bytes; those that were not used for long are given up first.
 *
 * A use is noted in the entry and counts when something has to go. To move it behind the others at each use would cost a question that goes
 * through ten thousand documents more than its filter.
 */
import type {StoredDocument} from '../dataset.ts'
import type {Row} from '../store/candidates.ts'

interface Entry {
  rev: string
  document: StoredDocument
  bytes: number
  /** Since it was kept, or put behind the others. */
  isUsed: boolean
}

export function createDocumentCache(maxBytes: number) {
  const entries = new Map<number, Entry>()
  let bytes = 0

  const drop = (key: number, entry: Entry) => {
    entries.delete(key)
    bytes -= entry.bytes
  }

  const makeRoom = (newest: number) => {
    for (const [key, entry] of entries) {
      if (bytes <= maxBytes) return
      if (key === newest) continue
      entries.delete(key)
      if (entry.isUsed) entries.set(key, {...entry, isUsed: false})
      else bytes -= entry.bytes
    }
  }

  return {
    get(row: Row, read: () => string): StoredDocument {
      const found = entries.get(row.key)
      if (found?.rev === row.rev) {
        found.isUsed = true
        return found.document
      }
      if (found) drop(row.key, found)
      const body = read()
      const document = JSON.parse(body) as StoredDocument
      if (body.length > maxBytes / 4) return document
      entries.set(row.key, {rev: row.rev, document, bytes: body.length, isUsed: false})
      bytes += body.length
      makeRoom(row.key)
      return document
    },
    get bytes() {
      return bytes
    },
  }
}

export type DocumentCache = ReturnType<typeof createDocumentCache>
