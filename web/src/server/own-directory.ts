/** What a site keeps on disk, apart from what every other build, dataset or address of it would keep. */
import {createHash} from 'node:crypto'
import {readdir, rm} from 'node:fs/promises'
import path from 'node:path'
import {DiskPages} from '../cache/disk-pages.ts'
import {PageCache} from '../cache/page-cache.ts'
import {TagJournal} from '../cache/tag-journal.ts'
import {TagStates} from '../cache/tag-states.ts'
import {TimelyReads} from '../cache/timely-reads.ts'
import {WriteBehind} from '../cache/write-behind.ts'
import {cardKey} from '../cards/card.ts'
import type {SiteConfig} from '../config.ts'
import {log, reasonOf, sparing} from '../log.ts'

const diskBytes = 1e9

/** Pages of another build, dataset or address are other pages: they ask for other styles, or link elsewhere. */
export async function ownDirectory(config: SiteConfig, buildId: string): Promise<string> {
  const {siteUrl, images, lake} = config
  const key = config.draftSecret && cardKey(config.draftSecret).export().toString('hex') // in the addresses of cards
  const where = [images.proxied || images.origin, lake.projectId, lake.dataset]
  const about = [buildId, siteUrl, ...where, key]
  const name = createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 16)
  const all = path.join(config.directory, 'pages')
  for (const other of await readdir(all).catch(() => [])) {
    if (other !== name) await rm(path.join(all, other), {recursive: true, force: true})
  }
  return path.join(all, name)
}

export async function openCache(directory: string): Promise<PageCache> {
  const told = sparing(log)
  const disk = new TimelyReads(new DiskPages(path.join(directory, 'html'), {bytes: diskBytes}))
  const report = (error: unknown) => told('error', 'page cache', {reason: reasonOf(error)})
  const journal = new TagJournal(path.join(directory, 'tags.ndjson'), {report})
  const cache = new PageCache({
    tags: new TagStates(journal),
    store: new WriteBehind(disk),
    report,
  })
  await cache.load()
  return cache
}
