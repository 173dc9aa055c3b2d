/**
 * Readers' pages in memory, ready to send.
 *
 * A page is good as long as the page cache says so; asking is one comparison of numbers while nothing changed. A stale
 * one is still shown, and a new one asked for. One render serves everybody who waits for the same address. A page that
 * lies on disk is answered from there, while what renders may still be loading.
 */
import {askedOf, type Asked, type PageMaker} from '../rendering/page-maker.ts'
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import type {PageCache} from '../cache/page-cache.ts'
import {digestOf, type PageRecord} from '../cache/page.ts'
import {inHeader, revisionsIn} from '../content/revisions.ts'
import type {ErrorPages} from './error-pages.ts'
import {PageAnswer} from './page-answer.ts'
import type {Headers} from './policy.ts'
import type {SheetInside} from './sheet-inside.ts'
import {Turns} from '../renewals/turns.ts'

/** The page whose body every 404 gets: `notFound()` itself leaves a shell that only scripts fill. */
export const notFoundPath = '/not-found-page'
const notFoundInFrench = '/fr/not-found-page'

export const isNotFoundPath = (path: string): boolean =>
  path === notFoundPath || path === notFoundInFrench

const notFoundFor = (path: string): string =>
  path === '/fr' || path.startsWith('/fr/') ? notFoundInFrench : notFoundPath

interface Held {
  /** Nothing is published there when there is no answer: every 404 has one body, kept once. */
  answer?: PageAnswer
  record: PageRecord
  epoch: number
  lookAgainAt: number
}

export interface ReaderPagesOptions {
  cache: PageCache
  maker: Pick<PageMaker, 'ask'>
  headers: Headers
  errors: ErrorPages
  sheet: Pick<SheetInside, 'put'>
  /** Called when a page that was asked for turned out to be stale. */
  onStale: (path: string) => void
  /** Called with what kept a page from being answered. */
  report: (path: string, error: unknown) => void
  bytes?: number
}

/** No epoch of the page cache: forces a look. */
const neverLooked = -1

/** Headers that are the page's own. */
const pageHeaders = [
  'content-type',
  'content-language',
  'location',
  'x-robots-tag',
  'last-modified',
]

export class ReaderPages {
  readonly #cache: PageCache
  readonly #maker: Pick<PageMaker, 'ask'>
  readonly #headers: Headers
  readonly #errors: ErrorPages
  readonly #sheet: Pick<SheetInside, 'put'>
  readonly #onStale: (path: string) => void
  readonly #report: (path: string, error: unknown) => void
  readonly #held: ByteBoundedMap<Held>
  /** What has its content's hash in its name: as good in a year as it is now. */
  readonly #forever = new ByteBoundedMap<PageAnswer>({bytes: 4e6, entries: 100})
  /** How readers got their pages so far. */
  readonly counts = {memory: 0, stale: 0, cache: 0}
  readonly #asking = new Map<string, Promise<PageAnswer>>()
  readonly #turns = new Turns()

  constructor(options: ReaderPagesOptions) {
    this.#cache = options.cache
    this.#maker = options.maker
    this.#headers = options.headers
    this.#errors = options.errors
    this.#sheet = options.sheet
    this.#onStale = options.onStale
    this.#report = options.report
    this.#held = new ByteBoundedMap({bytes: options.bytes ?? 64e6})
  }

  /** The page if it is at hand. A stale one too: better than to let a reader wait. */
  hot(path: string): PageAnswer | undefined {
    const held = this.#held.get(path)
    if (!held) return this.#forever.get(path)
    if (this.#isGood(held, path)) this.counts.memory++
    else {
      this.counts.stale++
      this.#onStale(path)
    }
    return held.answer ?? this.hot(notFoundFor(path))
  }

  /** The page, from memory or made now. Never throws: at the worst it is an error page. */
  async get(path: string): Promise<PageAnswer> {
    const hot = this.hot(path)
    if (hot) return hot
    this.counts.cache++
    const answer = await this.#once(path)
    const isBehind = this.#cache.at(path) !== undefined && !this.isCurrent(path)
    if (isBehind || this.#cache.doubtOf(path) !== undefined) this.#onStale(path)
    return answer
  }

  /** Have a stale or unknown page rendered now. Throws when it cannot be; readers then keep the old one. */
  async renew(path: string): Promise<PageAnswer> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const asked = await this.#made(path)
      const record = this.#cache.at(path)
      const isNew = !record || this.#cache.verdict(record) === 'fresh'
      const held = record?.sameSince === undefined ? undefined : this.#held.peek(path)
      if (held?.answer && this.#isGood(held, path)) return held.answer // without a render
      // One that was not stored is better than an older one, but "nothing there" has to be beyond doubt.
      const answer = isNew || asked.status === 200 ? await this.#keep(path, asked) : undefined
      if (isNew && answer) return answer
    }
    throw new Error(`The page ${path} was changed again and again while it was rendered.`)
  }

  /** Have the page made for readers to come, and kept where it takes no memory. Throws when it cannot be. */
  async prepare(path: string): Promise<void> {
    await this.#made(path, {isAhead: true})
  }

  async #made(path: string, options?: {isAhead: boolean}): Promise<Asked> {
    const asked = await this.#maker.ask(path, {renew: true, ...options})
    if (asked.status >= 500)
      throw new Error(`The page ${path} could not be rendered (status ${asked.status}).`)
    const doubt = this.#cache.doubtOf(path)
    if (doubt !== undefined) throw new Error(doubt)
    return asked
  }

  /** Is the page that readers get for this address as new as what is known of its content? */
  isCurrent(path: string): boolean {
    const held = this.#held.peek(path)
    if (held) return this.#isGood(held, path)
    const record = this.#cache.at(path)
    return record !== undefined && this.#cache.verdict(record) === 'fresh'
  }

  /** What the page at hand says it was made from, if it says so. */
  revisionsOf(path: string): readonly string[] | undefined {
    return this.#held.peek(path)?.answer?.revision?.split(' ')
  }

  /** The body of every 404, with that status. */
  async missing(path = '/'): Promise<PageAnswer> {
    const page = await this.get(notFoundFor(path))
    return page.status === 404 ? page : this.#errors.get(404, path)
  }

  #isGood(held: Held, path: string): boolean {
    const {epoch} = this.#cache
    if (held.epoch === epoch && Date.now() < held.lookAgainAt) return true
    const record = this.#cache.at(path) ?? held.record
    if (record.digest !== held.record.digest || record.status !== held.record.status) return false
    if (this.#cache.verdict(record) !== 'fresh') return false
    held.record = record
    held.epoch = epoch
    held.lookAgainAt = lookAgainAt(record)
    return true
  }

  #once(path: string): Promise<PageAnswer> {
    const known = this.#asking.get(path)
    if (known) return known
    const asking = this.#ask(path).finally(() => this.#asking.delete(path))
    this.#asking.set(path, asking)
    return asking
  }

  async #ask(path: string): Promise<PageAnswer> {
    try {
      const stored = await this.#cache.shown(path)
      if (stored?.status === 200)
        return await this.#keep(path, askedOf(stored.status, stored.value))
      const isPage = this.#cache.at(path)?.status === 200
      const isKnown = isPage || isNotFoundPath(path)
      const asked = await this.#turns.take(
        async () => {
          // What is at hand of a page that was not shown is too old, but better than an error.
          const first = await this.#maker.ask(path, {renew: isPage && !stored})
          return first.status >= 500 && this.#cache.at(path) ? this.#maker.ask(path) : first
        },
        {isKnown},
      )
      const isDoubted = asked.status !== 200 && this.#cache.doubtOf(path) !== undefined
      if (asked.status >= 500 || isDoubted) return this.#errors.get(503, path)
      return await this.#keep(path, asked)
    } catch (error) {
      this.#report(path, error)
      return this.#errors.get(503, path)
    }
  }

  async #keep(path: string, asked: Asked): Promise<PageAnswer> {
    if (asked.status === 404 || asked.status === 410) return this.#keepMissing(path, asked.status)

    const type = asked.headers['content-type'] ?? ''
    const isHtml = type.startsWith('text/html')
    const body = isHtml ? asked.body.toString() : asked.body
    const revision = typeof body === 'string' ? revisionsIn(body) : revisionIn(asked)
    const digest = digestOf(body)
    const dressed: {html: string | Buffer; headers: Headers; sheet?: string} =
      typeof body === 'string'
        ? await this.#sheet.put(body, this.#headers, {isWhole: isNotFoundPath(path)})
        : {html: body, headers: this.#headers}
    if (isNotFoundPath(path) && asked.status === 200) this.#errors.learn(path, String(dressed.html))
    // Looked up only now: what was cleared or rendered while the sheet was fetched counts.
    const record = this.#cache.at(path)
    const isForever =
      asked.status === 200 && /\bimmutable\b/.test(asked.headers['cache-control'] ?? '')
    const answer = new PageAnswer({
      status: isNotFoundPath(path) ? 404 : asked.status,
      headers: {
        ...ownHeaders(asked),
        ...(isHtml || !asked.headers.link ? {} : {link: String(asked.headers.link)}),
        ...(revision === undefined ? {} : {'x-content-revision': inHeader(revision)}),
        ...dressed.headers,
        ...(isForever ? {'cache-control': asked.headers['cache-control'] ?? ''} : {}),
      },
      body: asked.status >= 300 && asked.status < 400 ? '' : dressed.html,
      // Of what is sent: with the sheet inside, a page is another one than without.
      digest: dressed.sheet === undefined ? digest : digestOf(`${digest} ${dressed.sheet}`),
      ...(revision === undefined ? {} : {revision}),
    })
    if (isForever) this.#forever.set(path, answer, answer.bytes)
    else if (record?.digest === digest && record.status === asked.status) {
      const before = this.#held.peek(path)?.answer
      this.#held.set(path, {answer, record, epoch: neverLooked, lookAgainAt: 0}, answer.bytes)
      if (before) void answer.compressAs(before)
    }
    return answer
  }

  async #keepMissing(path: string, status: number): Promise<PageAnswer> {
    const record = this.#cache.at(path)
    this.#held.delete(path)
    if (isNotFoundPath(path)) return this.#errors.get(404, path)
    if (record?.status === status) {
      this.#held.set(path, {record, epoch: neverLooked, lookAgainAt: 0}, 3_000 + 2 * path.length)
    }
    return this.missing(path)
  }
}

/** What is no page of HTML says in a header what it was made from. */
function revisionIn({headers}: Asked): string | undefined {
  const revision = headers['x-content-revision']
  return typeof revision === 'string' ? revision : undefined
}

function lookAgainAt(record: PageRecord): number {
  return record.revalidate === false ? Infinity : record.renderedAt + record.revalidate * 1000
}

function ownHeaders({headers}: Asked): Headers {
  const own: Headers = {}
  for (const name of pageHeaders) {
    const value = headers[name]
    if (typeof value === 'string') own[name] = value
  }
  if (own.location === '') own.location = '/'
  return own
}
