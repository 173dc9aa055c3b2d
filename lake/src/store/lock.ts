/**
 * One lake a directory. The lock is SQLite's own, on an empty database: the system lets go of it when the process ends,
 * however it ends, so that a kill leaves nothing to clean up.
 */
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {passingFault} from './faults.ts'

/** Take the directory, or say who must let go of it first. Returns the function that gives it back. */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, {recursive: true})
  const sqlite = new DatabaseSync(join(directory, 'lock.sqlite'))
  try {
    sqlite.exec('pragma locking_mode = exclusive; begin exclusive')
  } catch (cause) {
    sqlite.close()
    if (passingFault(cause) !== 'the database is busy') throw cause
    throw new Error(
      `Another lake is using ${directory}. Stop it first, or give this one a directory of its own.`,
      {cause},
    )
  }
  return () => sqlite.close()
}
