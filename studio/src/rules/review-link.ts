/**
 * Review links: what a link opens, for how long, and the private document that says so.
 *
 * The document's id is the hash of the token in the link; the token itself is shown once and kept nowhere. The site looks the
 * document up for each visit, so that taking a link back works at once.
 */

export interface ReviewLink {
  _id: string
  _type: 'reviewLink'
  /** The published id of what it opens. */
  target: string
  targetType: string
  /** For whom, in the editor's words. */
  label?: string
  createdBy: string
  createdAt: string
  expiresAt: string
  revokedAt?: string
}

/** What has a page of its own for a reviewer to read. */
export const reviewableTypes = ['article', 'page']

export const reviewDays = [1, 7, 30]
export const usualReviewDays = 7

export type LinkState = 'open' | 'over' | 'revoked'

export function stateOfLink(
  {expiresAt, revokedAt}: Pick<ReviewLink, 'expiresAt' | 'revokedAt'>,
  now: number,
): LinkState {
  if (revokedAt) return 'revoked'
  return Date.parse(expiresAt) > now ? 'open' : 'over'
}

/** The links that the lake told of, with those of this window, of which it may not have told yet; newest first. */
export function withOwn(heard: ReviewLink[], own: ReviewLink[]): ReviewLink[] {
  const links = new Map(own.map((link) => [link._id, link]))
  for (const link of heard) links.set(link._id, {...links.get(link._id), ...link})
  return [...links.values()].toSorted(
    (one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt),
  )
}

/** 32 random bytes as they stand in an address. */
export const tokenFrom = (bytes: Uint8Array): string =>
  btoa(String.fromCodePoint(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

/** The id of the document behind a token, from the SHA-256 of the token. */
export const reviewLinkId = (hash: ArrayBuffer): string =>
  `reviewLink.${[...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`

export const reviewAddress = (readersUrl: string, token: string): string =>
  `${readersUrl}/review/${token}`
