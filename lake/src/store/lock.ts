/**
 * One lake a directory. The lock is SQLite's own, on an empty database: the system lets go of it when the process ends,
 * however it ends, so that a kill leaves nothing to clean up.
 */
import {accessSync, constants, mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {passingFault} from './faults.ts'

/** Take the directory, or say who must let go of it first. Returns the function that gives it back. */
export function lockDirectory(directory: string): () => void {
  let sqlite: DatabaseSync | undefined
  try {
    mkdirSync(directory, {recursive: true})
    accessSync(directory, constants.W_OK)
    sqlite = new DatabaseSync(join(directory, 'lock.sqlite'))
    sqlite.exec('pragma locking_mode = exclusive; begin exclusive')
  } catch (cause) {
    sqlite?.close()
    throw explained(cause, directory)
  }
  const lock = sqlite
  return () => lock.close()
}

function explained(cause: unknown, directory: string): unknown {
  const fault = passingFault(cause)
  if (!fault) return cause
  const message =
    fault === 'the database is busy'
      ? `Another lake is using ${directory}. Stop it first, or give this one a directory of its own.`
      : `The lake cannot write to ${directory} (${fault}). Let its user write there, make room, or set LAKE_DIRECTORY to another folder.`
  return new Error(message, {cause})
}
