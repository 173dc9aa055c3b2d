/**
 * Marks that Redis has not acknowledged yet, on disk, in the order in which they were made.
 *
 * A webhook is answered when its mark is in Redis or here; so neither an outage of Redis nor a restart of the site loses it. Each has a
 * number used once, by which Redis knows it again when an answer was lost on the way.
 */
import {appendFile, mkdir, readFile, rename, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {flushDirectory} from '../flush-directory.ts'

export interface Entry {
  nonce: string
  tags: string[]
  /** What the others should know beside the tags. */
  news?: unknown
}

export class Pending {
  readonly #file: string
  readonly #entries = new Map<string, Entry>()
  #writing: Promise<unknown> = Promise.resolve()
  /** The file may end within a line: after a power cut, or a write that failed. */
  #isTorn = false
  /** The file has its name since the folder was last flushed: after a power cut it may be without. */
  #isNameAtRisk = false

  constructor(file: string) {
    this.#file = file
  }

  get size(): number {
    return this.#entries.size
  }

  entries(): Entry[] {
    return [...this.#entries.values()]
  }

  async load(): Promise<void> {
    await mkdir(path.dirname(this.#file), {recursive: true})
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      this.#isNameAtRisk = true
      return ''
    })
    this.#isTorn = text !== '' && !text.endsWith('\n')
    for (const line of text.split('\n')) {
      const entry = readEntry(line)
      if (entry) this.#entries.set(entry.nonce, entry)
    }
  }

  /** Settles when a restart can no longer lose it. */
  add(entry: Entry): Promise<void> {
    this.#entries.set(entry.nonce, entry)
    return this.#after(async () => {
      const line = `${JSON.stringify(entry)}\n`
      const text = this.#isTorn ? `\n${line}` : line // an empty line is skipped when it is read
      this.#isTorn = true
      await appendFile(this.#file, text, {flush: true})
      this.#isTorn = false
      await this.#flushName()
    })
  }

  remove(nonces: Iterable<string>): Promise<void> {
    for (const nonce of nonces) this.#entries.delete(nonce)
    return this.#after(async () => {
      const lines = this.entries().map((entry) => `${JSON.stringify(entry)}\n`)
      await writeFile(`${this.#file}.new`, lines.join(''), {flush: true})
      await rename(`${this.#file}.new`, this.#file)
      this.#isTorn = false
      this.#isNameAtRisk = true
    })
  }

  async #flushName(): Promise<void> {
    if (!this.#isNameAtRisk) return
    await flushDirectory(path.dirname(this.#file))
    this.#isNameAtRisk = false
  }

  #after(change: () => Promise<void>): Promise<void> {
    const written = this.#writing.then(change)
    this.#writing = written.catch(() => undefined)
    return written
  }
}

/** A half-written last line is a mark that nobody was told of. */
function readEntry(line: string): Entry | undefined {
  try {
    const {nonce, tags, news} = JSON.parse(line) as Partial<Entry>
    if (typeof nonce !== 'string' || !Array.isArray(tags)) return undefined
    return {nonce, tags, ...(news === undefined ? {} : {news})}
  } catch {
    return undefined
  }
}
