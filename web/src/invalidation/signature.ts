/**
 * Is this really the lake speaking, and now?
 *
 * The signature covers the raw bytes of the body, so it is checked before anything is parsed. Sanity's own check accepts
 * one of two years ago; a clock and a memory (`deliveries.ts`) are what keeps a recorded request from being sent again.
 */
import {createHmac, timingSafeEqual} from 'node:crypto'

const window = 5 * 60_000
const shape = /^t=(\d{1,15}),v1=([A-Za-z0-9_-]{43})=?$/

/** Nothing when the signature holds, else a sentence that says why it does not. */
export function signatureProblem(
  header: string | null,
  body: Uint8Array,
  {secret, now}: {secret: string; now: number},
): string | undefined {
  if (!header)
    return 'The header sanity-webhook-signature is missing. Register the webhook with the site’s secret.'
  const [, time = '', given = ''] = shape.exec(header.trim()) ?? []
  if (!given) return 'The header sanity-webhook-signature is not of the form "t=…,v1=…".'
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest()
  const claimed = Buffer.from(given, 'base64url')
  if (claimed.length !== expected.length || !timingSafeEqual(claimed, expected)) {
    return 'The signature does not match. Register the webhook with the secret that the site was started with.'
  }
  if (Math.abs(now - Number(time)) > window) {
    return 'The signature is older than five minutes, or from the future. Check the clocks of lake and site.'
  }
  return undefined
}
