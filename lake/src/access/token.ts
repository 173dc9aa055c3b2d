/**
 * Access tokens: `mh_<id>_<secret>`.
 *
 * The id finds the row, the secret (32 random bytes) proves the right to it. Only the SHA-256 of the whole token is ever
 * stored: with 256 bits of randomness there is nothing for a slower hash to protect.
 */
import {createHash, randomBytes, timingSafeEqual} from 'node:crypto'

const ID_BYTES = 6
const SECRET_BYTES = 32
const PATTERN = /^mh_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/

export interface MintedToken {
  id: string
  /** The token itself: shown once, then forgotten. */
  token: string
  hash: Buffer
}

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

export function mintToken(): MintedToken {
  const id = randomBytes(ID_BYTES).toString('hex')
  const token = `mh_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`
  return {id, token, hash: hashToken(token)}
}

/** The public part of a token, or `null` for what was never one of ours. */
export const tokenId = (token: string): string | null => PATTERN.exec(token)?.[1] ?? null

/** Whether a token has this hash, in a time that does not depend on how much of it is right. */
export function tokenMatches(token: string, hash: Uint8Array): boolean {
  const given = hashToken(token)
  return given.length === hash.length && timingSafeEqual(given, hash)
}
