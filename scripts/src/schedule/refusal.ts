/** Why the lake will not have a document published or withdrawn, in words for the editor who scheduled it. */
import type {ClientError, SanityClient} from '@sanity/client'

export interface Refusal {
  reason: string
  remedy: string
  /** What is due as well may lift it: another document is to come or to go first. Its published id, where that is known. */
  waitsFor?: readonly string[]
}

interface Item {
  error?: {type?: string; referenceID?: string; referencingIDs?: string[]; description?: string}
}

/** Not ours to pass on: who may not write, and what will be well in a moment. */
const passing = new Set([401, 403, 408, 425, 429])

export const isPassing = ({statusCode}: ClientError): boolean => passing.has(statusCode)

export async function refusalOf(
  client: SanityClient,
  error: ClientError,
): Promise<Refusal | undefined> {
  if (isPassing(error)) return undefined
  const body = error.response.body as {error?: {items?: Item[]}} | undefined
  const items = body?.error?.items ?? []
  const found = items.map((item) => item.error ?? {})
  const missing = found.find(({type}) => type === 'documentReferenceDoesNotExistError')
  if (missing?.referenceID) {
    return {
      reason: `It refers to ${await nameOf(client, missing.referenceID)}, which is not published.`,
      remedy:
        'Publish that first, or take it out; then publish this one, or choose another time. Or publish both at the same time.',
      waitsFor: [bareId(missing.referenceID)],
    }
  }
  const kept = found.find(({type}) => type === 'documentHasExistingReferencesError')
  if (kept?.referencingIDs?.[0]) {
    const others = kept.referencingIDs.length - 1
    const more = others > 0 ? ` and ${others} more` : ''
    return {
      reason: `${await nameOf(client, kept.referencingIDs[0])}${more} still refers to it.`,
      remedy:
        'Take it out there, publish that, then withdraw this one or choose another time. Or withdraw both at the same time.',
      waitsFor: kept.referencingIDs.map(bareId),
    }
  }
  return {
    reason: `The Content Lake refused: ${error.message.slice(0, 300)}`,
    remedy: 'Open the document, press the button by hand, and read what Studio says.',
  }
}

const bareId = (id: string) => id.replace(/^drafts\./, '')

async function nameOf(client: SanityClient, id: string): Promise<string> {
  const bare = bareId(id)
  const query = '*[_id in [$id, "drafts." + $id]]{"name": coalesce(title, name)}[0].name'
  const name = await client.fetch<string | null>(query, {id: bare}).catch(() => null)
  return name ? `“${name}”` : `the document ${bare}`
}
