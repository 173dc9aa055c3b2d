import {execFile} from 'node:child_process'
import {copyFile, mkdir, readdir, rename, rm} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {
  backupFailed,
  fileOfAnother,
  folderNotEmpty,
  folderUnfinished,
  noDataDirectory,
} from '../errors.ts'
import {flush} from '../directory/flush.ts'
import {moduleOf} from '../start/part.ts'
import {readArguments} from './arguments.ts'
import {usageOf} from './command.ts'
import type {Command} from './command.ts'

const options = {
  directory: {
    type: 'string',
    value: 'DIR',
    about: 'the data directory to copy (default: MASTHEAD_DIRECTORY, else data)',
  },
} as const

/** `pnpm content backup FOLDER`: all of a data directory that cannot be made again, while Masthead runs or not. */
export const backup: Command = {
  verb: 'backup',
  usage: 'FOLDER [--directory DIR]',
  about: 'all content, users, pictures and secrets into a new folder, while Masthead runs',
  options,
  whenStopped:
    'The backup was not made; what was copied has “.unfinished” behind its name: delete it before you make one of that name.',
  async run(args, operator) {
    const {values, positionals} = readArguments(args, usageOf(backup), options, 1)
    const given = positionals[0] ?? ''
    const directory = operator.directory(values)
    const {files} = await copyWhole(directory, operator.path(given))
    operator.print(
      `${given} holds what ${directory} held when this began; pictures and other files: ${files}. It holds secrets, too.`,
    )
  },
}

/** The folder has its name when all of it is there. */
async function copyWhole(directory: string, to: string) {
  const lake = join(directory, 'lake')
  const present = await readdir(lake).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES') throw fileOfAnother(lake, error)
    return [] as string[]
  })
  if (!present.includes('lake.sqlite')) throw noDataDirectory(directory)
  if ((await entriesOf(to)).length > 0) throw folderNotEmpty(to)
  const unfinished = `${to}.unfinished`
  try {
    await mkdir(dirname(to), {recursive: true, mode: 0o700})
    await mkdir(unfinished, {mode: 0o700})
  } catch (error) {
    throw folderUnfinished(unfinished, error)
  }
  try {
    const copied = await copyLake(lake, join(unfinished, 'lake'))
    await copyBeside(directory, unfinished)
    await flush(unfinished)
    await rename(unfinished, to) // also in the place of an empty folder
    await flush(dirname(to))
    return copied
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? backupFailed(error.message, error) : error
  } finally {
    await rm(unfinished, {recursive: true, force: true})
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw folderNotEmpty(folder)
  })
}

/** By the lake's own command, which knows what belongs to it and in which order. */
async function copyLake(from: string, to: string): Promise<{datasets: number; files: number}> {
  const wish = [moduleOf('lake/src/backup.ts'), '--directory', from, '--to', to]
  const {stdout} = await promisify(execFile)(process.execPath, wish).catch(
    (error: Error & {stderr?: string}) => {
      throw backupFailed(error.stderr?.trim() || error.message, error)
    },
  )
  return JSON.parse(stdout) as {datasets: number; files: number}
}

/** The secrets, and the addresses that the site alone remembers: `moved-….json`. Each is written whole, or not there. */
async function copyBeside(directory: string, to: string) {
  const site = await readdir(join(directory, 'site')).catch(() => [] as string[])
  const moved = site
    .filter((name) => /^moved-.*\.json$/.test(name))
    .map((name) => join('site', name))
  await mkdir(join(to, 'site'))
  for (const name of ['secrets.json', ...moved]) {
    try {
      await copyFile(join(directory, name), join(to, name))
      await flush(join(to, name))
    } catch (error) {
      const {code, message} = error as NodeJS.ErrnoException
      if (code !== 'ENOENT') throw backupFailed(message, error)
    }
  }
  await flush(join(to, 'site'))
}
