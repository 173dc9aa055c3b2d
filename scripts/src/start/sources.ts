/**
 * `npm run dev`: what is saved is built, and the part that it belongs to is started again.
 *
 * Contents decide, not dates, as in every build here: saving a file as it was does nothing. The parts are those of `npm start`, with its
 * builds, so what is seen is what ships. When a build fails, the earlier one goes on and the reason is printed.
 */
import {watch} from 'node:fs'
import type {FSWatcher} from 'node:fs'
import {join} from 'node:path'
import {fingerprintOf, sourceFiles, sourceFolders} from '../../setup/fingerprint.mjs'
import {OperatorError} from '../errors.ts'
import type {Part} from './part.ts'

/** An editor that saves all its files is one change. */
const quietMilliseconds = 150

export interface Watched {
  title: string
  /** Below the root; a change in any of them concerns the part. */
  folders: string[]
  /** Of the sources with which the part runs. */
  state: string
  part: Pick<Part, 'restart'>
}

interface Sources {
  root: string
  watched: Watched[]
  /** Build what is out of date; throws when that fails, and the earlier build stays. */
  build: () => Promise<void>
  print: (line: string) => void
  signal: AbortSignal
}

/** Changes whenever a source below the folders does. */
export async function stateOf(root: string, folders: string[]): Promise<string> {
  const files = await Promise.all(folders.map((folder) => sourceFiles(join(root, folder))))
  return fingerprintOf(root, files.flat())
}

/** Follow the sources until `signal`; resolves when every folder is watched. What was saved since the states were taken counts. */
export async function followSources({root, watched, build, print, signal}: Sources): Promise<void> {
  const states = watched.map(({state}) => state)
  /** Changed, and not started again: a build fails, or it did not come up. Whatever is saved next, they are tried again. */
  const owed = new Set<Watched>()
  const watchers = new Map<string, FSWatcher>()
  const parts = [...new Set(watched.flatMap(({folders}) => folders))]
  let timer: NodeJS.Timeout | undefined
  let working = false
  let again = false

  const nudge = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void follow(), quietMilliseconds)
  }

  /** One round after the other: what is saved during one is for the next. */
  async function follow(): Promise<void> {
    if (working) {
      again = true
      return
    }
    working = true
    try {
      await round()
    } catch (error) {
      if (!signal.aborted) print(wordsOf(error))
    }
    working = false
    if (!again || signal.aborted) return
    again = false
    nudge()
  }

  async function round(): Promise<void> {
    await watchFolders()
    const now = await Promise.all(watched.map(({folders}) => stateOf(root, folders)))
    const changed = watched.filter((_, index) => now[index] !== states[index])
    if (changed.length === 0 || signal.aborted) return
    states.splice(0, states.length, ...now)
    for (const part of changed) owed.add(part)
    await build()
    for (const one of owed) {
      try {
        await one.part.restart()
        owed.delete(one)
        print(`${one.title} runs with what you saved.`)
      } catch (error) {
        if (!signal.aborted) print(wordsOf(error))
      }
      if (signal.aborted) return
    }
  }

  /** Folder by folder: Node's recursive watch loses a file that an editor replaced. The folder above tells of a new one. */
  async function watchFolders(): Promise<void> {
    const folders = await Promise.all(parts.map((folder) => sourceFolders(join(root, folder))))
    for (const folder of folders.flat()) {
      if (watchers.has(folder) || signal.aborted) continue
      const watcher = watch(folder, nudge)
      watchers.set(folder, watcher)
      watcher.on('error', () => {
        watcher.close()
        watchers.delete(folder)
      })
    }
  }

  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    for (const watcher of watchers.values()) watcher.close()
  })
  await watchFolders()
  nudge()
  print('What you change in lake, studio and web is built when you save it.')
}

const wordsOf = (error: unknown) => {
  if (error instanceof OperatorError) return `${error.message}\n${error.remedy}`
  return error instanceof Error ? error.message : String(error)
}
