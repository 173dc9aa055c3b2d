/**
 * The first administrator and the accounts of the site and of the schedule, made once and kept in `secrets.json`.
 *
 * The administrator cannot be made over HTTP, where one is needed to make one: the lake's own command opens the registry.
 */
import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import type {DataDirectory} from '../directory/data-directory.ts'
import {writeSecrets} from '../directory/secrets.ts'
import type {Secrets} from '../directory/secrets.ts'
import {administratorNotMade} from '../errors.ts'
import type {LakeAddress} from '../lake/address.ts'
import {isKnownToken, manage} from '../lake/management.ts'
import {moduleOf} from './part.ts'

const run = promisify(execFile)

/** Make the accounts that are missing or unknown to the lake; the tokens are added to `secrets` and kept. */
export async function ensureAccounts(
  directory: DataDirectory,
  secrets: Secrets,
  lake: Omit<LakeAddress, 'token'>,
): Promise<void> {
  if (!(await isKnownToken({...lake, token: secrets.editorToken}))) {
    secrets.editorToken = await addAdministrator(directory.file('lake'))
    await writeSecrets(directory, secrets)
  }
  for (const {field, label, roleName} of robots) {
    if (await isKnownToken({...lake, token: secrets[field]})) continue
    const made = await manage({...lake, token: secrets.editorToken}).send<{key: string}>(
      'POST',
      `/projects/${lake.projectId}/tokens`,
      {label, roleName},
      `make a token for "${label}"`,
    )
    secrets[field] = made.key
    await writeSecrets(directory, secrets)
  }
}

/** History names who did something: what is published by the clock is told from what an editor published. */
const robots = [
  {field: 'siteToken', label: 'Site', roleName: 'viewer'},
  {field: 'redirectsToken', label: 'Redirects', roleName: 'redirector'},
  {field: 'scheduleToken', label: 'Schedule', roleName: 'editor'},
] as const

async function addAdministrator(lakeDirectory: string): Promise<string> {
  const wish = ['--directory', lakeDirectory, '--name', 'Editor', '--role', 'administrator']
  try {
    const {stdout} = await run(process.execPath, [moduleOf('lake/src/users.ts'), 'add', ...wish])
    const line = stdout.split('\n').find((text) => text.startsWith('{')) ?? '{}'
    const {token}: {token?: unknown} = JSON.parse(line)
    if (typeof token === 'string' && token) return token
  } catch (error) {
    throw administratorNotMade(lakeDirectory, error)
  }
  throw administratorNotMade(lakeDirectory)
}
