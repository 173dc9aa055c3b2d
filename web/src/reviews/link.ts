/**
 * Review links: `/review/<token>` opens one draft, for whoever has it, until it runs out or is taken back.
 *
 * Studio makes the token and keeps only its hash, as the id of a private document that says what the link opens and how
 * long. So neither an export nor a viewer's token gives a link away, and to look one up is to ask for one document.
 */
import {createHash} from 'node:crypto'
import {sitePath} from '../site-path.ts'

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

/**
 * The address as Studio writes it, of any that begins with its word, in other letters (`/Review/…`) or escapes (`/%72eview/…`) too: none of them
 * is a page, which would be looked for, and named where something fails.
 */
export function reviewPath(target: string): string | undefined {
  if (target.startsWith('/review/')) return target
  const path = sitePath(target)?.path ?? target
  return /^\/review\//i.test(path) ? path.replace(/^\/review/i, '/review') : undefined
}

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
