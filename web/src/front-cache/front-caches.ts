/**
 * Caches before the site, as in `web/deploy/`: after a page was rendered they are made to fetch it again, and until they have, its publish is
 * not live.
 *
 * A cache that cannot be reached is asked again and again; when it is back, it lets go of what became old meanwhile.
 */
import {askedNow, type AskedAt} from '../renewals/breath.ts'
import {Renewals} from '../renewals/renewals.ts'
import {reasonOf, type Log} from '../log.ts'
import {frontCacheRefused, frontCacheShowsOld} from '../errors.ts'
import {openFrontCache, type FrontCacheDoor} from './front-cache-door.ts'

export interface FrontCachesOptions {
  urls: string[]
  secret: string
  /** The host that readers ask for. */
  host: string
  /** Called after every attempt. */
  tried?: (worked: boolean) => void
  log: Log
  /** Milliseconds for which a look at a page waits at most, once it is fetched, until nothing is left to fetch. */
  looksAfter?: number
  open?: (url: string, options: {secret: string; host: string}) => FrontCacheDoor
}

type Answer = Awaited<ReturnType<FrontCacheDoor['ask']>>

const encodings = ['br', 'gzip', 'identity']
const parallel = 4
/** So often a page is fetched again by whoever looks, before the cache is blamed: other instances have it fetched as well. */
const mostFetches = 3

export class FrontCaches {
  readonly #caches: FrontCache[]

  constructor(options: FrontCachesOptions) {
    const {urls, secret, host, tried, log, looksAfter, open = openFrontCache} = options
    this.#caches = urls.map(
      (url) => new FrontCache({url, door: open(url, {secret, host}), log, tried, looksAfter}),
    )
  }

  /**
   * Have the page fetched again everywhere. Settles when that was tried once; a cache that failed is tried again later. `asked`: when somebody
   * asked for the page that was rendered now. By that it stands in line, or each page of a backlog would count as newer than those before it.
   */
  async refresh(path: string, asked: AskedAt = askedNow()): Promise<void> {
    await Promise.all(this.#caches.map((cache) => cache.refresh(path, asked)))
  }

  /** Why readers may get the page from a cache as it was, or nothing when they do not. */
  problem(path: string): string | undefined {
    return this.#caches.map((cache) => cache.problem(path)).find(Boolean)
  }

  /** Addresses that some cache could not be made to fetch. */
  failing(): string[] {
    return [...new Set(this.#caches.flatMap((cache) => cache.failing()))]
  }

  /** Settles when what is under way for these addresses was tried once. */
  async settled(paths: readonly string[]): Promise<void> {
    await Promise.all(this.#caches.map((cache) => cache.settled(paths)))
  }

  close(): void {
    for (const cache of this.#caches) cache.close()
  }
}

interface FrontCacheOptions {
  url: string
  door: FrontCacheDoor
  log: Log
  tried: FrontCachesOptions['tried']
  looksAfter: number | undefined
}

/** What the cache answered when it was made to fetch, for each encoding, and when it had been asked to last by then. */
interface Fetched {
  answers: Answer[]
  asked: number
}

class FrontCache {
  readonly #url: string
  readonly #door: FrontCacheDoor
  /** Readers get what was fetched; so all pages of a publish are fetched before any is looked at. */
  readonly #fetches: Renewals
  readonly #looks: Renewals
  readonly #looking = new Map<string, Promise<boolean>>()
  readonly #fetched = new Map<string, Fetched>()
  /** How often anything was asked for: says of each address when that was. An address that is done and asked for again is not as it was. */
  #asked = 0
  /** When each address was asked for last that is not done. */
  readonly #open = new Map<string, number>()
  /** What went wrong last with those of them with which anything did. */
  readonly #reasons = new Map<string, string>()
  readonly #underWay = new Map<string, Promise<unknown>>()
  #isDown = false

  constructor({url, door, log, tried = () => undefined, looksAfter = 300}: FrontCacheOptions) {
    this.#url = url
    this.#door = door
    const report = (path: string, error: unknown) => {
      tried(false)
      const reason = reasonOf(error)
      if (this.#open.has(path)) this.#reasons.set(path, reason)
      if (!this.#isDown) log('warn', 'front cache could not be refreshed', {url, path, reason})
      this.#isDown = true
    }
    const delay = (attempt: number) => Math.min(10_000, 250 * 2 ** attempt)
    this.#fetches = new Renewals({
      parallel,
      delay,
      report,
      render: async (path, asked) => {
        await this.#fetch(path)
        // Whoever waits for that has no place among those who look: behind a backlog there is always something left to fetch.
        const looking = this.#fetches
          .quiet(looksAfter)
          .then(() => this.#looks.now(path, 'next', asked))
        this.#looking.set(path, looking)
        void looking.then(() => {
          if (this.#looking.get(path) === looking) this.#looking.delete(path)
        })
      },
    })
    this.#looks = new Renewals({
      parallel,
      delay,
      report,
      render: async (path) => {
        await this.#look(path)
        tried(true)
        if (this.#isDown) log('info', 'front cache is back', {url})
        this.#isDown = false
      },
    })
  }

  async refresh(path: string, asked: AskedAt): Promise<void> {
    this.#open.set(path, ++this.#asked)
    const tried = this.#try(path, asked)
    this.#underWay.set(path, tried)
    await tried
    if (this.#underWay.get(path) === tried) this.#underWay.delete(path)
  }

  async #try(path: string, asked: AskedAt): Promise<void> {
    if (await this.#fetches.now(path, 'next', asked)) await this.#looking.get(path)
  }

  problem(path: string): string | undefined {
    if (!this.#open.has(path)) return undefined
    const reason = this.#reasons.get(path)
    if (reason) return `The front cache at ${this.#url} shows the page as it was: ${reason}`
    return `The front cache at ${this.#url} is fetching the page.`
  }

  failing(): string[] {
    return [...this.#reasons.keys()]
  }

  async settled(paths: readonly string[]): Promise<void> {
    await Promise.all(paths.map((path) => this.#underWay.get(path)))
  }

  close(): void {
    this.#fetches.close()
    this.#looks.close()
    this.#door.close()
  }

  /** One fetch for each variant that readers get. */
  async #fetch(path: string): Promise<Fetched> {
    const asked = this.#open.get(path) ?? 0
    const answers = await this.#ask(path, {refresh: true})
    for (const {status, cache} of answers) {
      if (status >= 500 || cache !== 'BYPASS') throw frontCacheRefused(this.#url, status, cache)
    }
    const fetched = {answers, asked}
    this.#fetched.set(path, fetched)
    return fetched
  }

  /**
   * Then one look as a reader, who must get what was fetched: a cache may have passed the answer on before it has put it in its place. Where
   * it shows something else, it fetches anew.
   */
  async #look(path: string): Promise<void> {
    for (let fetches = 0; ; fetches++) {
      if (!this.#open.has(path)) return // the look before found what was fetched last
      const {answers, asked} = this.#fetched.get(path) ?? (await this.#fetch(path))
      this.#fetched.delete(path)
      const seen = await this.#ask(path, {refresh: false})
      // It changed meanwhile: readers may have the next one already, which is looked at when all of it was fetched.
      if ((this.#open.get(path) ?? asked) !== asked) return
      if (seen.every((one, index) => isSame(one, answers[index]))) break
      if (fetches === mostFetches) throw frontCacheShowsOld(this.#url)
    }
    this.#open.delete(path)
    this.#reasons.delete(path)
  }

  #ask(path: string, {refresh}: {refresh: boolean}): Promise<Answer[]> {
    return Promise.all(encodings.map((encoding) => this.#door.ask(path, {encoding, refresh})))
  }
}

const isSame = (one: Answer, other: Answer | undefined): boolean =>
  one.status === other?.status && one.etag === other.etag
