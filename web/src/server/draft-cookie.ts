/**
 * The cookie of an editor who sees drafts: an end, signed.
 *
 * Next's own cookie holds a value that is the same for everybody and lies in the build, so whoever has seen it once has
 * it for good. This one is signed with the site's secret and runs out, and the front server gives Next its own only
 * behind a valid one. Cookies ignore ports, so its name carries a part of the secret's hash: two sites on `localhost`
 * do not sign each other's editors out. Studio and site share a hostname, so `Lax` reaches the preview frame.
 */
import {createHash, createHmac, timingSafeEqual} from 'node:crypto'

const hours = 12
const longest = 200

export interface DraftCookieSettings {
  secret: string
  /** Only over https, when that is where the site is. */
  secure: boolean
}

export class DraftCookie {
  readonly name: string
  readonly #secret: string
  readonly #secure: boolean

  constructor({secret, secure}: DraftCookieSettings) {
    if (secret.length < 32) {
      throw new Error(
        'DRAFT_SECRET is too short to sign with. Set it to at least 32 random characters.',
      )
    }
    const hash = createHash('sha256').update(`name ${secret}`).digest('hex')
    this.name = `masthead-draft-${hash.slice(0, 8)}`
    this.#secret = secret
    this.#secure = secure
  }

  /** The `Set-Cookie` that lets its bearer see drafts until tonight. */
  issue(now = Date.now()): string {
    const end = String(Math.floor(now / 1000) + hours * 3600)
    return this.#write(`${end}.${this.#sign(end)}`, hours * 3600)
  }

  /** The `Set-Cookie` that ends it. */
  clear(): string {
    return this.#write('', 0)
  }

  /** Is there a valid one in this `Cookie` header? */
  verify(header: string | undefined, now = Date.now()): boolean {
    if (header === undefined || !header.includes(this.name)) return false
    return cookieValues(header, this.name).some((value) => this.#isValid(value, now))
  }

  #isValid(value: string, now: number): boolean {
    if (value.length > longest) return false
    const [end = '', signature = '', ...rest] = value.split('.')
    if (rest.length > 0 || !/^\d{9,12}$/.test(end)) return false
    const expected = Buffer.from(this.#sign(end))
    const given = Buffer.from(signature)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false
    return Number(end) * 1000 > now
  }

  #sign(end: string): string {
    return createHmac('sha256', this.#secret).update(`draft ${end}`).digest('base64url')
  }

  #write(value: string, maxAge: number): string {
    const parts = [
      `${this.name}=${value}`,
      'Path=/',
      `Max-Age=${maxAge}`,
      'HttpOnly',
      'SameSite=Lax',
    ]
    return [...parts, ...(this.#secure ? ['Secure'] : [])].join('; ')
  }
}

/** Every value that a cookie of this name has; browsers send one for each path and domain. */
export function cookieValues(header: string, name: string): string[] {
  return header.split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    return at > 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : []
  })
}

/** The `Cookie` header without the cookies of these names. */
export function withoutCookies(header: string | undefined, names: string[]): string | undefined {
  const kept = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair && !names.includes(pair.split('=', 1)[0]?.trim() ?? ''))
  return kept.length > 0 ? kept.join('; ') : undefined
}
