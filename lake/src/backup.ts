/**
 * `node lake/src/backup.ts --directory DIR --to NEW`: copy everything that a lake keeps into a new folder, while it runs or not, and print
 * `{datasets, files}` as one line. A lake that is started on the copy goes on from there.
 *
 * The order is what keeps the parts together. Users and webhooks come first: a webhook that has heard of a change which the copy
 * lacks would take the next one for the same. Then each dataset, and last its files, which are on disk before the document that names them.
 */
import {copyFile, mkdir, readdir, rename, rm, stat} from 'node:fs/promises'
import {dirname, join, resolve} from 'node:path'
import {parseArgs} from 'node:util'
import {parseFileName, parseImageName} from './assets/files.ts'
import {flush} from './flush.ts'
import {copyDatabase} from './store/copy.ts'

const USAGE = 'Usage: node lake/src/backup.ts --directory DIR --to NEW'

interface Copied {
  datasets: number
  /** Pictures and other files. */
  files: number
}

/** `to` appears when all of it is there. */
async function backUp(directory: string, to: string): Promise<Copied> {
  if (!(await exists(join(directory, 'lake.sqlite'))))
    throw new Error(`There is no lake in ${directory}. Name the folder that holds lake.sqlite.`)
  if (await exists(to)) throw new Error(`${to} is there already. Name a new folder.`)
  const unfinished = `${to}.unfinished`
  await mkdir(dirname(to), {recursive: true})
  await begin(unfinished)
  try {
    const copied = await copyLake(directory, unfinished)
    await rename(unfinished, to)
    await flush(dirname(to))
    return copied
  } finally {
    await rm(unfinished, {recursive: true, force: true})
  }
}

/** What a backup that was cut off has left is of another moment, and may hold what was deleted since. */
async function begin(unfinished: string): Promise<void> {
  try {
    await mkdir(unfinished)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const remedy = 'If no other backup runs, one was cut off: remove that folder and begin again.'
    throw new Error(`${unfinished} is there already. ${remedy}`, {cause: error})
  }
}

async function copyLake(directory: string, to: string): Promise<Copied> {
  await copyDatabase(join(directory, 'lake.sqlite'), join(to, 'lake.sqlite'))
  await flush(join(to, 'lake.sqlite'))
  await mkdir(join(to, 'datasets'))
  const datasets = await datasetsOf(directory)
  let files = 0
  for (const name of datasets) {
    const [from, copy] = [directory, to].map((root) => join(root, 'datasets', name))
    files += await copyDataset(from!, copy!)
  }
  await flush(join(to, 'datasets'))
  await flush(to)
  return {datasets: datasets.length, files}
}

/** A dataset that is being deleted has another name, which begins with a dot. */
async function datasetsOf(directory: string): Promise<string[]> {
  const entries = await readdir(join(directory, 'datasets'), {withFileTypes: true})
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({name}) => name)
}

async function copyDataset(from: string, to: string): Promise<number> {
  await mkdir(to, {recursive: true})
  await copyDatabase(join(from, 'content.sqlite'), join(to, 'content.sqlite'))
  await flush(join(to, 'content.sqlite'))
  const images = await copyFiles(from, to, 'images', parseImageName)
  const files = await copyFiles(from, to, 'files', parseFileName)
  await flush(join(to, 'assets'))
  await flush(to)
  return images + files
}

/** Whole ones only: an upload under way has another name. */
async function copyFiles(
  from: string,
  to: string,
  kind: string,
  nameOf: (name: string) => unknown,
) {
  const folder = join(to, 'assets', kind)
  await mkdir(folder, {recursive: true})
  let count = 0
  for (const name of await readdir(join(from, 'assets', kind))) {
    if (!nameOf(name)) continue
    const copied = await copyFile(join(from, 'assets', kind, name), join(folder, name)).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false // purged this moment
        throw error
      },
    )
    if (!copied) continue
    await flush(join(folder, name))
    count += 1
  }
  await flush(folder)
  return count
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

process.umask(0o077) // drafts, and what was deleted

try {
  const {values} = parseArgs({options: {directory: {type: 'string'}, to: {type: 'string'}}})
  if (!values.directory || !values.to) throw new Error(USAGE)
  const copied = await backUp(resolve(values.directory), resolve(values.to))
  process.stdout.write(`${JSON.stringify(copied)}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
