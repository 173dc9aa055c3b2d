/**
 * Which lake a command speaks to, and as whom. Local and hosted differ in nothing but these values.
 */
import {createClient} from '@sanity/client'
import type {SanityClient} from '@sanity/client'
import {lakeAddressUnusable, lakeNameUnusable, tokenUnusable} from '../errors.ts'

export interface LakeAddress {
  /** Origin of the API: `http://127.0.0.1:3900`, `https://api.sanity.io`. */
  origin: string
  projectId: string
  dataset: string
  token: string
}

export const apiVersion = '2025-02-19'

/** Throws when an address cannot be one, before anything is asked. */
export function checkAddress({origin, projectId, dataset, token}: LakeAddress): void {
  const url = URL.parse(origin)
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw lakeAddressUnusable(origin)
  }
  if (!/^[a-z0-9][a-z0-9-]*$/.test(projectId)) throw lakeNameUnusable('--project', projectId)
  if (!/^~?[a-z0-9][a-z0-9_-]{0,63}$/.test(dataset)) throw lakeNameUnusable('--dataset', dataset)
  if (!/^[\x21-\x7e]*$/.test(token)) throw tokenUnusable()
}

const isIpOrLocal = (origin: string) =>
  /^(\[|\d+\.\d+\.\d+\.\d+$|localhost$)/.test(new URL(origin).hostname)

/** The client for documents and pictures; it sees drafts and published documents as they are stored. */
export function connect({origin, projectId, dataset, token}: LakeAddress): SanityClient {
  return createClient({
    apiHost: origin,
    useProjectHostname: !isIpOrLocal(origin),
    projectId,
    dataset,
    token,
    apiVersion,
    useCdn: false,
    perspective: 'raw',
    maxRetries: 2,
  })
}
