/**
 * A lock file that names the process holding it, so that a crash leaves no lock behind.
 *
 * The file is created by a hard link, complete in one step: a reader never sees it half written. A process id is used
 * again after a restart (in a container almost surely), so the holder's start time stands beside it.
 */
import {randomUUID} from 'node:crypto'
import {link, mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {readFileSync, rmSync} from 'node:fs'
import {dirname} from 'node:path'

/**
 * @typedef {{pid: number, startedAt: string, since: string}} Holder
 * @typedef {{release: () => void}} Lock
 */

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
 * @returns {Promise<{text: string, holder: Holder | null} | null>}
 */
async function read(file) {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    const holder = JSON.parse(text)
    return {text, holder: Number.isInteger(holder?.pid) ? holder : null}
  } catch {
    return {text, holder: null}
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
      if (found) await putAside(file, found.text)
    }
  } finally {
    await rm(own, {force: true})
  }
}

/**
 * Remove a lock whose holder is gone. Of several that try, one moves the file; whoever moved a newer lock puts it back.
 * @param {string} file
 * @param {string} stale
 */
async function putAside(file, stale) {
  const aside = `${file}.${randomUUID()}`
  try {
    await rename(file, aside)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return
    throw error
  }
  if ((await readFile(aside, 'utf8')) !== stale) await link(aside, file).catch(() => undefined)
  await rm(aside, {force: true})
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
