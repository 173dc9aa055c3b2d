/**
 * The rendering of one reader's page, while it is under way: its questions go through here.
 *
 * Pages and components call `getArticle(slug)` and know nothing of this; outside of a rendering (an editor's preview, a
 * reviewer's page) the same functions ask for drafts.
 */
import {AsyncLocalStorage} from 'node:async_hooks'

/** Ask the lake for what is published. `tags` name the question; the answer adds those of what it shows. */
export type AskForPage = <Answer>(
  query: string,
  params: Record<string, unknown>,
  tags: string[],
) => Promise<Answer>

const underWay = new AsyncLocalStorage<AskForPage>()

export const whileAsking = <T>(ask: AskForPage, work: () => Promise<T>): Promise<T> =>
  underWay.run(ask, work)

/** How the page that is being rendered asks, if a reader's page is. */
export const readersAsk = (): AskForPage | undefined => underWay.getStore()
