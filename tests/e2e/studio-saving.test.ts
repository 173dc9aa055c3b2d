/** Words on their way to the lake: a press of Publish counts, and what was written is saved or handed back, whatever happens meanwhile. */
import {expect} from 'vitest'
import {openArticle, versions} from '../support/article-at-desk.ts'
import {test} from '../support/desk.ts'
import {createDocument, editField, field, publishButton, textOf, toast} from '../support/studio.ts'

const patience = {timeout: 20_000}

test('a press of Publish counts while the lake is away, while the writer goes on and when they go elsewhere, and no word is lost', async ({
  desk,
  open,
}) => {
  const id = 'written-on'
  const page = await openArticle(await open(), desk, desk.anna.token, id)
  const published = async () => (await versions(desk, id)).published?.title
  const writes = /\/data\/(?:mutate|actions)\//
  const desks = page.getByTestId('structure-tool-list-pane').first()

  // What begins a draft is kept as well when it cannot be saved at once.
  let attempts = 0
  await page.route(writes, (route) => {
    attempts++
    return route.abort('connectionrefused')
  })
  await editField(page, 'title', 'written without a lake')
  await expect.poll(() => attempts, patience).toBeGreaterThan(2)
  await page.keyboard.press('Control+Alt+p')
  await toast(page, 'Not published yet: the Content Lake does not answer').waitFor(patience)
  expect(await textOf(page, 'title')).toBe('written without a lake')

  // On a phone, who writes further down sees it as well.
  const isSeen = () =>
    page.getByText('Not saved yet: the Content Lake does not answer').evaluate((words) => {
      const {top, left} = words.getBoundingClientRect()
      return words.contains(document.elementFromPoint(left + 1, top + 1))
    })
  await page.setViewportSize({width: 390, height: 800})
  await field(page, 'standfirst').scrollIntoViewIfNeeded()
  await expect.poll(() => page.evaluate(() => scrollY), patience).toBeGreaterThan(0)
  await expect.poll(isSeen, patience).toBe(true)
  await page.setViewportSize({width: 1280, height: 720})
  await page.unroute(writes)
  await expect.poll(published, patience).toBe('written without a lake')

  // The lake takes its time, so that what follows a press happens while Studio still saves and publishes.
  await expect.poll(() => publishButton(page, 'Publishing…').count(), patience).toBe(0)
  const held = Promise.withResolvers<void>()
  await page.route(writes, async (route) => {
    await held.promise
    await route.continue()
  })

  await editField(page, 'title', 'published at once')
  await page.keyboard.press('Control+Alt+p')
  await publishButton(page, 'Publishing…').waitFor(patience)
  const standfirst = field(page, 'standfirst').getByRole('textbox')
  await standfirst.pressSequentially('And on it goes, word by word.', {delay: 60})
  held.resolve()

  await expect.poll(published, patience).toBe('published at once')
  const written = async () => {
    const {draft, published: live} = await versions(desk, id)
    return (draft ?? live)?.['standfirst'] as unknown
  }
  await expect.poll(written, patience).toBe('And on it goes, word by word.')
  expect(await standfirst.inputValue()).toBe('And on it goes, word by word.')

  // Words that wait are kept when their form is closed, and an answer that never came is no loss (docs/decisions/0075).
  await expect.poll(() => publishButton(page, 'Publishing…').count(), patience).toBe(0)
  await page.unroute(writes)
  const carriedOut: string[] = []
  let isAway = true
  attempts = 0
  await page.route(writes, async (route) => {
    attempts++
    if (isAway) return route.abort('connectionrefused')
    const {pathname, search} = new URL(route.request().url())
    const response = await route.fetch({
      url: `http://127.0.0.1:${desk.lake.port}${pathname}${search}`,
    })
    const {transactionId} = route.request().postDataJSON() as {transactionId: string}
    if (!carriedOut.includes(transactionId)) {
      carriedOut.push(transactionId)
      return route.abort('connectionreset')
    }
    await route.fulfill({response, status: 409, json: {message: 'This transaction was used'}})
  })
  await editField(page, 'title', 'left before it was saved')
  await expect.poll(() => attempts, patience).toBeGreaterThan(0)
  await desks.getByText('Authors').click()
  await toast(page, '“left before it was saved” is not saved yet').waitFor(patience)
  // By now Studio would have let go of the document.
  const before = attempts
  await expect.poll(() => attempts, patience).toBeGreaterThan(before)
  isAway = false
  await toast(page, '“left before it was saved” is saved').waitFor(patience)
  expect((await versions(desk, id)).draft?.title).toBe('left before it was saved')
  expect(carriedOut).not.toEqual([])
  await page.unroute(writes)

  await page.goBack()
  await editField(page, 'title', 'published though left')
  await page.evaluate(() => (document.activeElement as HTMLElement).blur()) // as after a dialog
  await page.keyboard.press('Control+Alt+p')
  await desks.getByText('Authors').click()

  await expect.poll(published, patience).toBe('published though left')

  // What the lake refuses for good is never said to be saved: it is handed back.
  await page.goBack()
  await expect.poll(() => publishButton(page, 'Publishing…').count(), patience).toBe(0)
  const cannotSave = async (title: string, meanwhile: () => Promise<unknown>) => {
    attempts = 0
    await page.route(writes, (route) => {
      attempts++
      return route.abort('connectionrefused')
    })
    await editField(page, 'title', title)
    await expect.poll(() => attempts, patience).toBeGreaterThan(0)
    await desks.getByText('Authors').click()
    await meanwhile()
    await page.unroute(writes)
    const news = toast(page, `“${title}” was not saved`)
    await news.locator('pre', {hasText: title}).waitFor(patience)
    expect(await toast(page, `“${title}” is saved`).count()).toBe(0)
    return news
  }
  const gone = await cannotSave('written into nothing', () =>
    desk.client.delete({query: '*[_id in [$id, "drafts." + $id]]', params: {id}}),
  )
  await gone.getByText('It was deleted in the meantime').waitFor(patience)
  await gone.getByRole('button', {name: 'Copy what you wrote'}).click()
  await gone.getByRole('button', {name: 'Copied'}).waitFor(patience)
  await gone.getByRole('button').filter({hasNotText: 'Copied'}).click() // its cross has no name
  await gone.waitFor({state: 'detached', ...patience})

  const begun = await createDocument(page, desk.studio, 'article')
  const another = await cannotSave('begun by two', () =>
    desk.client.create({_id: `drafts.${begun}`, _type: 'article', title: 'The first one'}),
  )
  await another.getByText('already exists').waitFor(patience)
  expect((await versions(desk, begun)).draft?.title).toBe('The first one')
})
