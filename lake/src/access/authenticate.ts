/**
 * From a request to who makes it: a bearer token, or nobody.
 *
 * There are no cookies, so a page elsewhere can never act with an editor's rights. A token that is wrong or revoked is
 * refused rather than treated as anonymous: Studio then shows its login screen instead of an empty lake.
 */
import {sessionNotFound} from '../errors.ts'
import type {Registry} from '../store/registry.ts'
import {anonymous, type Identity} from './identity.ts'

const BEARER = /^Bearer +(\S+)$/i

export function authenticate(request: Request, registry: Registry): Identity {
  return identifyHeader(request.headers.get('authorization'), registry)
}

/** The same for a header value that came another way: the upgrade request or a socket's `authorization` message. */
export function identifyHeader(header: string | null | undefined, registry: Registry): Identity {
  if (!header) return anonymous
  const token = BEARER.exec(header)?.[1]
  const identity = token ? registry.identify(token) : null
  if (!identity) throw sessionNotFound()
  return identity
}

/**
 * For what stays open after its request was let in: a question, cheap enough for every message, whether the token is
 * still good. It is looked up again only after somebody was shut out, here or by another process.
 */
export function watchToken(header: string | null | undefined, registry: Registry): () => boolean {
  let seen = registry.accessVersion
  let valid = true
  return () => {
    const now = registry.accessVersion
    if (valid && now !== seen) {
      seen = now
      valid = isValid(header, registry)
    }
    return valid
  }
}

function isValid(header: string | null | undefined, registry: Registry): boolean {
  try {
    identifyHeader(header, registry)
    return true
  } catch {
    return false
  }
}
