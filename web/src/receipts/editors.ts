/**
 * Who may read receipts: whoever the lake knows as somebody who writes. The site's own tokens belong to nobody who does.
 *
 * The lake is asked with the caller's own token, and the answer is believed for a minute. Tokens are held as digests only.
 */
import {createHash} from 'node:crypto'

export type Verdict = 'editor' | 'stranger' | 'unknown'

export interface EditorsOptions {
  /** `GET /users/me` with this token; fails with a `statusCode` when the lake refuses. */
  whoIs: (token: string) => Promise<unknown>
  now?: () => number
}

const believedFor = 60_000
const most = 200
const longestToken = 500

export class Editors {
  readonly #options: EditorsOptions
  readonly #known = new Map<string, {verdict: Verdict; until: number}>()

  constructor(options: EditorsOptions) {
    this.#options = options
  }

  /** `unknown` when the lake could not be asked. */
  async verdict(authorization: string | null): Promise<Verdict> {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
    if (!token || token.length > longestToken) return 'stranger'
    const {now = () => performance.now()} = this.#options
    const key = createHash('sha256').update(token).digest('base64url')
    const known = this.#known.get(key)
    if (known && known.until > now()) return known.verdict
    const verdict = await this.#ask(token)
    if (verdict === 'unknown') return verdict
    this.#known.delete(key)
    this.#known.set(key, {verdict, until: now() + believedFor})
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= most) break
      this.#known.delete(oldest)
    }
    return verdict
  }

  async #ask(token: string): Promise<Verdict> {
    try {
      return mayWrite(await this.#options.whoIs(token)) ? 'editor' : 'stranger'
    } catch (error) {
      const {statusCode = 0} = error as {statusCode?: number}
      return statusCode === 401 || statusCode === 403 ? 'stranger' : 'unknown'
    }
  }
}

/** A site reads as a viewer, and writes redirects alone. */
const ofNoEditor = new Set(['viewer', 'redirector'])

function mayWrite(user: unknown): boolean {
  const {id, role, roles} = (user ?? {}) as {id?: unknown; role?: unknown; roles?: unknown}
  if (typeof id !== 'string') return false
  const names = [
    role,
    ...(Array.isArray(roles) ? roles.map((one) => (one as {name?: unknown})?.name) : []),
  ]
  return names.some((name) => typeof name === 'string' && name !== '' && !ofNoEditor.has(name))
}
