/** Ties this instance of the site to the others, when there is a Redis: what it does when it hears of a change there. */
import path from 'node:path'
import type {PageCache} from '../cache/page-cache.ts'
import type {SiteConfig} from '../config.ts'
import type {Fleet} from '../fleet/fleet.ts'
import type {Invalidation} from '../invalidation/invalidation.ts'
import {readNews} from '../invalidation/news.ts'
import type {Log} from '../log.ts'
import {hearElsewhere, type Hearing} from './hear-elsewhere.ts'

export interface FleetMember extends Pick<Hearing, 'told' | 'known' | 'missed' | 'report'> {
  config: SiteConfig
  /** Names the build and everything else that pages depend on beside their content. */
  build: string
  directory: string
  cache: PageCache
  invalidation: Pick<Invalidation, 'followElsewhere' | 'renewHeard' | 'renewStale'>
  /** Look at the lake for whatever may have been missed. */
  lookAgain: () => Promise<unknown>
  failing: () => string[]
  /** Settles when the caches before the site were told of what was rendered at these addresses. */
  passedOn: (paths: string[]) => Promise<void>
  log: Log
}

export async function joinFleet(member: FleetMember): Promise<Fleet | undefined> {
  const {config, build, directory, cache, invalidation, lookAgain, failing, passedOn, log} = member
  if (!config.redisUrl) return undefined
  // Not even loaded where there is one instance.
  const {Fleet} = await import('../fleet/fleet.ts')
  const {projectId, dataset} = config.lake
  const fleet = new Fleet({
    url: config.redisUrl,
    scope: `${projectId}/${dataset} ${config.siteUrl}`,
    build,
    directory: path.join(directory, 'fleet'),
    port: config.port,
    cache,
    onNews: async (text, tags) => {
      const news = readNews(text)
      if (!news) return passedOn(await invalidation.renewStale())
      const {transaction, change} = news
      log('info', 'another instance heard of a change', {
        transaction,
        document: change.id,
        rev: change.rev,
      })
      return passedOn(await hearElsewhere(news, tags, member))
    },
    onLost: async () => {
      const [paths] = await Promise.all([invalidation.renewStale(), lookAgain()])
      await passedOn(paths)
    },
    failing,
    log,
  })
  await fleet.open()
  return fleet
}
