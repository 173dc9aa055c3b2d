/**
 * The administrator's token of a lake that runs by itself: made at the first start, kept in a file that only its owner can read.
 * A token that was revoked since is replaced; that file is the only place where it can be found again.
 */
import {execFile} from 'node:child_process'
import {chmod, readFile, rename, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {checkout} from '../setup/place.mjs'

const users = join(checkout, 'lake', 'src', 'users.ts')

/** @param {string} directory */
export const tokenFile = (directory) => join(directory, 'administrator-token')

/** @param {{node: string, directory: string, port: number}} lake */
export async function administratorToken({node, directory, port}) {
  const kept = await readKept(tokenFile(directory))
  if (kept && (await isAdministrators(kept, port))) return kept

  const add = [users, 'add', '--directory', directory, '--name', 'Administrator']
  const {stdout} = await promisify(execFile)(node, [...add, '--role', 'administrator'])
  const {token} = JSON.parse(stdout)
  const made = `${tokenFile(directory)}.new`
  await writeFile(made, `${token}\n`, {mode: 0o600, flush: true})
  await chmod(made, 0o600) // it may have been there
  await rename(made, tokenFile(directory))
  return String(token)
}

/** @param {string} file */
async function readKept(file) {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * @param {string} token
 * @param {number} port
 */
async function isAdministrators(token, port) {
  const response = await fetch(`http://127.0.0.1:${port}/v2025-02-19/users/me`, {
    headers: {authorization: `Bearer ${token}`},
  })
  if (!response.ok) return false
  const user = /** @type {{role?: string}} */ (await response.json())
  return user.role === 'administrator'
}
