/**
 * Which draft a reviewer may see: said by the front server in a header that no client can send, on requests in draft mode only.
 * A page that readers get never asks, so it stays one that can be kept.
 */
import {draftMode, headers} from 'next/headers'
import {reviewHeader} from '../cache/door.ts'

/** The published id of the document under review; nothing for readers, and for editors, who see every draft. */
export async function reviewedId(): Promise<string | undefined> {
  const {isEnabled} = await draftMode()
  if (!isEnabled) return undefined
  return (await headers()).get(reviewHeader) ?? undefined
}
