/**
 * Rendered pages on disk, one file for each.
 *
 * A file is a line of JSON that describes the page (enough to know at start what is there and how old it is), then the
 * page as readers get it, compressed. Files appear by rename, so a crash leaves the old page or the new one. The oldest
 * files go when the bound is reached.
 */
import {createHash} from 'node:crypto'
import {mkdir, open, readdir, rename, rm, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {zstdCompress, zstdDecompressSync} from 'node:zlib'
import {packed, unpacked} from './packed-value.ts'
import type {PageStore} from './page-store.ts'
import type {PageRecord, StoredPage} from './page.ts'

// Not imported: that would evaluate all of these modules at every start, and half of it is used by nobody.
const {closeSync, fstatSync, openSync, readSync} = process.getBuiltinModule('node:fs')
const {promisify} = process.getBuiltinModule('node:util')
const compress = promisify(zstdCompress)

const longestDescription = 65_536
const usualDescription = 4_096
/** Descriptions that are read before others may have the thread. */
const atOnce = 256

export class DiskPages implements PageStore {
  readonly #directory: string
  readonly #bytes: number
  readonly #sizes = new Map<string, number>()
  readonly #work = new Map<string, Promise<void>>()
  #total = 0
  #files = 0

  constructor(directory: string, bounds: {bytes: number}) {
    this.#directory = directory
    this.#bytes = bounds.bytes
  }

  async list(): Promise<PageRecord[]> {
    await mkdir(this.#directory, {recursive: true})
    const found: {record: PageRecord; bytes: number}[] = []
    const start = Buffer.allocUnsafe(longestDescription)
    for (const [i, name] of (await readdir(this.#directory)).entries()) {
      const file = path.join(this.#directory, name)
      const known = name.endsWith('.page') ? readDescription(file, start) : undefined
      if (known) found.push(known)
      else await rm(file, {force: true, recursive: true})
      if (i % atOnce === 0) await new Promise(setImmediate)
    }
    found.sort((a, b) => a.record.renderedAt - b.record.renderedAt)
    for (const {record, bytes} of found) this.#count(record.key, bytes)
    return found.map(({record}) => record)
  }

  has(key: string): boolean {
    return this.#sizes.has(key)
  }

  async read(key: string): Promise<StoredPage | undefined> {
    await this.#work.get(key)
    if (!this.#sizes.has(key)) return undefined
    const file = await open(this.#file(key), 'r').catch(() => undefined)
    if (!file) return undefined
    try {
      const content = await file.readFile()
      const end = content.indexOf(10)
      const record = JSON.parse(content.toString('utf8', 0, end)) as PageRecord
      const value = zstdDecompressSync(content.subarray(end + 1))
      return {...record, value: unpacked(value)}
    } catch {
      return undefined
    } finally {
      await file.close()
    }
  }

  write({value, ...record}: StoredPage): Promise<string[]> {
    let forgotten: string[] = []
    const written = this.#after(record.key, async () => {
      const bytes = packed(value)
      // Told how much comes, zstd takes the memory for that much, and not megabytes that have the heap collected again and again.
      const compressed = await compress(bytes, {pledgedSrcSize: bytes.length})
      const content = Buffer.concat([Buffer.from(`${JSON.stringify(record)}\n`), compressed])
      const temporary = path.join(this.#directory, `${process.pid}-${this.#files++}.new`)
      await writeFile(temporary, content)
      await rename(temporary, this.#file(record.key))
      this.#count(record.key, content.length)
      forgotten = await this.#makeRoom(record.key)
    })
    return written.then(() => forgotten)
  }

  remove(key: string): Promise<void> {
    return this.#after(key, async () => {
      if (!this.#sizes.has(key)) return // most addresses where nothing is never had a page
      this.#count(key, undefined)
      await rm(this.#file(key), {force: true})
    })
  }

  async #makeRoom(newest: string): Promise<string[]> {
    const forgotten: string[] = []
    for (const key of this.#sizes.keys()) {
      if (this.#total <= this.#bytes) break
      if (key === newest) continue
      this.#count(key, undefined)
      forgotten.push(key)
      await rm(this.#file(key), {force: true})
    }
    return forgotten
  }

  #count(key: string, bytes: number | undefined): void {
    this.#total -= this.#sizes.get(key) ?? 0
    this.#sizes.delete(key)
    if (bytes === undefined) return
    this.#sizes.set(key, bytes)
    this.#total += bytes
  }

  /** One change of a file at a time, in the order in which they were asked for. */
  #after(key: string, change: () => Promise<void>): Promise<void> {
    const before = this.#work.get(key) ?? Promise.resolve()
    const done = before.catch(() => undefined).then(change)
    this.#work.set(key, done)
    const forget = () => {
      if (this.#work.get(key) === done) this.#work.delete(key)
    }
    done.then(forget, forget)
    return done
  }

  #file(key: string): string {
    return path.join(this.#directory, `${createHash('sha256').update(key).digest('hex')}.page`)
  }
}

/**
 * The first line of a file, and its size. Without promises, which would cost more than the reading: a start reads the
 * descriptions of every page before it answers.
 */
function readDescription(
  name: string,
  start: Buffer,
): {record: PageRecord; bytes: number} | undefined {
  let file: number | undefined
  try {
    file = openSync(name, 'r')
    let read = readSync(file, start, 0, usualDescription, 0)
    if (start.subarray(0, read).indexOf(10) < 0)
      read = readSync(file, start, 0, longestDescription, 0)
    const end = start.subarray(0, read).indexOf(10)
    if (end < 0) return undefined
    const record = JSON.parse(start.toString('utf8', 0, end)) as PageRecord
    return {record, bytes: fstatSync(file).size}
  } catch {
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
