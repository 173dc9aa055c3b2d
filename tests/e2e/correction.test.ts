/** The loop that everything else is for: an editor corrects a word in Studio, a reader sees it, and nothing else was made anew. */
import type {Page} from 'playwright-core'
import {expect} from 'vitest'
import {test} from '../support/e2e.ts'
import type {Masthead} from '../support/masthead.ts'
import {renderedPages, renderedSince} from '../support/rendered.ts'
import {seeded} from '../support/seeded.ts'
import {markdown, openDocument, openGroup, publish} from '../support/studio.ts'

interface Stored {
  _id: string
  _rev: string
  body: string
  updatedAt: string | null
}

const seedArticle = (masthead: Masthead) =>
  masthead.client.fetch<Stored>('*[_type == "article"][0]{_id, _rev, body, updatedAt}')

/** Open the address as a reader, again and again, until the text is there. */
async function untilRead(page: Page, address: string, text: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.goto(address)
        return page.locator('main').innerText()
      },
      {timeout: 30_000, interval: 100},
    )
    .toContain(text)
}

test('a word corrected in Studio and published is with the readers, and only its page was made anew', async ({
  masthead,
  open,
}) => {
  const {article, author, topic} = await seeded(masthead)
  const before = await seedArticle(masthead)
  const reader = await (await open({policy: 'strict'})).newPage()
  const others = ['/', author, topic]
  for (const path of [article, ...others, article]) await reader.goto(masthead.site + path)
  await expect.poll(() => renderedPages(masthead.directory).has(article)).toBe(true)
  const rendered = renderedPages(masthead.directory)
  const editor = await (await open({policy: 'quiet'})).newPage()
  await openDocument(editor, masthead.studio, {
    id: before._id,
    type: 'article',
    token: masthead.token,
  })
  await openGroup(editor, 'Writing')

  const corrected = before.body.replace('graciously', 'with good grace')
  await markdown(editor, 'body').text.fill(corrected)
  await publish(editor)

  await untilRead(reader, masthead.site + article, 'accepting the news with good grace')
  expect(await reader.locator('main').innerText()).not.toContain('graciously')
  const after = await seedArticle(masthead)
  expect(after).toMatchObject({_id: before._id, body: corrected, updatedAt: before.updatedAt})
  expect(after._rev).not.toBe(before._rev)
  // A visit renews what is stale: after it, every page that the correction touched has been made anew.
  for (const path of [...others, article]) await reader.goto(masthead.site + path)
  await expect
    .poll(() => renderedSince(rendered, renderedPages(masthead.directory)))
    .toEqual([article])
})

test('a new title is on every page that shows it', async ({masthead, open}) => {
  const {article, author, topic} = await seeded(masthead)
  const {_id: id} = await seedArticle(masthead)
  const reader = await (await open()).newPage()
  for (const path of [article, '/', author, topic]) await reader.goto(masthead.site + path)

  await masthead.client.patch(id).set({title: 'Keep going: what to do next'}).commit()

  for (const path of [article, '/', author, topic]) {
    await untilRead(reader, masthead.site + path, 'Keep going: what to do next')
  }
})

test('an article that is withdrawn leaves its address and the front page', async ({
  masthead,
  open,
}) => {
  const {article, title} = await seeded(masthead)
  const {_id: id} = await seedArticle(masthead)
  const reader = await (await open()).newPage()
  await untilRead(reader, `${masthead.site}/`, title)

  await masthead.client.action({
    actionType: 'sanity.action.document.unpublish',
    publishedId: id,
    draftId: `drafts.${id}`,
  })

  await expect
    .poll(async () => (await reader.goto(masthead.site + article))?.status(), {timeout: 30_000})
    .toBe(404)
  await expect
    .poll(
      async () => {
        await reader.goto(`${masthead.site}/`)
        return reader.locator('main').innerText()
      },
      {timeout: 30_000},
    )
    .not.toContain(title)
})
