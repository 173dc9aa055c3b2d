/** One question to the site about one publication. Whatever goes wrong is an answer too: nothing here throws. */
import {readReceipt, type Receipt} from './receipt.ts'

export type Answer =
  | {kind: 'receipt'; receipt: Receipt}
  /** The site has heard nothing of it, or has forgotten it. */
  | {kind: 'unknown'}
  /** This account gets no receipts. */
  | {kind: 'refused'}
  | {kind: 'unreachable'}

export interface Question {
  siteUrl: string
  transaction: string
  /** The editor's own, for the lake; the site asks the lake whose it is. */
  token: string | undefined
  /** Also render again what lags. */
  retry?: boolean
}

const patience = 10_000

export async function askSite(
  {siteUrl, transaction, token, retry = false}: Question,
  send: typeof fetch = fetch,
): Promise<Answer> {
  if (!token) return {kind: 'refused'}
  try {
    const which = encodeURIComponent(transaction)
    // By a filter: to be told "none yet" by a 404 would be an error in the editor's console, each time.
    const address = retry ? `/api/receipts/${which}` : `/api/receipts?transaction=${which}`
    const response = await send(siteUrl + address, {
      method: retry ? 'POST' : 'GET',
      headers: {authorization: `Bearer ${token}`},
      cache: 'no-store',
      signal: AbortSignal.timeout(patience),
    })
    if (response.status === 404) return {kind: 'unknown'}
    if (response.status === 401 || response.status === 403) return {kind: 'refused'}
    if (!response.ok) return {kind: 'unreachable'}
    const body: unknown = await response.json()
    const found = retry ? body : (body as {receipts?: unknown[]} | null)?.receipts?.[0]
    if (!found && !retry) return {kind: 'unknown'}
    const receipt = readReceipt(found)
    return receipt ? {kind: 'receipt', receipt} : {kind: 'unreachable'}
  } catch {
    return {kind: 'unreachable'}
  }
}
