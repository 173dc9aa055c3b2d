/**
 * What one request to Next was answered by the lake, as tags.
 *
 * Next makes a cache handler for the questions of a page and another for the page itself. Both know the number that the front
 * server gave the request, and meet here: a page carries the tags of all its answers.
 */
import {setTimeout as wait} from 'node:timers/promises'

export interface Given {
  /** The tags of everything that was answered. */
  tags: Set<string>
  /** Questions whose answers have not come yet. */
  awaited: Set<string>
  /** Questions whose answers have come. */
  keys: Set<string>
  /** Why one of them cannot be believed. */
  doubt?: string
}

const most = 2_000
const patience = 2_000

export class AnswersGiven {
  readonly #of = new Map<string, Given>()

  awaits(request: string, key: string): void {
    this.#for(request).awaited.add(key)
  }

  given(request: string, key: string, tags: Iterable<string>, doubt?: string): void {
    const given = this.#for(request)
    given.awaited.delete(key)
    given.keys.add(key)
    for (const tag of tags) given.tags.add(tag)
    if (doubt !== undefined) given.doubt = doubt
  }

  /**
   * What the request was answered, and whether that is all. Next may store a page before the last of its
   * answers.
   */
  async to(request: string): Promise<Given & {isWhole: boolean}> {
    const given = this.#for(request)
    const {awaited} = given
    for (const end = Date.now() + patience; awaited.size > 0 && Date.now() < end;) await wait(2)
    return {...given, isWhole: awaited.size === 0}
  }

  #for(request: string): Given {
    const known = this.#of.get(request)
    if (known) return known
    const given: Given = {tags: new Set(), awaited: new Set(), keys: new Set()}
    this.#of.set(request, given)
    for (const oldest of this.#of.keys()) {
      if (this.#of.size <= most) break
      this.#of.delete(oldest)
    }
    return given
  }
}
