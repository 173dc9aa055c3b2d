/**
 * The one stylesheet, `/styles/<version>.css`, in memory.
 *
 * The build holds it, and the firm's colours are content. Under its current name it never changes and is kept here and by
 * browsers, and is written down beside the pages that name it: so a start has it as soon as it has them, and a page that was
 * open while the colours changed keeps its own. A name that was never current here gets the current sheet, kept by nobody.
 *
 * Every page waits for its sheet, so no sheet waits for the disk: it is written behind, and one that is not read in time is made.
 * Beside it lie its rules as they were read, which to do again would take a start longer than its page.
 */
import {mkdir, readFile} from 'node:fs/promises'
import path from 'node:path'
import {digestOf} from '../cache/page.ts'
import {log, reasonOf, sparing} from '../log.ts'
import type {PageMaker} from '../rendering/page-maker.ts'
import {writeWhole} from '../whole-file.ts'
import {PageAnswer} from './page-answer.ts'
import {inertHeaders} from './policy.ts'
import type {Part} from './used-rules.ts'

const held = 4
/** Milliseconds that the disk is given. */
const longestRead = 2_000
/** Milliseconds that it is given for rules, which are read from their sheet in a tenth of that. */
const longestForRules = 200
const immutable = 'public, max-age=31536000, immutable'
const shape = /^\/styles\/[A-Za-z0-9]{8,20}\.css$/

export class Styles {
  readonly #maker: Pick<PageMaker, 'ask'>
  readonly #directory: string
  readonly #hot = new Map<string, PageAnswer>()
  readonly #rules = new WeakMap<PageAnswer, Promise<Part[] | undefined>>()
  readonly #asking = new Map<string, Promise<PageAnswer | undefined>>()
  readonly #longest: number
  readonly #unread = sparing(log)
  #writing: Promise<unknown> = Promise.resolve()

  /** `directory` belongs to one build and one lake, as the pages' does. `longest`: milliseconds that the disk is given. */
  constructor(maker: Pick<PageMaker, 'ask'>, directory: string, options: {longest?: number} = {}) {
    this.#maker = maker
    this.#directory = directory
    this.#longest = options.longest ?? longestRead
  }

  has(address: string): boolean {
    return shape.test(address)
  }

  hot(address: string): PageAnswer | undefined {
    return this.#hot.get(address)
  }

  /** The sheet, or nothing when it cannot be had: pages read well without it. */
  async get(address: string): Promise<PageAnswer | undefined> {
    const known = this.#hot.get(address) ?? this.#asking.get(address)
    if (known) return known
    const asking = this.#get(address).finally(() => this.#asking.delete(address))
    this.#asking.set(address, asking)
    return asking
  }

  /** The rules of a sheet; nothing while they cannot be read, and then pages carry all of it. */
  async rulesOf(sheet: PageAnswer): Promise<readonly Part[] | undefined> {
    const known = this.#rules.get(sheet)
    if (known) return known
    const file = path.join(this.#directory, `${sheet.digest}.json`)
    const reading = this.#readRules(file, sheet).catch((error: unknown) => {
      this.#rules.delete(sheet) // and read again for the next page
      this.#unread('warn', 'pages carry the whole stylesheet', {reason: reasonOf(error)})
      return undefined
    })
    this.#rules.set(sheet, reading)
    return reading
  }

  async #readRules(file: string, sheet: PageAnswer): Promise<Part[]> {
    const written = await this.#read(file, Math.min(longestForRules, this.#longest))
    const known = written && listIn(written)
    if (known) return known
    const {readRules} = await import('./read-rules.ts')
    const rules = readRules(sheet.body.toString())
    this.#writeBehind(file, Buffer.from(JSON.stringify(rules)))
    return rules
  }

  async #get(address: string): Promise<PageAnswer | undefined> {
    const written = await this.#read(this.#file(address))
    if (written) return this.#keep(address, answerOf(written, immutable))
    const {status, headers, body} = await this.#maker.ask(address)
    if (status !== 200) return undefined
    const cacheControl = headers['cache-control'] ?? 'no-cache'
    if (!cacheControl.includes('immutable')) return answerOf(body, cacheControl)
    this.#writeBehind(this.#file(address), body)
    return this.#keep(address, answerOf(body, cacheControl))
  }

  /** Settles when what is kept is on disk, or that failed. */
  async settled(): Promise<void> {
    await this.#writing
  }

  #file(address: string): string {
    return path.join(this.#directory, path.basename(address))
  }

  async #read(file: string, longest = this.#longest): Promise<Buffer | undefined> {
    const {promise: late, resolve} = Promise.withResolvers<undefined>()
    const timer = setTimeout(resolve, longest)
    const reading = readFile(file).catch(() => undefined)
    return Promise.race([reading, late]).finally(() => clearTimeout(timer))
  }

  #writeBehind(file: string, body: Buffer): void {
    const write = () => this.#write(file, body)
    this.#writing = this.#writing.then(write).catch(() => undefined) // then the next start asks again
  }

  async #write(file: string, body: Buffer): Promise<void> {
    await mkdir(this.#directory, {recursive: true})
    await writeWhole(file, body, {flush: true}) // it may be kept for ever, so it must be whole
  }

  #keep(address: string, answer: PageAnswer): PageAnswer {
    const [oldest] = this.#hot.keys()
    if (oldest !== undefined && this.#hot.size >= held) this.#hot.delete(oldest)
    this.#hot.set(address, answer)
    return answer
  }
}

/** What was written, unless a power cut left half of it. */
function listIn(written: Buffer): Part[] | undefined {
  try {
    const read: unknown = JSON.parse(written.toString())
    return Array.isArray(read) ? (read as Part[]) : undefined
  } catch {
    return undefined
  }
}

const answerOf = (body: Buffer, cacheControl: string) =>
  new PageAnswer({
    status: 200,
    body,
    digest: digestOf(body),
    headers: {
      ...inertHeaders,
      'content-type': 'text/css; charset=utf-8',
      'cache-control': cacheControl,
      'cross-origin-resource-policy': 'same-origin',
    },
  })
