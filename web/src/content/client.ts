/**
 * The only door to the lake for whatever has an address. Readers' pages ask for published documents without a token, by way of the page
 * that is being rendered (`rendering/`), and the answer is kept under its tags until the webhook clears them. In draft mode the same
 * question is asked with a token and nothing is kept; of several documents at one address the editor sees all in lists. A reviewer sees one
 * draft (`askOwn`), and of everything else what is published; nothing of that is kept either.
 */
import {createClient, type QueryParams, type SanityClient} from '@sanity/client'
import {config} from '../config.ts'
import {isDraftMode, reviewedId} from '../draft/reviewed.ts'
import {ownReading, type Shows} from '../rendering/reading.ts'
import {forPage} from './for-page.ts'
import {leavingOut, type OwnQuestion} from './questions.ts'

const API_VERSION = '2025-02-19'

/** A lake that hangs must not hold up what waits behind it; whoever needs the page asks again. */
const PATIENCE = 8_000

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
    timeout: PATIENCE,
    maxRetries: 1,
  }))
}

function editorsClient(): SanityClient {
  const token = config().lake.readToken
  return readersClient().withConfig({perspective: 'drafts', ...(token ? {token} : {})})
}

/**
 * Ask one question. `tags` name it: they must be known before the answer is. A `language` among the parameters is the answer's. `shows` gives what the
 * page is made of, if that is not all of the answer.
 */
export async function ask<Answer>(
  query: string,
  params: QueryParams,
  tags: string[],
  shows?: Shows<Answer>,
): Promise<Answer> {
  return forPage(await answerTo<Answer>(query, params, tags, shows), params.language)
}

async function answerTo<Answer>(
  query: string,
  params: QueryParams,
  tags: string[],
  shows: Shows<Answer> | undefined,
) {
  const own = ownReading()
  if (own) return own.ask<Answer>(query, params, tags, shows)
  const seesDrafts = (await isDraftMode()) && (await reviewedId()) === undefined
  const client = seesDrafts ? editorsClient() : readersClient()
  return client.fetch<Answer>(query, leavingOut(query, params, []), {cache: 'no-store'})
}

/** What a document's own page asks. For a reviewer the document is the one under review. */
export async function askOwn<Answer extends {_id: string}>(
  {query: published, projection}: OwnQuestion,
  params: QueryParams,
  tags: string[],
): Promise<Answer | null> {
  const id = await reviewedId()
  if (id === undefined) return ask(published, params, tags)
  const query = `coalesce(*[_id == $draft][0]${projection}, *[_id == $id][0]${projection})`
  // Raw, so that references lead to what is published: no other draft is anywhere in the answer.
  const client = editorsClient().withConfig({perspective: 'raw'})
  const found = await client.fetch<Answer | null>(
    query,
    {...params, id, draft: `drafts.${id}`},
    {cache: 'no-store'},
  )
  return found && forPage({...found, _id: id}, params.language)
}
