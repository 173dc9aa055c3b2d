/** What editors do besides writing, through to the reader: publish at a time, take a page away, lead its readers elsewhere. */
import type {Page} from 'playwright-core'
import {expect} from 'vitest'
import {testInShell as test} from '../support/e2e.ts'
import type {Masthead} from '../support/masthead.ts'
import {seeded} from '../support/seeded.ts'
import {
  chooseInMenu,
  createDocument,
  editField,
  moveToDocument,
  publish,
  publishButton,
  showVersion,
} from '../support/studio.ts'

const patience = {timeout: 20_000}

interface Stored {
  at: string
  state: string
}

async function openArticle(page: Page, masthead: Masthead): Promise<string> {
  const id = await masthead.client.fetch<string>(
    '*[_type == "article" && !(_id in path("drafts.**"))][0]._id',
  )
  await moveToDocument(page, {id, type: 'article'})
  return id
}

async function openDialog(page: Page) {
  await page.getByTestId('pane-footer').getByTestId('action-menu-button').click()
  await page.getByRole('menuitem', {name: /schedule…$/i}).click()
  const dialog = page.getByRole('dialog', {name: 'Schedule'})
  return {
    dialog,
    meaning: dialog.getByTestId('schedule-meaning'),
    async choose(date: string, time: string) {
      await dialog.getByLabel('Date', {exact: true}).fill(date)
      await dialog.getByLabel('Time in Halifax').fill(time)
    },
    confirm: () => dialog.getByTestId('confirm-schedule').click(),
  }
}

const notice = (page: Page) => page.getByTestId('schedule-notice')
const stored = (masthead: Masthead, id: string) =>
  masthead.client.getDocument<Stored>(`schedule.publish.${id}`)

test('a change to a published article is scheduled, seen by nobody, and read by everybody from its second on', async ({
  masthead,
  editor: page,
}) => {
  const {article, title} = await seeded(masthead)
  const id = await openArticle(page, masthead)
  await editField(page, 'title', 'Staged for later')
  await page.getByTestId('document-header-Draft-chip').waitFor(patience)

  const {dialog, meaning, choose, confirm} = await openDialog(page)
  await choose('2031-03-09', '02:30')
  await meaning.getByText('There is no 02:30 on that day').waitFor()
  expect(await dialog.getByTestId('confirm-schedule').isDisabled()).toBe(true)
  await choose('2031-11-02', '01:30')
  await dialog.getByText('01:30 comes twice').waitFor()
  await dialog.getByLabel('The second, 01:30 AST').check()
  await meaning.getByText('Sunday, 2 November 2031, 01:30 AST').waitFor()
  await confirm()
  await notice(page).getByText('Will be published on Sunday, 2 November 2031').waitFor(patience)
  expect(await stored(masthead, id)).toMatchObject({at: '2031-11-02T05:30:00.000Z'})
  await notice(page).getByRole('button', {name: 'Change'}).click()
  expect(await dialog.getByLabel('The second, 01:30 AST').isChecked()).toBe(true)
  await dialog.getByRole('button', {name: 'Close'}).click()

  await editField(page, 'title', 'Staged and edited')
  await notice(page).getByText('the edits go out with it').waitFor(patience)
  const inDesk = page.getByTestId('scheduled-pane')
  const desk = page.getByTestId('structure-tool-list-pane').first()
  await desk.getByRole('link', {name: 'Scheduled', exact: true}).click()
  await inDesk.getByText('Staged and edited').waitFor(patience)
  await inDesk.getByText('Staged and edited').click()
  await notice(page).waitFor(patience)

  const at = Date.now() + 4_000
  await masthead.client
    .patch(`schedule.publish.${id}`)
    .set({at: new Date(at).toISOString()})
    .commit()
  const early: string[] = []
  const read = async () => {
    const text = await (await fetch(masthead.site + article)).text()
    if (Date.now() < at) early.push(text)
    return text
  }
  await expect.poll(read, {timeout: 20_000, interval: 50}).toContain('Staged and edited')

  expect(early.filter((text) => !text.includes(title) || text.includes('Staged'))).toEqual([])
  await notice(page).waitFor({...patience, state: 'detached'})
  await inDesk.getByRole('region', {name: 'Done in the last 7 days'}).waitFor(patience)
  expect(await stored(masthead, id)).toMatchObject({state: 'done'})
})

test('what cannot be carried out says why above the form, and publishing by hand takes the place of a plan', async ({
  masthead,
  editor: page,
}) => {
  const id = await openArticle(page, masthead)
  await editField(page, 'title', 'Planned for Friday')
  const {choose, confirm} = await openDialog(page)
  await choose('2031-11-28', '09:00')
  await confirm()
  await notice(page).getByText('09:00 AST').waitFor(patience)

  await masthead.client.patch(`drafts.${id}`).unset(['title']).commit()
  await masthead.client.patch(`schedule.publish.${id}`).set({at: new Date().toISOString()}).commit()
  await notice(page).getByText('The article has no title.').waitFor(patience)
  await editField(page, 'title', 'Mended')
  await notice(page).getByRole('button', {name: 'Choose another time'}).click()
  const dialog = page.getByRole('dialog', {name: 'Schedule'})
  await dialog.getByLabel('Date', {exact: true}).fill('2031-11-28')
  await dialog.getByTestId('confirm-schedule').click()
  await notice(page).getByText('Will be published').waitFor(patience)
  await publish(page)

  await notice(page).waitFor({...patience, state: 'detached'})
  await expect.poll(() => stored(masthead, id), patience).toBeUndefined()
})

const anArticle = (id: string, fields: object = {}) => ({
  _id: id,
  _type: 'article',
  title: `Title of ${id}`,
  slug: {_type: 'slug', current: id},
  language: 'en',
  body: 'Text.',
  publishedAt: '2026-01-02T03:04:05.000Z',
  ...fields,
})

async function answerAt(masthead: Masthead, path: string) {
  const {status, headers} = await fetch(masthead.site + path, {redirect: 'manual'})
  return [status, headers.get('location')]
}

async function openToRemove(page: Page, deed: 'Delete' | 'Unpublish') {
  if (deed === 'Unpublish') {
    await showVersion(page, 'Published')
    await page.getByTestId('pane-footer').getByRole('button', {name: 'Unpublish'}).click()
  } else {
    await chooseInMenu(page, 'Delete')
  }
  const dialog = page.getByRole('dialog', {name: `${deed} this page?`})
  await dialog.getByText('finds:').or(dialog.getByRole('alert')).waitFor(patience)
  return {dialog, confirm: dialog.getByTestId('confirm-button')}
}

test('a page is taken away, and its readers are led to another, or told that it is gone', async ({
  masthead,
  editor: page,
}) => {
  const {client} = masthead
  await client
    .transaction()
    .create(anArticle('ended', {formerSlugs: ['begun']}))
    .create(anArticle('ended-too'))
    .create(anArticle('refers', {related: [{_type: 'reference', _key: 'a', _ref: 'ended'}]}))
    .create({_id: 'older', _type: 'redirect', from: '/old', to: '/articles/ended'})
    .commit()
  const openOne = (id: string) => moveToDocument(page, {id, type: 'article'})

  await openOne('ended')
  const refused = await openToRemove(page, 'Delete')
  await refused.dialog.getByRole('link', {name: 'Title of refers'}).waitFor()
  expect(await refused.confirm.isDisabled()).toBe(true)
  await refused.dialog.getByRole('button', {name: 'Keep it'}).click()
  await client.patch('refers').unset(['related']).commit()

  const {dialog, confirm} = await openToRemove(page, 'Delete')
  await dialog.getByLabel('Another page').check()
  await dialog.getByLabel('Address of that page').fill('/articles/nowhere')
  await dialog.getByText('Nothing is published at /articles/nowhere').waitFor()
  expect(await confirm.isDisabled()).toBe(true)
  await dialog.getByLabel('Address of that page').fill('refer')
  await dialog.getByRole('button', {name: 'Title of refers'}).click()
  expect(await dialog.getByLabel('Address of that page').inputValue()).toBe('/articles/refers')
  await confirm.click()

  for (const path of ['/articles/ended', '/articles/begun', '/old']) {
    await expect.poll(() => answerAt(masthead, path), patience).toEqual([308, '/articles/refers'])
  }
  expect(await client.getDocument('ended')).toBeUndefined()

  await openOne('ended-too')
  const other = await openToRemove(page, 'Unpublish')
  await other.dialog.getByLabel('A note that it is gone for good').check()
  await other.confirm.click()
  await expect.poll(() => answerAt(masthead, '/articles/ended-too'), patience).toEqual([410, null])
  expect(await client.getDocument('drafts.ended-too')).toMatchObject({title: 'Title of ended-too'})

  await openOne('refers')
  const plan = await openDialog(page)
  await plan.choose('2031-11-28', '09:00')
  await plan.dialog.getByLabel('Another page').check()
  await plan.dialog.getByLabel('Address of that page').fill('/articles/refers')
  await plan.dialog.getByText('That is the page you are taking away.').waitFor()
  expect(await plan.dialog.getByTestId('confirm-schedule').isDisabled()).toBe(true)
  await plan.dialog.getByLabel('Address of that page').fill('/topics ')
  await plan.confirm()
  await notice(page).getByText('Afterwards its address leads to /topics.').waitFor(patience)
  await client.patch('schedule.unpublish.refers').set({at: new Date().toISOString()}).commit()

  for (const path of ['/articles/refers', '/articles/ended']) {
    await expect.poll(() => answerAt(masthead, path), patience).toEqual([308, '/topics'])
  }
})

test('a redirect from what is published, in a circle, or by way of another is refused with a sentence', async ({
  masthead,
  editor: page,
}) => {
  const {client} = masthead
  await client.create(anArticle('standing', {formerSlugs: ['stood']}))
  await client.create({_id: 'r-b', _type: 'redirect', from: '/b', to: '/a'})
  await createDocument(page, masthead.studio, 'redirect')
  const says = (sentence: string) =>
    page.getByText(sentence).filter({visible: true}).first().waitFor(patience)

  await editField(page, 'from', '/articles/standing')
  await editField(page, 'to', '/articles')
  await page.getByRole('button', {name: /^validation/i}).click({timeout: 20_000})
  await says('“Title of standing” is published at /articles/standing')
  await editField(page, 'from', '/articles/stood')
  await says('is a former address of “Title of standing”')
  await editField(page, 'from', '/a')
  await editField(page, 'to', '/b')
  await says('in a circle: /a → /b → /a')
  await editField(page, 'from', '/c')
  await says('/b itself leads on to /a. Write /a here.')
  await publishButton(page, 'Publish').click()
  await page.getByText('Not published yet').waitFor(patience)
  expect(await answerAt(masthead, '/c')).toEqual([404, null])
  await editField(page, 'to', '/articles/standing')
  await publish(page)

  await expect.poll(() => answerAt(masthead, '/c'), patience).toEqual([308, '/articles/standing'])
})
