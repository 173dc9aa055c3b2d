/**
 * The only door to the lake. Readers' pages ask for published documents without a token, and the answer is kept under
 * its tags until the webhook clears them; in draft mode the same question is asked with a token and nothing is kept.
 */
import {createClient, type QueryParams, type SanityClient} from '@sanity/client'
import {draftMode} from 'next/headers'
import {config} from '../config.ts'

const API_VERSION = '2025-02-19'

let readers: SanityClient | undefined

function readersClient(): SanityClient {
  const {lake} = config()
  return (readers ??= createClient({
    apiHost: lake.apiHost,
    useProjectHostname: lake.useProjectHostname,
    projectId: lake.projectId,
    dataset: lake.dataset,
    apiVersion: API_VERSION,
    useCdn: false,
    perspective: 'published',
    stega: false,
  }))
}

function editorsClient(): SanityClient {
  const token = config().lake.readToken
  return readersClient().withConfig({perspective: 'drafts', ...(token ? {token} : {})})
}

/** Ask one question. `tags` name it: they must be known before the answer is. */
export async function ask<Answer>(
  query: string,
  params: QueryParams,
  tags: string[],
): Promise<Answer> {
  const {isEnabled} = await draftMode()
  if (isEnabled) return editorsClient().fetch<Answer>(query, params, {cache: 'no-store'})
  return readersClient().fetch<Answer>(query, params, {
    cache: 'force-cache',
    next: {tags, revalidate: false},
  })
}
