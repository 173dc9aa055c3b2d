/**
 * The rendering of one page by us, not by Next, while it is under way: its questions go through here.
 *
 * Pages and components call `getArticle(slug)` and know nothing of this; outside of a rendering (an editor's first look, a
 * reviewer's page) the same functions ask for drafts as Next's draft mode says.
 */
import {AsyncLocalStorage} from 'node:async_hooks'
import type {ReadField} from '../content/settings-fields.ts'

/**
 * Ask the lake. `tags` name the question; the answer adds those of what it shows. `shows` gives what of the answer the page is made of, where
 * that is not all: a page need not be rendered anew for the rest (`unchanged.ts`).
 */
export type AskForPage = <Answer>(
  query: string,
  params: Record<string, unknown>,
  tags: string[],
  shows?: Shows<Answer>,
) => Promise<Answer>

/** Takes whatever the lake may answer. */
export type Shows<Answer = never> = (answer: Answer) => unknown

export interface Reading {
  ask: AskForPage
  /** Hears which fields of the settings the page reads. */
  reads?: ((field: ReadField) => void) | undefined
  /** For an editor: the answers hold drafts, and elements say which field they show. Otherwise for readers. */
  seesDrafts: boolean
}

const underWay = new AsyncLocalStorage<Reading>()

export const whileReading = <T>(reading: Reading, work: () => Promise<T>): Promise<T> =>
  underWay.run(reading, work)

/** The page that is being rendered here, if one is. */
export const ownReading = (): Reading | undefined => underWay.getStore()
