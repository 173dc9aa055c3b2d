/**
 * Pages at hand that are no longer fresh, in the order in which they are rendered again: lists first, because what an editor looks at next is
 * one of them.
 */
import type {PageCache} from '../cache/page-cache.ts'
import type {PageRecord} from '../cache/page.ts'

/** Whose page is rendered before whose: an editor's own, those of a change, those of a wave. */
export type Priority = 'first' | 'next' | 'last'

export interface RenewPages {
  /** Settles when it was tried once: did it work? */
  now(path: string, priority?: Priority): Promise<boolean>
  soon(path: string, priority?: Priority): void
}

export interface StalePagesOptions {
  cache: Pick<PageCache, 'paths' | 'verdict'>
  renewals: RenewPages
}

/** Lists come first. */
const rank = (path: string): number => (/^(?:\/fr)?\/articles\/(?!page\/)/.test(path) ? 1 : 0)

export const listsFirst = (paths: string[]): string[] => paths.toSorted((a, b) => rank(a) - rank(b))

/** More pages than that are a wave, behind which nobody's publish waits: new settings of the site, a topic of a thousand articles. */
const mostAtOnce = 100

const priorityOf = ({length}: string[]): Priority => (length > mostAtOnce ? 'last' : 'next')

export class StalePages {
  readonly #options: StalePagesOptions

  constructor(options: StalePagesOptions) {
    this.#options = options
  }

  /** The addresses of those among these pages, but for some. */
  among(pages: PageRecord[], except: readonly string[] = []): string[] {
    const others = new Set(except)
    const stale = pages.flatMap((record) => {
      const {path} = record
      if (path === undefined || others.has(path)) return []
      return this.#options.cache.verdict(record) === 'fresh' ? [] : [path]
    })
    return listsFirst(stale)
  }

  /** Render these again. Settles when all were tried once. */
  async renew(paths: string[]): Promise<void> {
    await Promise.all(this.begin(paths))
  }

  /** The same, as the renders that are under way: of thousands of changes that concern one list most keep nothing until that is rendered. */
  begin(paths: string[]): Promise<boolean>[] {
    const priority = priorityOf(paths)
    return paths.map((path) => this.#options.renewals.now(path, priority))
  }

  /** Render again whatever is stale. Settles when all was tried once, with their addresses. */
  async renewAll(): Promise<string[]> {
    const stale = this.among(this.#options.cache.paths())
    await this.renew(stale)
    return stale
  }

  /** Render again what is stale and not being rendered, nor tried again later. */
  renewForgotten(): void {
    const {cache, renewals} = this.#options
    const stale = this.among(cache.paths())
    for (const path of stale) renewals.soon(path, priorityOf(stale))
  }
}
