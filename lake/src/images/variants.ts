/**
 * Made pictures on disk, so that each variant is computed once: a folder with a bound on its bytes.
 *
 * Losing it loses nothing. The least recently used variants go first; the same variant asked for twice at the same time
 * is made once; only a few are made at a time, so that a flood of odd sizes cannot starve writes and queries.
 */
import {randomUUID} from 'node:crypto'
import {mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {createTurns} from './turns.ts'

const MAX_BYTES = 512_000_000

// One line for the whole process, whatever the dataset.
const turns = createTurns(2, 512)

export interface Variants {
  /** The variant of this name, made by `make` when it is not there. */
  get(name: string, make: () => Promise<Buffer>): Promise<Buffer>
}

export function openVariants(directory: string, maxBytes = MAX_BYTES): Variants {
  /** Sizes by name, least recently used first. */
  const kept = new Map<string, number>()
  const underway = new Map<string, Promise<Buffer>>()
  let bytes = 0
  let ready: Promise<void> | undefined

  const load = async () => {
    await mkdir(directory, {recursive: true})
    const found = await Promise.all(
      (await readdir(directory)).map(async (name) => {
        const path = join(directory, name)
        if (name.endsWith('.part')) return void (await rm(path, {force: true}))
        const {size, mtimeMs} = await stat(path)
        return {name, size, mtimeMs}
      }),
    )
    const variants = found.filter((entry) => entry !== undefined)
    for (const {name, size} of variants.toSorted((a, b) => a.mtimeMs - b.mtimeMs)) {
      kept.set(name, size)
      bytes += size
    }
  }

  const read = async (name: string): Promise<Buffer | undefined> => {
    const size = kept.get(name)
    if (size === undefined) return undefined
    kept.delete(name)
    try {
      const data = await readFile(join(directory, name))
      kept.set(name, size)
      void utimes(join(directory, name), new Date(), new Date()).catch(() => {})
      return data
    } catch {
      bytes -= size // somebody emptied the folder; make it again
      return undefined
    }
  }

  const keep = async (name: string, data: Buffer) => {
    const temporary = join(directory, `${randomUUID()}.part`)
    await writeFile(temporary, data)
    await rename(temporary, join(directory, name))
    bytes += data.length - (kept.get(name) ?? 0)
    kept.set(name, data.length)
    for (const [oldest, size] of kept) {
      if (bytes <= maxBytes || oldest === name) break
      kept.delete(oldest)
      bytes -= size
      await rm(join(directory, oldest), {force: true})
    }
  }

  const produce = async (name: string, make: () => Promise<Buffer>): Promise<Buffer> => {
    await (ready ??= load())
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
