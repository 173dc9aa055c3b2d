/** Who stands behind another document at its address, as the last run over this dataset left it, of whatever build that was. */
import path from 'node:path'
import type {SiteConfig} from '../config.ts'
import {StandingBehind} from '../invalidation/standing-behind.ts'
import {log, reasonOf} from '../log.ts'

type OpenStanding = Pick<SiteConfig, 'directory'> & {
  lake: Pick<SiteConfig['lake'], 'projectId' | 'dataset'>
}

export async function openStanding({directory, lake}: OpenStanding): Promise<StandingBehind> {
  const standing = new StandingBehind({
    file: path.join(directory, `standing-behind-${lake.projectId}-${lake.dataset}.json`),
    report: (error) => log('warn', 'standing behind', {reason: reasonOf(error)}),
  })
  await standing.load()
  return standing
}
