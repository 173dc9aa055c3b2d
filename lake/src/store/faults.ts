/**
 * Which failures pass by themselves. A client told 4xx gives its change up; one told 503 keeps it and tries again, so
 * a busy database, a full or read-only disk and exhausted file handles must all be 503.
 */

// Primary result codes of SQLite; the extended code carries details in its higher bits.
const PASSING_SQLITE = new Map([
  [5, 'the database is busy'],
  [6, 'the database is locked'],
  [7, 'memory is short'],
  [8, 'the database is read-only'],
  [10, 'the disk did not answer'],
  [13, 'the disk is full'],
  [14, 'the database file cannot be opened'],
])

const PASSING_SYSTEM = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EROFS', 'the disk is read-only'],
  ['EACCES', 'the lake may not write to its directory'],
  ['EIO', 'the disk did not answer'],
  ['EMFILE', 'too many files are open'],
  ['ENFILE', 'too many files are open'],
  ['EBUSY', 'a file is in use'],
])

/** What is wrong, in words, when `error` is a fault that passes; otherwise `undefined`. */
export function passingFault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const {code, errcode} = error as Error & {code?: unknown; errcode?: unknown}
  if (code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number') {
    return PASSING_SQLITE.get(errcode & 0xff)
  }
  return typeof code === 'string' ? PASSING_SYSTEM.get(code) : undefined
}
