/** Parsed documents, kept by row and revision up to a number of bytes, the least recently used given up first. */
import type {StoredDocument} from '../dataset.ts'
import type {Row} from '../store/candidates.ts'

interface Entry {
  rev: string
  document: StoredDocument
  bytes: number
}

export function createDocumentCache(maxBytes: number) {
  const entries = new Map<number, Entry>()
  let bytes = 0

  const drop = (key: number, entry: Entry) => {
    entries.delete(key)
    bytes -= entry.bytes
  }

  return {
    get(row: Row, read: () => string): StoredDocument {
      const found = entries.get(row.key)
      if (found) {
        drop(row.key, found)
        if (found.rev === row.rev) {
          entries.set(row.key, found)
          bytes += found.bytes
          return found.document
        }
      }
      const body = read()
      const document = JSON.parse(body) as StoredDocument
      if (body.length <= maxBytes / 4) {
        entries.set(row.key, {rev: row.rev, document, bytes: body.length})
        bytes += body.length
      }
      for (const [key, entry] of entries) {
        if (bytes <= maxBytes) break
        drop(key, entry)
      }
      return document
    },
    get bytes() {
      return bytes
    },
  }
}

export type DocumentCache = ReturnType<typeof createDocumentCache>
