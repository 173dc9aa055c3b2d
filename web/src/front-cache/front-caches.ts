/**
 * Caches before the site, as in `web/deploy/`: after a page was rendered they are made to fetch it again, and until they have, its publish is
 * not live.
 *
 * A cache that cannot be reached is asked again and again; when it is back, it lets go of what became old meanwhile.
 */
import {Renewals} from '../server/renewals.ts'
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
  open?: (url: string, options: {secret: string; host: string}) => FrontCacheDoor
}

const encodings = ['br', 'gzip', 'identity']
const parallel = 4

export class FrontCaches {
  readonly #caches: FrontCache[]

  constructor({urls, secret, host, tried, log, open = openFrontCache}: FrontCachesOptions) {
    this.#caches = urls.map(
      (url) => new FrontCache({url, door: open(url, {secret, host}), log, tried}),
    )
  }

  /** Have the page fetched again everywhere. Settles when that was tried once; a cache that failed is tried again later. */
  async refresh(path: string): Promise<void> {
    await Promise.all(this.#caches.map((cache) => cache.refresh(path)))
  }

  /** Why readers may get the page from a cache as it was, or nothing when they do not. */
  problem(path: string): string | undefined {
    return this.#caches.map((cache) => cache.problem(path)).find(Boolean)
  }

  /** Addresses that some cache could not be made to fetch. */
  failing(): string[] {
    return [...new Set(this.#caches.flatMap((cache) => cache.failing()))]
  }

  /** Settles when everything under way was tried once. */
  async settled(): Promise<void> {
    await Promise.all(this.#caches.map((cache) => cache.settled()))
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
}

class FrontCache {
  readonly #url: string
  readonly #door: FrontCacheDoor
  readonly #renewals: Renewals
  /** How often each address was asked for that is not done, and what went wrong last. */
  readonly #open = new Map<string, {asked: number; reason?: string}>()
  readonly #underWay = new Set<Promise<unknown>>()
  #isDown = false

  constructor({url, door, log, tried = () => undefined}: FrontCacheOptions) {
    this.#url = url
    this.#door = door
    this.#renewals = new Renewals({
      parallel,
      delay: (attempt) => Math.min(10_000, 250 * 2 ** attempt),
      render: async (path) => {
        const {asked = 0} = this.#open.get(path) ?? {}
        await this.#fetchAgain(path)
        tried(true)
        if (this.#open.get(path)?.asked === asked) this.#open.delete(path)
        if (this.#isDown) log('info', 'front cache is back', {url})
        this.#isDown = false
      },
      report: (path, error) => {
        tried(false)
        const reason = reasonOf(error)
        const known = this.#open.get(path)
        if (known) known.reason = reason
        if (!this.#isDown) log('warn', 'front cache could not be refreshed', {url, path, reason})
        this.#isDown = true
      },
    })
  }

  async refresh(path: string): Promise<void> {
    const known = this.#open.get(path)
    this.#open.set(path, {...known, asked: (known?.asked ?? 0) + 1})
    const tried = this.#renewals.now(path)
    this.#underWay.add(tried)
    await tried.finally(() => this.#underWay.delete(tried))
  }

  problem(path: string): string | undefined {
    const known = this.#open.get(path)
    if (!known) return undefined
    if (known.reason)
      return `The front cache at ${this.#url} shows the page as it was: ${known.reason}`
    return `The front cache at ${this.#url} is fetching the page.`
  }

  failing(): string[] {
    return [...this.#open].flatMap(([path, {reason}]) => (reason ? [path] : []))
  }

  async settled(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  close(): void {
    this.#renewals.close()
    this.#door.close()
  }

  /**
   * One fetch for each variant that readers get, then one look as a reader: it must show what was fetched. A cache may have passed the
   * answer on before it has put it in its place.
   */
  async #fetchAgain(path: string): Promise<void> {
    const fetched = await Promise.all(
      encodings.map((encoding) => this.#door.ask(path, {encoding, refresh: true})),
    )
    for (const {status, cache} of fetched) {
      if (status >= 500 || cache !== 'BYPASS') throw frontCacheRefused(this.#url, status, cache)
    }
    const seen = await Promise.all(
      encodings.map((encoding) => this.#door.ask(path, {encoding, refresh: false})),
    )
    for (const [index, {status, etag}] of seen.entries()) {
      if (status !== fetched[index]?.status || etag !== fetched[index].etag)
        throw frontCacheShowsOld(this.#url)
    }
  }
}
