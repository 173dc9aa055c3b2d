/** Sanity's client for what needs a token, loaded when that is first asked for: readers' pages never wait for it. */
import type {SanityClient} from '@sanity/client'
import type {LakeConfig} from '../config.ts'
import {apiVersion} from './lake-question.ts'
import {loadOnce} from './load-once.ts'

export type LakeClient = (token: string) => Promise<SanityClient>

export function lakeClientFor(lake: LakeConfig): LakeClient {
  const opened = loadOnce(async () => {
    const {createClient} = await import('@sanity/client')
    return createClient({
      apiHost: lake.apiHost,
      useProjectHostname: lake.useProjectHostname,
      projectId: lake.projectId,
      dataset: lake.dataset,
      apiVersion,
      useCdn: false,
      perspective: 'published',
      stega: false,
      timeout: 10_000,
      maxRetries: 0,
    })
  })
  return async (token) => (await opened()).withConfig({token})
}
