/**
 * Articles rendered before somebody asks: after a start, behind everything else, the newest first.
 *
 * While nobody reads, a few are under way together: the lake answers for one, another is written, a third rendered. While readers are about
 * it is one at a time, and after it the thread is left to them three times as long as it was busy. Never while readers' pages wait for a
 * render of their own. What is on disk already is passed over, so a warming that was cut short goes on where it stopped. It ends at the last
 * article, or when it has rendered as many as it may.
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
/** Pages under way while nobody reads. */
const together = 4
/** Milliseconds after a request for which readers count as being about. */
const about = 1_000
/** How much longer than it was busy the thread is left to them after a page. */
const leftToReaders = 3
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
  readonly #underWay = new Set<Promise<void>>()
  #requests = 0
  #lastRequestAt = -Infinity

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
    this.#requests = this.#options.requests()
    for (let last = {publishedAt: '9999', _id: ''}; ;) {
      const params = {before: last.publishedAt, after: last._id}
      const some = await this.#options.ask<Warmed[]>(query, params)
      for (const article of some) {
        const path = articlePath(article)
        if (this.#options.isCurrent(path)) continue
        await this.#room()
        if (this.#isOver()) return this.#done()
        if (this.#options.isCurrent(path)) continue // somebody was quicker
        const rendering = this.#render(path).finally(() => this.#underWay.delete(rendering))
        this.#underWay.add(rendering)
      }
      const end = some.at(-1)
      if (!end || some.length < atOnce) return this.#done()
      last = end
    }
  }

  async #done(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  /** Wait until there is room for one page more. */
  async #room(): Promise<void> {
    while (!this.#isOver()) {
      if (this.#options.waiting() > 0) await wait(100, undefined, {ref: false})
      else if (this.#underWay.size >= (this.#areReadersAbout() ? 1 : together))
        await Promise.race(this.#underWay)
      else return
    }
  }

  #areReadersAbout(): boolean {
    const requests = this.#options.requests()
    if (requests !== this.#requests) this.#lastRequestAt = performance.now()
    this.#requests = requests
    return performance.now() - this.#lastRequestAt < about
  }

  /** Settles when the next one may begin. */
  async #render(path: string): Promise<void> {
    const before = process.threadCpuUsage()
    try {
      await this.#options.render(path)
      this.#rendered++
      this.#failures = 0
    } catch {
      this.#failures++ // a page that cannot be rendered is the business of whoever asks for it
    }
    if (!this.#areReadersAbout()) return
    const {user, system} = process.threadCpuUsage(before)
    await wait((leftToReaders * (user + system)) / 1000, undefined, {ref: false})
  }

  #isOver(): boolean {
    return (
      this.#closed ||
      this.#rendered >= (this.#options.most ?? mostPages) ||
      this.#failures >= mostFailures
    )
  }
}
