/** The redirects of this dataset, as the last start left them on disk. */
import path from 'node:path'
import type {SiteConfig} from '../config.ts'
import type {Belief} from '../invalidation/belief.ts'
import type {AskLake} from '../content/questions.ts'
import {Redirects} from '../redirects/redirects.ts'
import type {LakeClient} from './lake-client.ts'
import {log, reasonOf} from '../log.ts'

interface OpenRedirects {
  ask: AskLake
  lake: LakeClient
  belief: Belief
  settled: (addresses: string[]) => void
}

export async function openRedirects(
  config: SiteConfig,
  {ask, lake, belief, settled}: OpenRedirects,
): Promise<Redirects> {
  const {projectId, dataset, writeToken} = config.lake
  const redirects = new Redirects({
    ask,
    settled,
    origin: config.siteUrl,
    file: path.join(config.directory, `moved-${projectId}-${dataset}.json`),
    write: writeToken
      ? async (document) => (await lake(writeToken)).createOrReplace(document)
      : undefined,
    isSuperseded: (document, revision) => belief.isSuperseded(document, revision),
    report: (error) => log('warn', 'redirects', {reason: reasonOf(error)}),
  })
  await redirects.load()
  return redirects
}
