/**
 * Articles rendered before somebody asks: after a start, behind everything else, the newest first.
 *
 * One page at a time, and never while readers' pages wait for a render of their own. After each page the thread is left
 * alone for as long as the page took, longer while readers are about. What is on disk already is passed over, so a
 * warming that was cut short goes on where it stopped. It ends at the last article, or when it has rendered as many as it may.
 */
import {setTimeout as wait} from 'node:timers/promises'
import {articlePath} from '../addresses.ts'
import {listed} from '../content/fragments.ts'
import type {AskLake} from '../content/questions.ts'
import {reasonOf, type Log} from '../log.ts'

export interface WarmingOptions {
  ask: AskLake
  isCurrent: (path: string) => boolean
  /** Render the page at this address. */
  render: (path: string) => Promise<unknown>
  /** How many renders wait that somebody asked for. */
  waiting: () => number
  /** How many requests readers have made so far. */
  requests: () => number
  log: Log
  most?: number
}

interface Warmed {
  _id: string
  slug: string
  language: string | null
  publishedAt: string
}

const atOnce = 200
const mostPages = 20_000
/** So many failures in a row, and the lake is likely away: the rest is left to readers. */
const mostFailures = 5
const query = `*[${listed} && publishedAt <= $before && (publishedAt < $before || _id > $after)] | order(publishedAt desc, _id asc) [0...${atOnce}] {
  _id, "slug": slug.current, language, publishedAt
}`

export class Warming {
  readonly #options: WarmingOptions
  #closed = false
  #rendered = 0
  #failures = 0

  constructor(options: WarmingOptions) {
    this.#options = options
  }

  /** Settles when there is nothing more to do. Never fails. */
  async run(): Promise<void> {
    const {log} = this.#options
    const started = performance.now()
    try {
      await this.#everyArticle()
    } catch (error) {
      log('warn', 'warming', {reason: reasonOf(error)})
    }
    if (this.#rendered === 0) return
    const seconds = Math.round((performance.now() - started) / 100) / 10
    log('info', 'pages warmed', {pages: this.#rendered, seconds, finished: !this.#isOver()})
  }

  close(): void {
    this.#closed = true
  }

  async #everyArticle(): Promise<void> {
    for (let last = {publishedAt: '9999', _id: ''}; ;) {
      const params = {before: last.publishedAt, after: last._id}
      const some = await this.#options.ask<Warmed[]>(query, params)
      for (const article of some) {
        if (this.#isOver()) return
        await this.#warm(articlePath(article))
      }
      const end = some.at(-1)
      if (!end || some.length < atOnce) return
      last = end
    }
  }

  async #warm(path: string): Promise<void> {
    const {isCurrent, render, requests} = this.#options
    if (isCurrent(path)) return
    await this.#untilNobodyWaits()
    if (this.#closed || isCurrent(path)) return // somebody may have been quicker
    const before = requests()
    const started = performance.now()
    try {
      await render(path)
      this.#rendered++
      this.#failures = 0
    } catch {
      this.#failures++ // a page that cannot be rendered is the business of whoever asks for it
    }
    const took = performance.now() - started
    await wait(requests() === before ? took : 4 * took, undefined, {ref: false})
  }

  async #untilNobodyWaits(): Promise<void> {
    while (!this.#closed && this.#options.waiting() > 0) await wait(100, undefined, {ref: false})
  }

  #isOver(): boolean {
    return (
      this.#closed ||
      this.#rendered >= (this.#options.most ?? mostPages) ||
      this.#failures >= mostFailures
    )
  }
}
