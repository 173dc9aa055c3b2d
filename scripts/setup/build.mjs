/**
 * The builds of Studio and site: made when their sources changed, complete or not at all.
 *
 * A build's output carries the fingerprint of its inputs, written last: without it the build was cut short. The earlier
 * output steps aside while a new one is made and comes back if that fails.
 */
import {existsSync} from 'node:fs'
import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {delimiter, dirname, join} from 'node:path'
import {fingerprintOf, sourceFiles} from './fingerprint.mjs'
import {installFingerprint} from './install.mjs'
import {workFolder} from './place.mjs'
import * as problem from './problem.mjs'
import {runTask} from './task.mjs'

/**
 * @typedef {object} Build
 * @property {string} name       the package's folder
 * @property {string} title      what the operator calls it
 * @property {string} output     folder of the result, below the package
 * @property {string[]} inputs   folders whose files decide about the result
 * @property {string} [cache]    folder inside the output that speeds up the next build
 */

/** @type {Build[]} */
export const builds = [
  {name: 'studio', title: 'the Studio', output: 'dist', inputs: ['studio', 'web/src/markdown']},
  {name: 'web', title: 'the site', output: '.next', inputs: ['web'], cache: 'cache'},
]

const stampName = '.masthead-build'

/**
 * @param {string} root
 * @param {Build} build
 */
export async function buildFingerprint(root, {name, inputs}) {
  const folders = inputs.map((folder) => join(root, folder)).filter((folder) => existsSync(folder))
  const files = await Promise.all(folders.map(sourceFiles))
  const base = join(root, 'tsconfig.base.json')
  if (existsSync(base)) files.push([base])
  return fingerprintOf(root, files.flat(), [name, await installFingerprint(root)])
}

/**
 * @param {string} root
 * @param {Build} build
 * @param {string} fingerprint
 */
export async function isBuilt(root, build, fingerprint) {
  const stamp = join(root, build.name, build.output, stampName)
  return (await readFile(stamp, 'utf8').catch(() => '')).trim() === fingerprint
}

/**
 * Make what is missing or out of date. Returns the names of what was built.
 * @param {string} root
 * @param {string} node
 * @param {import('./progress.mjs').Progress} progress
 */
export async function buildAll(root, node, progress) {
  const made = []
  for (const build of builds) {
    const fingerprint = await buildFingerprint(root, build)
    if (await isBuilt(root, build, fingerprint)) continue
    await buildOne(root, node, build, fingerprint, progress)
    made.push(build.name)
  }
  return made
}

/**
 * @param {string} root
 * @param {string} node
 * @param {Build} build
 * @param {string} fingerprint
 * @param {import('./progress.mjs').Progress} progress
 */
async function buildOne(root, node, build, fingerprint, progress) {
  const folder = join(root, build.name)
  const output = join(folder, build.output)
  const earlier = `${output}.earlier`
  const log = join(workFolder(root), `build-${build.name}.log`)
  const step = progress.step(`Building ${build.title}`)
  try {
    await putAside(output, earlier, build)
    const outcome = await runTask({
      command: await buildCommand(folder),
      shell: true,
      folder,
      env: buildEnvironment(root, folder, node),
      log,
      step,
    })
    if (!outcome.ok) {
      step.failed()
      throw explain(outcome, root, build, log)
    }
    await writeFile(join(output, stampName), `${fingerprint}\n`)
  } catch (error) {
    if (existsSync(join(earlier, stampName))) {
      await rm(output, {recursive: true, force: true})
      await rename(earlier, output)
    }
    throw problem.fromSystem(error, folder)
  }
  await rm(earlier, {recursive: true, force: true})
  step.done(`Built ${build.title}`)
}

/**
 * Move a complete output aside and give the new one its cache, without what was fetched from a lake. An output without
 * a stamp is the rest of a build that was cut short: it is dropped, and an earlier one that waits is kept.
 * @param {string} output
 * @param {string} earlier
 * @param {Build} build
 */
async function putAside(output, earlier, {cache}) {
  if (existsSync(join(output, stampName))) {
    await rm(earlier, {recursive: true, force: true})
    await rename(output, earlier)
  } else {
    await rm(output, {recursive: true, force: true})
  }
  if (!cache || !existsSync(join(earlier, cache))) return
  await mkdir(output, {recursive: true})
  await rename(join(earlier, cache), join(output, cache))
  await rm(join(output, cache, 'fetch-cache'), {recursive: true, force: true})
}

/** @param {string} folder */
async function buildCommand(folder) {
  const file = join(folder, 'package.json')
  try {
    return JSON.parse(await readFile(file, 'utf8')).scripts.build
  } catch (error) {
    throw problem.damagedFile(file, error)
  }
}

/**
 * The build sees no setting of a lake (nothing is baked in) and calls nobody.
 * @param {string} root
 * @param {string} folder
 * @param {string} node
 */
function buildEnvironment(root, folder, node) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(SANITY_|NEXT_|LAKE_|SITE_|STUDIO_|DRAFT_SECRET|NODE_OPTIONS)/.test(name),
  )
  return {
    ...Object.fromEntries(kept),
    PATH: [
      dirname(node),
      join(folder, 'node_modules', '.bin'),
      join(root, 'node_modules', '.bin'),
      process.env.PATH,
    ].join(delimiter),
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    NO_UPDATE_NOTIFIER: '1',
    CI: '1',
  }
}

/**
 * @param {import('./task.mjs').Outcome} outcome
 * @param {string} root
 * @param {Build} build
 * @param {string} log
 */
function explain({how, output}, root, build, log) {
  if (/ENOSPC|no space left/i.test(output)) return problem.diskFull(root)
  if (/EACCES|EROFS|permission denied|read-only file system/i.test(output)) {
    return problem.notWritable(join(root, build.name))
  }
  return problem.taskFailed(`Building ${build.title}`, how, output, log)
}
