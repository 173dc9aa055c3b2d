/**
 * A lock file that names the process holding it, so that a crash leaves no lock behind.
 *
 * The file is created by a hard link, complete in one step: a reader never sees it half written. A process id is used
 * again after a restart (in a container almost surely), so the holder's start time stands beside it.
 */
import {randomUUID} from 'node:crypto'
import {link, mkdir, open, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {readFileSync, rmSync} from 'node:fs'
import {dirname} from 'node:path'

/**
 * @typedef {{pid: number, startedAt: string, since: string}} Holder
 * @typedef {{release: () => void}} Lock
 */

/** A turn takes a moment; one that is older was cut short. */
const turnMilliseconds = 5000

/**
 * When a process was started, in the kernel's words; empty where the system does not tell or it does not run.
 * @param {number} pid
 */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

/** @param {Holder} holder */
function isAlive(holder) {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPERM') return false
  }
  return startOf(holder.pid) === holder.startedAt
}

/**
 * @param {string} file
 * @returns {Promise<{holder: Holder | null} | null>}
 */
async function read(file) {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    const holder = JSON.parse(text)
    return {holder: Number.isInteger(holder?.pid) ? holder : null}
  } catch {
    return {holder: null}
  }
}

/**
 * Take the lock, or say who holds it. A lock whose holder is gone is taken over.
 * @param {string} file
 * @returns {Promise<Lock | {heldBy: Holder}>}
 */
export async function tryLock(file) {
  await mkdir(dirname(file), {recursive: true})
  const own = `${file}.${randomUUID()}`
  /** @type {Holder} */
  const holder = {
    pid: process.pid,
    startedAt: startOf(process.pid),
    since: new Date().toISOString(),
  }
  await writeFile(own, `${JSON.stringify(holder)}\n`)
  try {
    for (;;) {
      try {
        await link(own, file)
        return {release: () => release(file, holder)}
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
      }
      const found = await read(file)
      if (found?.holder && isAlive(found.holder)) return {heldBy: found.holder}
      if (found) await removeStale(file)
    }
  } finally {
    await rm(own, {force: true})
  }
}

/**
 * Remove a lock whose holder is gone. One at a time, or two could each remove the other's new lock; the others come again.
 * @param {string} file
 */
async function removeStale(file) {
  const turn = `${file}.turn`
  try {
    await (await open(turn, 'wx')).close()
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    const since = await stat(turn).then(
      ({mtimeMs}) => mtimeMs,
      () => Date.now(),
    )
    if (Date.now() - since > turnMilliseconds) await rm(turn, {force: true})
    await new Promise((resolve) => setTimeout(resolve, 20))
    return
  }
  try {
    const found = await read(file)
    if (found && !(found.holder && isAlive(found.holder))) await rm(file, {force: true})
  } finally {
    await rm(turn, {force: true})
  }
}

/**
 * @param {string} file
 * @param {Holder} holder
 */
function release(file, holder) {
  try {
    if (JSON.parse(readFileSync(file, 'utf8')).since === holder.since) rmSync(file)
  } catch {
    // The lock is gone already: there is nothing left to give back.
  }
}
