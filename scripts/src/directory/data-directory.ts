/**
 * The data directory: everything that one installation keeps, and a lock so that only one start uses it.
 *
 * `lake/` content and pictures · `site/` page cache · `logs/` · `secrets.json` (readable by its owner only) ·
 * `running.json` where the parts answer, while they do.
 */
import {mkdir, rm, writeFile} from 'node:fs/promises'
import {join, resolve} from 'node:path'
import {tryLock} from '../../setup/process-lock.mjs'
import {directoryInUse, directoryUnusable} from '../errors.ts'

export interface DataDirectory {
  path: string
  file(...names: string[]): string
  release(): void
}

export async function openDataDirectory(given: string): Promise<DataDirectory> {
  const path = resolve(given)
  const file = (...names: string[]) => join(path, ...names)
  try {
    // A new one is its owner's alone: it holds drafts, users and tokens.
    await mkdir(path, {recursive: true, mode: 0o700})
    await mkdir(file('logs'), {recursive: true})
    await writeFile(file('logs', '.writable'), '')
    await rm(file('logs', '.writable'))
    const lock = await tryLock(file('running.lock'))
    if ('heldBy' in lock) throw directoryInUse(path, lock.heldBy.pid)
    return {path, file, release: lock.release}
  } catch (error) {
    throw directoryUnusable(path, error)
  }
}
