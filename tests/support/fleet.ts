/** Instances of the site without Next: the page cache of each, over one Redis, on directories of their own. */
import {join} from 'node:path'
import {DiskPages} from '../../web/src/cache/disk-pages.ts'
import {PageCache} from '../../web/src/cache/page-cache.ts'
import {digestOf, type StoredPage} from '../../web/src/cache/page.ts'
import {TagJournal} from '../../web/src/cache/tag-journal.ts'
import {TagStates} from '../../web/src/cache/tag-states.ts'
import {Fleet} from '../../web/src/fleet/fleet.ts'
import {removeDirectory, temporaryDirectory} from './directory.ts'

export interface Instance {
  cache: PageCache
  fleet: Fleet
  /** What the others told it, in order. */
  news: unknown[]
  /** Pages that could not be rendered here. */
  failing: string[]
  /** What it does about news; at once done unless a test says otherwise. */
  work: () => Promise<unknown>
  /** How it looks for what it may have missed; finds nothing unless a test says otherwise. */
  look: () => Promise<unknown>
  /** End it; its directory stays for the next one. */
  stop(): Promise<void>
}

export interface InstanceOptions {
  redis: string
  directory: string
  build?: string
  /** Milliseconds of silence after which another one has ended. */
  goneAfter?: number
}

export async function openInstance({
  redis,
  directory,
  build = 'one',
  goneAfter,
}: InstanceOptions): Promise<Instance> {
  const cache = new PageCache({
    tags: new TagStates(new TagJournal(join(directory, 'tags.ndjson'))),
    store: new DiskPages(join(directory, 'html'), {bytes: 50e6}),
  })
  await cache.load()
  const instance: Instance = {
    cache,
    news: [],
    failing: [],
    work: async () => undefined,
    look: async () => undefined,
    fleet: new Fleet({
      url: redis,
      scope: 'masthead/production',
      build,
      directory,
      port: 0,
      goneAfter,
      cache,
      onNews: (news) => {
        instance.news.push(news)
        return instance.work()
      },
      onLost: () => instance.look(),
      failing: () => instance.failing,
      log: () => undefined,
    }),
    async stop() {
      await cache.settled()
      await instance.fleet.close()
    },
  }
  await instance.fleet.open()
  return instance
}

/** Directories for instances, removed together. */
export function openDirectories(): {next(): string; remove(): void} {
  const all: string[] = []
  return {
    next() {
      const directory = temporaryDirectory('instance')
      all.push(directory)
      return directory
    },
    remove: () => all.forEach(removeDirectory),
  }
}

/** A page as it was rendered, with `text` in it. */
export const aPage = (path: string, text: string, renderedAt: number): StoredPage => ({
  key: `key of ${path}`,
  path,
  status: 200,
  tags: [`tag of ${path}`],
  renderedAt,
  revalidate: false,
  digest: digestOf(text),
  value: {headers: {}, body: text},
})
