/**
 * The one stylesheet, `/styles/<version>.css`, in memory.
 *
 * Next writes it, as the firm's colours are content. Under its current name it never changes and is kept here and by
 * browsers; an old name, asked for by a page that was open while the colours changed, gets the current sheet and is
 * kept by nobody.
 */
import {digestOf} from '../cache/page-cache.ts'
import type {NextDoor} from './next-door.ts'
import {PageAnswer} from './page-answer.ts'
import {inertHeaders} from './policy.ts'

const held = 4
const address = /^\/styles\/[A-Za-z0-9]{8,20}\.css$/

export class Styles {
  readonly #next: Pick<NextDoor, 'ask'>
  readonly #hot = new Map<string, PageAnswer>()

  constructor(next: Pick<NextDoor, 'ask'>) {
    this.#next = next
  }

  has(path: string): boolean {
    return address.test(path)
  }

  hot(path: string): PageAnswer | undefined {
    return this.#hot.get(path)
  }

  /** The sheet, or nothing when it cannot be had: pages read well without it. */
  async get(path: string): Promise<PageAnswer | undefined> {
    const known = this.#hot.get(path)
    if (known) return known
    const {status, headers, body} = await this.#next.ask(path)
    if (status !== 200) return undefined
    const cacheControl = headers['cache-control'] ?? 'no-cache'
    const answer = new PageAnswer({
      status,
      body,
      digest: digestOf(body),
      headers: {
        ...inertHeaders,
        'content-type': 'text/css; charset=utf-8',
        'cache-control': cacheControl,
        'cross-origin-resource-policy': 'same-origin',
      },
    })
    if (cacheControl.includes('immutable')) this.#keep(path, answer)
    return answer
  }

  #keep(path: string, answer: PageAnswer): void {
    const [oldest] = this.#hot.keys()
    if (oldest !== undefined && this.#hot.size >= held) this.#hot.delete(oldest)
    this.#hot.set(path, answer)
  }
}
