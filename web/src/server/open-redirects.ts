/** The redirects of this dataset, as the last start left them on disk. */
import path from 'node:path'
import type {SiteConfig} from '../config.ts'
import type {Belief} from '../invalidation/belief.ts'
import type {AskLake} from '../content/questions.ts'
import {Redirects} from '../redirects/redirects.ts'
import type {WriteRedirect} from '../redirects/writer.ts'
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
    write: writeToken ? writeWith(async () => lake(writeToken)) : undefined,
    isSuperseded: (document, revision) => belief.isSuperseded(document, revision),
    report: (error) => log('warn', 'redirects', {reason: reasonOf(error)}),
  })
  await redirects.load()
  return redirects
}

/** What an editor, or another instance, has written there meanwhile stays: the lake answers 409. */
const writeWith =
  (client: () => ReturnType<LakeClient>): WriteRedirect =>
  async (document, replaces) => {
    const lake = await client()
    const {_id, _type, ...fields} = document
    try {
      if (replaces === undefined) return await lake.create({_id, _type, ...fields})
      return await lake.patch(_id).ifRevisionId(replaces).set(fields).unset(['gone']).commit()
    } catch (error) {
      if ((error as {statusCode?: number}).statusCode === 409) return undefined
      throw error
    }
  }
