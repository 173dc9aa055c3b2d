/**
 * The signature of a delivery, as `@sanity/webhook` checks it: `t=<milliseconds>,v1=<base64url of HMAC-SHA256>` over
 * the time, a dot and the exact bytes of the body.
 */
import {createHmac} from 'node:crypto'

export const SIGNATURE_HEADER = 'sanity-webhook-signature'

export function signatureHeader(body: string, secret: string, timestamp: number): string {
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('base64url')
  return `t=${timestamp},v1=${signature}`
}
