/**
 * Which draft a reviewer may see: said by the front server in a header that no client can send, on requests in draft mode only.
 * A page that readers get never asks.
 */
import {draftMode, headers} from 'next/headers'
import {reviewHeader} from './inner-headers.ts'
import {ownReading} from '../rendering/reading.ts'

/** Is this for an editor or a reviewer? What we render ourselves says so; with Next, the request does. */
export async function isDraftMode(): Promise<boolean> {
  return ownReading()?.seesDrafts ?? (await draftMode()).isEnabled
}

/** The published id of the document under review; nothing for readers, and for editors, who see every draft. */
export async function reviewedId(): Promise<string | undefined> {
  if (ownReading() || !(await isDraftMode())) return undefined
  return (await headers()).get(reviewHeader) ?? undefined
}
