/**
 * Review links: `/review/<token>` opens one draft, for whoever has it, until it runs out or is taken back.
 *
 * Studio makes the token and keeps only its hash, as the id of a private document that says what the link opens and how
 * long. So neither an export nor a viewer's token gives a link away, and to look one up is to ask for one document.
 */
import {createHash} from 'node:crypto'

/** What Studio writes; `studio/src/rules/review-link.ts` has the same shape. */
export interface ReviewLink {
  _id: string
  _type: 'reviewLink'
  target: string
  expiresAt: string
  revokedAt?: string
}

export type Verdict = {kind: 'open'; target: string} | {kind: 'over'} | {kind: 'revoked'}

const address = /^\/review\/([A-Za-z0-9_-]{43})$/

/** The id of the document behind an address, or nothing when no link has such an address. */
export function linkIdOf(path: string): string | undefined {
  const token = address.exec(path)?.[1]
  return token && `reviewLink.${createHash('sha256').update(token).digest('hex')}`
}

export function verdictOn(link: ReviewLink, now: number): Verdict {
  if (link.revokedAt) return {kind: 'revoked'}
  // A time that cannot be read is over: a link without an end must not come of a slip.
  if (!(Date.parse(link.expiresAt) > now)) return {kind: 'over'}
  return {kind: 'open', target: link.target}
}
