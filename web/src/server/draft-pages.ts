/**
 * Pages with drafts for a preview that follows an editor's typing: rendered as readers' pages are, in a few milliseconds, and kept by
 * nobody. The first look at a page is Next's, with React and Studio's overlays; what comes after it only has to be this page's HTML.
 */
import {withUnsaved, type Unsaved} from '../draft/unsaved.ts'
import {askWithout, questionName, type AskLake} from '../content/questions.ts'
import {renderer} from '../rendering/door.ts'
import type {AskForPage} from '../rendering/reading.ts'
import {bodyOf} from '../rendering/written.ts'

export interface DraftPagesOptions {
  /** Ask the lake as an editor: each draft in the place of what is published. */
  ask: AskLake
  /** Settles when there is something that renders. */
  opened: () => Promise<void>
}

export class DraftPages {
  readonly #ask: AskLake
  readonly #opened: () => Promise<void>

  constructor({ask, opened}: DraftPagesOptions) {
    this.#ask = askWithout(ask, () => []) // an editor sees all of them
    this.#opened = opened
  }

  /** The page at `target` as HTML, with these words in it; nothing when there is none. */
  async get(target: string, unsaved: Unsaved): Promise<string | undefined> {
    await this.#opened()
    const render = renderer()
    if (!render) throw new Error('The build of the site has no renderer.')
    const asked = new Map<string, Promise<unknown>>()
    const ask: AskForPage = async <Answer>(query: string, params: Record<string, unknown>) => {
      const key = questionName(query, params)
      const asking = asked.get(key) ?? this.#ask<Answer>(query, params)
      asked.set(key, asking)
      return withUnsaved((await asking) as Answer, unsaved)
    }
    const made = await render(target, ask, {seesDrafts: true})
    if (made?.status !== 200 || made.page === undefined) return undefined
    return String(await bodyOf(made))
  }
}
