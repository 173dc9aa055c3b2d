/**
 * Cleared tags on disk, one JSON line for each clearing, flushed to the disk before it counts. What comes while the disk is busy is written
 * together next: a flush takes as long for a hundred lines as for one, and between its steps everything else that this process does has its turn.
 *
 * A half-written last line (the power went) is a clearing that nobody was told about; it is skipped. The journal is
 * rewritten shorter after it was read, and when it has become long, because of many marks for one tag only the last matters.
 */
import {appendFile, mkdir, open, readFile, rename} from 'node:fs/promises'
import path from 'node:path'
import {flushDirectory} from '../flush-directory.ts'
import type {Journal, Mark} from './tag-states.ts'

/** Bytes from which on a file is long: a start reads it before it answers. */
const usualLong = 4e6

/** What is written in one go. */
interface Batch {
  lines: string[]
  /** Settles when all of them are on disk, or none can be said to be. */
  written: Promise<void>
}

export class TagJournal implements Journal {
  readonly #file: string
  #writing: Promise<unknown> = Promise.resolve()
  /** Waits for the write under way. */
  #next: Batch | undefined
  /** A write failed and may have ended within a line, now or in an earlier process. */
  #isTorn = false
  /** A new file took the name, and the folder has not been flushed since: after a power cut the old one may have it. */
  #isNameAtRisk = false
  readonly #report: (error: unknown) => void
  readonly #long: number
  #bytes = 0
  /** After so many it is long. More than usual where it could not be made much shorter than that. */
  #longFrom: number

  /** `report` is told why the journal was not made shorter; what was to be appended fails by itself. */
  constructor(
    file: string,
    {report, long = usualLong}: {report?: (error: unknown) => void; long?: number} = {},
  ) {
    this.#file = file
    this.#report = report ?? (() => undefined)
    this.#long = long
    this.#longFrom = long
  }

  get isLong(): boolean {
    return this.#bytes > this.#longFrom
  }

  async load(): Promise<Mark[]> {
    await mkdir(path.dirname(this.#file), {recursive: true})
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    // What is appended to a file whose name is lost is lost.
    if (text === undefined) await this.#rewrite([])
    else this.#isTorn = true
    this.#bytes = text?.length ?? 0
    return (text ?? '').split('\n').flatMap(readMark)
  }

  append(mark: Mark): Promise<void> {
    const batch = (this.#next ??= this.#begin())
    batch.lines.push(`${JSON.stringify(mark)}\n`)
    return batch.written
  }

  /** Nobody waits for it but what is appended. When it fails, the file is as it was, or is the new one. */
  shorten(marks: () => Mark[]): void {
    this.#longFrom = Infinity
    this.#writing = this.#writing
      .then(() => this.#rewrite(marks()))
      .catch(this.#report)
      .finally(() => {
        this.#longFrom = Math.max(this.#long, 2 * this.#bytes)
      })
  }

  #begin(): Batch {
    const lines: string[] = []
    const written = this.#writing.then(() => {
      this.#next = undefined // what comes from now on is of the one after it
      return this.#write(lines.join(''))
    })
    this.#writing = written.catch(() => undefined)
    return {lines, written}
  }

  async #write(lines: string): Promise<void> {
    const text = this.#isTorn ? `\n${lines}` : lines // an empty line is skipped when it is read
    if (this.#isNameAtRisk) await this.#flushName()
    this.#isTorn = true
    await appendFile(this.#file, text, {flush: true})
    this.#isTorn = false
    this.#bytes += text.length
  }

  async #rewrite(marks: Mark[]): Promise<void> {
    const temporary = `${this.#file}.new`
    const text = marks.map((mark) => `${JSON.stringify(mark)}\n`).join('')
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, this.#file)
    this.#isTorn = false
    this.#bytes = text.length
    this.#isNameAtRisk = true
    await this.#flushName()
  }

  async #flushName(): Promise<void> {
    await flushDirectory(path.dirname(this.#file))
    this.#isNameAtRisk = false
  }
}

function readMark(line: string): Mark[] {
  try {
    const mark = JSON.parse(line) as Partial<Mark>
    if (typeof mark.at !== 'number' || !Array.isArray(mark.tags)) return []
    return [{at: mark.at, tags: mark.tags}]
  } catch {
    return []
  }
}
