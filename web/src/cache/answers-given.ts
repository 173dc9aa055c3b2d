/**
 * What one request to Next was answered by the lake, as tags.
 *
 * Next makes a cache handler for the questions of a page and another for the page itself. Both know the number that the front
 * server gave the request, and meet here: a page carries the tags of all its answers.
 */
import {setTimeout as wait} from 'node:timers/promises'

interface Given {
  tags: Set<string>
  /** Questions whose answers have not come yet. */
  awaited: Set<string>
}

const most = 2_000
const patience = 2_000

export class AnswersGiven {
  readonly #of = new Map<string, Given>()

  awaits(request: string, key: string): void {
    this.#for(request).awaited.add(key)
  }

  given(request: string, key: string, tags: Iterable<string>): void {
    const {awaited, tags: all} = this.#for(request)
    awaited.delete(key)
    for (const tag of tags) all.add(tag)
  }

  /**
   * The tags of everything that the request was answered, and whether that is all. Next may store a page before the last of its
   * answers.
   */
  async tagsOf(request: string): Promise<{tags: Set<string>; isWhole: boolean}> {
    const {awaited, tags} = this.#for(request)
    for (const end = Date.now() + patience; awaited.size > 0 && Date.now() < end;) await wait(2)
    return {tags, isWhole: awaited.size === 0}
  }

  #for(request: string): Given {
    const known = this.#of.get(request)
    if (known) return known
    const given: Given = {tags: new Set(), awaited: new Set()}
    this.#of.set(request, given)
    for (const oldest of this.#of.keys()) {
      if (this.#of.size <= most) break
      this.#of.delete(oldest)
    }
    return given
  }
}
