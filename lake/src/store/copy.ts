/**
 * A copy of an open database, as of one moment, while others write: SQLite's own backup, in one step. Writers go on meanwhile; in
 * several steps each commit between two of them would make it begin anew.
 */
import {DatabaseSync, backup} from 'node:sqlite'

/** In pages, more than any database has. */
const ALL_AT_ONCE = 0x7fff_ffff

/** Copy `file` to `copy`, which must not be there; what was copied is read and checked. Rejects when it is not whole. */
export async function copyDatabase(file: string, copy: string): Promise<void> {
  const source = new DatabaseSync(file, {readOnly: true})
  try {
    await backup(source, copy, {rate: ALL_AT_ONCE})
  } finally {
    source.close()
  }
  const copied = new DatabaseSync(copy)
  try {
    copied.exec('pragma journal_mode = delete') // one file, whole by itself; the lake that opens it makes a log beside it again
    const {quick_check: problem} = copied.prepare('pragma quick_check(1)').get() ?? {}
    if (problem !== 'ok') throw new Error(`"${file}" is damaged: ${String(problem)}`)
  } finally {
    copied.close()
  }
}
