/**
 * The last transaction that touched the published version of a document. While there is one, its revision says so; what was
 * unpublished has left no revision, and is looked up in the history.
 */
import type {SanityClient} from '@sanity/client'

const pauses = [0, 200, 500, 1_000, 2_000]

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Nothing when it was never published. `before` is what its revision was: an answer that names it again came too early. */
export async function lastTransaction(
  client: SanityClient,
  id: string,
  {before, wait = pause}: {before: string | undefined; wait?: typeof pause},
): Promise<string | undefined> {
  for (const milliseconds of pauses) {
    await wait(milliseconds)
    const found = idOf(
      await client.request<unknown>({
        url: `/data/history/${client.config().dataset}/transactions/${id}`,
        query: {excludeContent: 'true', reverse: 'true', limit: '1'},
      }),
    )
    if (before === undefined || found !== before) return found
  }
  return undefined
}

/** The history is lines of JSON; with a single line some clients have parsed it already. */
function idOf(history: unknown): string | undefined {
  const [line = ''] = typeof history === 'string' ? history.split('\n', 1) : []
  const parsed: unknown = line ? JSON.parse(line) : history
  const {id} = (typeof parsed === 'object' && parsed ? parsed : {}) as {id?: unknown}
  return typeof id === 'string' ? id : undefined
}
