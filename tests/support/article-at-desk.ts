/** One article at a desk: opened by an editor, and what the lake holds of it. */
import type {BrowserContext, Page} from 'playwright-core'
import {publishedArticle, type Desk} from './desk.ts'
import {moveToDocument, openDocument} from './studio.ts'

/** Put an article into the lake and open it where an editor sits. */
export async function showArticle(page: Page, desk: Desk, id: string): Promise<void> {
  await desk.client.createIfNotExists(publishedArticle(id, titleOf(id)))
  await moveToDocument(page, {id, type: 'article'})
}

/** Put an article into the lake, sign in and open it. */
export async function openArticle(
  context: BrowserContext,
  desk: Desk,
  token: string,
  id: string,
): Promise<Page> {
  await desk.client.createIfNotExists(publishedArticle(id, titleOf(id)))
  const page = await context.newPage()
  await openDocument(page, desk.studio, {id, type: 'article', token})
  return page
}

export const titleOf = (id: string): string => id.replaceAll('-', ' ')

/** What the lake holds of a document: its draft and its published version. */
export async function versions(desk: Desk, id: string) {
  const [published = null, draft = null] = await desk.client.getDocuments([id, `drafts.${id}`])
  return {published, draft}
}
