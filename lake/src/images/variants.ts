/**
 * Made pictures on disk, so that each variant is computed once: a folder with a bound on its bytes, on its files, and on
 * the files of one picture, so that asking for one picture in every size does not drive out the others.
 *
 * Losing it loses nothing. The least recently used variants go first; the same variant asked for twice at the same time
 * is made once; only a few are made at a time, so that a flood of odd sizes cannot starve writes and queries.
 */
import {randomUUID} from 'node:crypto'
import {mkdir, readdir, readFile, rm, stat, utimes} from 'node:fs/promises'
import {join} from 'node:path'
import {isAbsent} from '../assets/files.ts'
import {writeWhole} from '../whole-file.ts'
import {createTurns} from './turns.ts'

export interface Bounds {
  bytes: number
  files: number
  /** Variants of one picture. */
  each: number
}

const usualBounds: Bounds = {bytes: 512_000_000, files: 50_000, each: 500}

// One line for the whole process, whatever the dataset.
const turns = createTurns(2, 512)

export interface Variants {
  /** The variant of this name, `<picture>-<variant>`, made by `make` when it is not there. */
  get(name: string, make: () => Promise<Buffer>): Promise<Buffer>
}

export function openVariants(directory: string, bounds: Partial<Bounds> = {}): Variants {
  const most = {...usualBounds, ...bounds}
  /** Sizes by name, least recently used first. */
  const kept = new Map<string, number>()
  const perPicture = new Map<string, number>()
  const underway = new Map<string, Promise<Buffer>>()
  let bytes = 0
  let ready: Promise<void> | undefined

  const load = async () => {
    await mkdir(directory, {recursive: true})
    const found = await Promise.all(
      (await readdir(directory)).map(async (name) => {
        const path = join(directory, name)
        if (name.endsWith('.part')) return void (await rm(path, {force: true}))
        const found = await stat(path).catch(unlessAbsent) // a sweep may have taken it meanwhile
        return found && {name, size: found.size, mtimeMs: found.mtimeMs}
      }),
    )
    const variants = found.filter((entry) => entry !== undefined)
    for (const {name, size} of variants.toSorted((a, b) => a.mtimeMs - b.mtimeMs)) {
      note(name, size)
    }
  }

  const read = async (name: string): Promise<Buffer | undefined> => {
    const size = kept.get(name)
    if (size === undefined) return undefined
    try {
      const data = await readFile(join(directory, name))
      if (kept.delete(name)) kept.set(name, size) // the most recent one now
      void utimes(join(directory, name), new Date(), new Date()).catch(() => {})
      return data
    } catch {
      forget(name) // somebody emptied the folder; make it again
      return undefined
    }
  }

  const keep = async (name: string, data: Buffer) => {
    await writeWhole(join(directory, name), data, join(directory, `${randomUUID()}.part`))
    forget(name)
    note(name, data.length)
    const picture = pictureOf(name)
    if ((perPicture.get(picture) ?? 0) > most.each) {
      const oldest = [...kept.keys()].find((other) => pictureOf(other) === picture)
      if (oldest) await drop(oldest)
    }
    for (const oldest of kept.keys()) {
      if ((bytes <= most.bytes && kept.size <= most.files) || oldest === name) break
      await drop(oldest)
    }
  }

  const note = (name: string, size: number) => {
    kept.set(name, size)
    bytes += size
    const picture = pictureOf(name)
    perPicture.set(picture, (perPicture.get(picture) ?? 0) + 1)
  }

  const forget = (name: string) => {
    const size = kept.get(name)
    if (size === undefined) return
    kept.delete(name)
    bytes -= size
    const picture = pictureOf(name)
    const left = (perPicture.get(picture) ?? 0) - 1
    if (left > 0) perPicture.set(picture, left)
    else perPicture.delete(picture)
  }

  const drop = async (name: string) => {
    forget(name)
    await rm(join(directory, name), {force: true})
  }

  const produce = async (name: string, make: () => Promise<Buffer>): Promise<Buffer> => {
    await (ready ??= load().catch((error: unknown) => {
      ready = undefined // a fault that passes must not stay
      throw error
    }))
    const stored = await read(name)
    if (stored) return stored
    const data = await turns.take(make)
    // A full disk must not cost the reader the picture.
    await keep(name, data).catch(() => {})
    return data
  }

  return {
    get(name, make) {
      const already = underway.get(name)
      if (already) return already
      const work = produce(name, make).finally(() => underway.delete(name))
      underway.set(name, work)
      return work
    },
  }
}

const unlessAbsent = (error: unknown) => {
  if (isAbsent(error)) return undefined
  throw error
}

const pictureOf = (name: string) => name.slice(0, name.indexOf('-'))
