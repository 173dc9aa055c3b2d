/** What a publish costs a site: the pages that it made anew, beside those that truly changed, and questions to the lake. */
import {expect} from 'vitest'
import {questionsIn, type CountingDoor} from './counting-door.ts'
import type {Newsroom} from './newsroom.ts'
import {renderedSince} from './rendered.ts'

export interface Look {
  renders: Map<string, number>
  /** Address → what readers see. */
  pages: Map<string, string>
}

export interface Cost {
  rendered: string[]
  changed: string[]
  questions: number
  /** What readers see afterwards. */
  after: Map<string, string>
}

interface Receipt {
  state?: string
  pages?: {path: string; state: string; reason?: string}[]
}

/** `paths`: the pages that are looked at. Between two changes nothing else may happen. */
export class PublishCost {
  readonly #newsroom: Newsroom
  readonly #door: CountingDoor
  readonly #paths: string[]
  /** What the last change left. */
  #seen: Look | undefined

  constructor(newsroom: Newsroom, door: CountingDoor, paths: string[]) {
    this.#newsroom = newsroom
    this.#door = door
    this.#paths = paths
  }

  async look(): Promise<Look> {
    return {renders: await this.#newsroom.settled(), pages: await this.#contents()}
  }

  /** `change` answers with the transaction that it was, as the revision that it left. */
  async of(change: () => Promise<{_rev: string}>): Promise<Cost> {
    const before = this.#seen ?? (await this.look())
    this.#door.asked.length = 0
    await this.#live((await change())._rev)
    const renders = await this.#newsroom.settled()
    const questions = questionsIn(this.#door.asked).length
    const after = await this.#contents()
    this.#seen = {renders, pages: after}
    const rendered = renderedSince(before.renders, renders)
    const changed = this.#paths.filter((path) => before.pages.get(path) !== after.get(path))
    return {rendered: rendered.toSorted(), changed: changed.toSorted(), questions, after}
  }

  /** What readers see, without the revisions that it was made from. */
  async #contents(): Promise<Map<string, string>> {
    const found = new Map<string, string>()
    for (const path of this.#paths) {
      const {body} = await this.#newsroom.read(path)
      found.set(path, withoutRevisions(body))
    }
    return found
  }

  /** Until the site's receipt says that readers see it everywhere. */
  async #live(transaction: string): Promise<void> {
    const {site, client} = this.#newsroom
    const url = `http://127.0.0.1:${site.port}/api/receipts/${transaction}`
    const headers = {authorization: `Bearer ${client.config().token}`}
    const stateOf = async () => {
      const {state, pages = []} = (await (await fetch(url, {headers})).json()) as Receipt
      return state === 'lagging' ? pages.filter((page) => page.state === state) : state
    }
    await expect.poll(stateOf, {timeout: 30_000}).toBe('live')
  }
}

/** A page as readers see it, whatever revisions it says that it was made from. */
export const withoutRevisions = (html: string): string =>
  html.replace(/<meta name="content-revision"[^>]*>/, '')
