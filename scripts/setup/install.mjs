/**
 * The dependencies: installed when the lockfile or a package's wishes changed, or when an install was left half finished.
 *
 * A stamp in `node_modules` names the inputs of the last complete install. It is removed before an install begins and
 * written after it was checked, so its absence means "not finished" and its text means "for these inputs".
 */
import {existsSync} from 'node:fs'
import {mkdir, readFile, readdir, rm, writeFile} from 'node:fs/promises'
import {delimiter, dirname, join} from 'node:path'
import {fingerprintOf} from './fingerprint.mjs'
import {findNode, requireNode} from './node.mjs'
import {packageManager, workFolder} from './place.mjs'
import * as problem from './problem.mjs'
import {runTask} from './task.mjs'

/** @param {string} root */
const stampFile = (root) => join(root, 'node_modules', '.masthead-install')

/** What of a package.json decides about an install; its scripts and its version do not. */
const decisive = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'pnpm',
]

/**
 * The packages of the workspace: the root and every folder of it with a package.json.
 * @param {string} root
 */
async function packageFolders(root) {
  const entries = await readdir(root, {withFileTypes: true})
  const folders = entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map((entry) => join(root, entry.name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
  return [root, ...folders.sort()]
}

/**
 * One hash over everything that an install depends on.
 * @param {string} root
 */
export async function installFingerprint(root) {
  const wishes = []
  for (const folder of await packageFolders(root)) {
    const file = join(folder, 'package.json')
    try {
      const manifest = JSON.parse(await readFile(file, 'utf8'))
      wishes.push(JSON.stringify([manifest.name, ...decisive.map((key) => manifest[key] ?? null)]))
    } catch (error) {
      throw problem.damagedFile(file, error)
    }
  }
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml']
    .map((name) => join(root, name))
    .filter((file) => existsSync(file))
  return fingerprintOf(root, files, [packageManager, process.platform, process.arch, ...wishes])
}

/**
 * Whether the last complete install was for `fingerprint` and its parts are still there.
 * @param {string} root
 * @param {string} fingerprint
 */
export async function isInstalled(root, fingerprint) {
  const stamp = await readFile(stampFile(root), 'utf8').catch(() => '')
  if (stamp.trim() !== fingerprint) return false
  const folders = await packageFolders(root)
  return folders.every((folder) => existsSync(join(folder, 'node_modules')))
}

/**
 * Bring `node_modules` to what the lockfile says. Returns whether anything had to be done.
 * @param {string} root
 * @param {import('./progress.mjs').Progress} progress
 */
export async function install(root, progress) {
  const fingerprint = await installFingerprint(root)
  if ((await isInstalled(root, fingerprint)) && findNode(root)) return false

  const unfinished = existsSync(join(root, 'node_modules')) && !existsSync(stampFile(root))
  const step = progress.step(
    unfinished
      ? 'Completing the dependencies (an earlier install was not finished)'
      : 'Installing the dependencies (the first time takes a minute or two)',
  )
  try {
    await mkdir(dirname(stampFile(root)), {recursive: true})
    await rm(stampFile(root), {force: true})
  } catch (error) {
    step.failed()
    throw problem.fromSystem(error, root)
  }

  await runPackageManager(root, ['install', '--frozen-lockfile', '--prefer-offline'], step)
  // An install that was killed while a package set itself up leaves the package without its result, and looks complete.
  if (!findNode(root)) await runPackageManager(root, ['rebuild', 'node'], step)
  requireNode(root)
  await writeFile(stampFile(root), `${fingerprint}\n`)
  step.done('Dependencies installed')
  return true
}

/**
 * @param {string} root
 * @param {string[]} args
 * @param {import('./progress.mjs').Step} step
 */
async function runPackageManager(root, args, step) {
  const log = join(workFolder(root), 'install.log')
  const outcome = await runTask({
    command: 'npx',
    args: [
      '-y',
      '--prefer-offline',
      packageManager,
      ...args,
      '--reporter=append-only',
      '--config.confirmModulesPurge=false',
    ],
    folder: root,
    env: packageManagerEnvironment(),
    log,
    step,
  })
  if (outcome.ok) return
  step.failed()
  throw explain(outcome, root, log)
}

/** Our Node first on the path; few and short retries, so that a machine without network hears of it soon. */
function packageManagerEnvironment() {
  return {
    npm_config_fetch_retries: '2',
    npm_config_fetch_retry_mintimeout: '1000',
    npm_config_fetch_retry_maxtimeout: '5000',
    npm_config_update_notifier: 'false',
    ...process.env,
    PATH: [dirname(process.execPath), process.env.PATH].filter(Boolean).join(delimiter),
  }
}

const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET|META_FETCH_FAIL|NO_OFFLINE|network|dns error|error sending request/i

/**
 * The reason why the package manager failed, told by its output.
 * @param {import('./task.mjs').Outcome} outcome
 * @param {string} root
 * @param {string} log
 */
export function explain({how, output}, root, log) {
  if (how === 'ENOENT') return problem.npmMissing()
  if (/ENOSPC|no space left/i.test(output)) return problem.diskFull(root)
  if (/EACCES|EPERM|EROFS|permission denied|read-only file system/i.test(output)) {
    return problem.notWritable(root)
  }
  if (/OUTDATED_LOCKFILE/.test(output)) return problem.lockfileOutdated()
  if (unreachable.test(output)) return problem.registryUnreachable(log)
  return problem.taskFailed('Installing the dependencies', how, output, log)
}
