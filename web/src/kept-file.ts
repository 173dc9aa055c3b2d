/**
 * A small file that a restart is to find again. It is written whole, beside its place, and renamed into that: whoever reads it finds what
 * was there before or what is there now, whenever the process ended.
 *
 * One write comes after the other, and each writes what is to be kept by then, so the last one wins. One that fails (the disk is full) is
 * told of and tried again. Without `flush` a power cut may take back what was written last.
 */
import {mkdir, readFile} from 'node:fs/promises'
import path from 'node:path'
import {flushDirectory} from './flush-directory.ts'
import {writeWhole} from './whole-file.ts'

export interface KeptFileOptions {
  file: string
  /** What is to be kept now; nothing when there is nothing to keep yet. */
  content: () => string | undefined
  /** Milliseconds for which `soon` waits for more to change. */
  delay?: number
  /** Milliseconds after which a write that failed is tried again. */
  again?: number
  /** Wait for the disk, too. */
  flush?: boolean
  report: (error: unknown) => void
}

export class KeptFile {
  readonly #options: KeptFileOptions
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #onDisk: string | undefined
  #closed = false

  constructor(options: KeptFileOptions) {
    this.#options = options
  }

  /** What an earlier process kept, or nothing. */
  async read(): Promise<string | undefined> {
    try {
      return await readFile(this.#options.file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#options.report(error)
      return undefined
    }
  }

  /** Something changed: write in a moment, once for all that changes until then. */
  soon(): void {
    this.#after(this.#options.delay ?? 1_000)
  }

  /** Write now. Settles when that was tried; never fails. After `close` there is no more to be written. */
  now(): Promise<void> {
    if (this.#closed) return this.#writing
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  /** Write what changed since the last time, and no more after that. */
  close(): Promise<void> {
    const last = this.now()
    this.#closed = true
    return last
  }

  #after(milliseconds: number): void {
    if (this.#closed || this.#timer) return
    this.#timer = setTimeout(() => void this.now(), milliseconds)
    this.#timer.unref()
  }

  async #write(): Promise<void> {
    const {file, content, flush = false, again = 10_000, report} = this.#options
    try {
      const text = content()
      if (text === undefined || text === this.#onDisk) return
      await mkdir(path.dirname(file), {recursive: true})
      await writeWhole(file, text, {flush})
      if (flush) await flushDirectory(path.dirname(file))
      this.#onDisk = text
    } catch (error) {
      report(error)
      this.#after(again)
    }
  }
}
