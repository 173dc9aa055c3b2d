/** After Publish, Studio says when readers see it and where, what lags and why, and what to do when the site is away. */
import type {Page, Route} from 'playwright-core'
import {expect} from 'vitest'
import {testInShell as test} from '../support/e2e.ts'
import type {Masthead} from '../support/masthead.ts'
import {seeded} from '../support/seeded.ts'
import {
  act,
  chooseInMenu,
  editField,
  moveToDocument,
  publish,
  returnToDesk,
  showVersion,
} from '../support/studio.ts'

const patience = {timeout: 20_000}
const addressOfReceipts = /\/api\/receipts[/?]/

async function openArticle(page: Page, masthead: Masthead): Promise<void> {
  const id = await masthead.client.fetch<string>(
    '*[_type == "article" && !(_id in path("drafts.**"))][0]._id',
  )
  await moveToDocument(page, {id, type: 'article'})
}

const line = (page: Page, text: string | RegExp) => page.getByTestId('pane-footer').getByText(text)
const message = (page: Page, text: string | RegExp) =>
  page.locator('[data-ui="ToastProvider"], [data-ui="Toast"]').getByText(text).first()

/** All of a message that begins so. */
const notice = (page: Page, text: RegExp) =>
  page.locator('[data-ui="Toast"]').filter({hasText: text})

async function openReceipt(page: Page) {
  await page.getByRole('button', {name: 'On the site'}).click()
  return page.getByRole('region', {name: 'On the site'})
}

/** Answer as the site does, but for what the test changes in it. */
const changed = (change: (receipt: {state: string; pages: object[]}) => void) => {
  return async (route: Route) => {
    const response = await route.fetch()
    const {receipts} = await response.json()
    receipts.forEach(change)
    return route.fulfill({response, json: {receipts}})
  }
}

test('the editor sees on how many pages an article is live, and readers see it there', async ({
  masthead,
  editor: page,
}) => {
  await openArticle(page, masthead)

  await editField(page, 'title', 'Seen at once')
  await publish(page)

  const told = notice(page, /^Live on \d+ pages, \d+\.\d s/)
  await told.getByText('Seen at once').waitFor(patience)
  await line(page, /^Live on \d+ pages, \d+\.\d s$/).waitFor(patience)
  const receipt = await openReceipt(page)
  const links = receipt.getByRole('list', {name: 'Pages'}).getByRole('link')
  const addresses = await links.evaluateAll((all) =>
    all.map((link) => (link as {href?: string}).href),
  )
  expect(addresses).toContain(`${masthead.site}/`)
  expect(addresses.some((address) => address?.startsWith(`${masthead.site}/articles/`))).toBe(true)
  for (const address of addresses) {
    const answer = await fetch(String(address))
    expect(answer.status, address).toBe(200)
  }
  expect(await (await fetch(`${masthead.site}/`)).text()).toContain('Seen at once')

  await page.reload()
  await line(page, /^Live on \d+ pages/).waitFor({timeout: 60_000})
})

test('a page that lags is named with the reason, and rendered again when the editor asks', async ({
  masthead,
  editor: page,
}) => {
  await openArticle(page, masthead)
  const reason = 'The page could not be rendered: a test says so.'
  let retried = false
  await page.route(addressOfReceipts, (route) => {
    retried ||= route.request().method() === 'POST'
    const lag = changed((receipt) => {
      receipt.state = 'lagging'
      Object.assign(receipt.pages[0] ?? {}, {state: 'lagging', reason})
    })
    return retried ? route.continue() : lag(route)
  })

  await editField(page, 'title', 'Seen late')
  await publish(page)
  await line(page, /^1 of \d+ pages lags$/).waitFor(patience)
  const told = notice(page, /^1 of \d+ pages lags/)
  await told.waitFor(patience)

  await chooseInMenu(page, 'Delete')
  await told.waitFor({state: 'detached', timeout: 10_000})
  await page.getByRole('button', {name: 'Keep it'}).press('Enter')
  await told.waitFor(patience)
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))
  await expect.poll(focused, patience).toBe('action-menu-button')

  await told.getByRole('button').click() // its cross has no name
  await told.waitFor({state: 'detached', timeout: 10_000})
  await chooseInMenu(page, 'Delete')
  await page.getByRole('button', {name: 'Keep it'}).click()
  await editField(page, 'title', 'Seen late again')
  await publish(page)
  await told.getByText('Seen late again').waitFor(patience)
  expect(await told.count()).toBe(1)

  const receipt = await openReceipt(page)
  await told.waitFor({state: 'detached', timeout: 10_000})
  await receipt.getByText(reason).waitFor(patience)
  await receipt.getByRole('button', {name: 'Retry'}).click()

  await receipt.getByText(/^Live on \d+ pages/).waitFor(patience)
  expect(retried).toBe(true)
  expect(await receipt.getByText(reason).count()).toBe(0)
})

test('who goes on to something else after Publish is told once that a page lags, and of which document', async ({
  masthead,
  editor: page,
}) => {
  await openArticle(page, masthead)
  let state: string | undefined = 'working'
  await page.route(
    addressOfReceipts,
    changed((receipt) => {
      if (!state) return
      receipt.state = state
      Object.assign(receipt.pages[0] ?? {}, {state})
    }),
  )

  await editField(page, 'title', 'Left behind')
  await publish(page)
  await returnToDesk(page)
  state = 'lagging'

  const told = notice(page, /^1 of \d+ pages lags/)
  await told.getByText('Left behind').waitFor(patience)
  expect(await told.count()).toBe(1)
  state = undefined // and not `unroute`: a question may be under way
  await message(page, /^Live on \d+ pages/).waitFor(patience)
})

test('publishing goes on when the site does not answer, and Studio says what to do', async ({
  masthead,
  editor: page,
}) => {
  await openArticle(page, masthead)
  await page.route(addressOfReceipts, (route) => route.abort('connectionrefused'))

  await editField(page, 'title', 'Published all the same')
  await publish(page)

  await line(page, 'The site does not answer').waitFor(patience)
  await message(page, /npm start/).waitFor(patience)
  const title = '*[_type == "article" && title == "Published all the same"]._id'
  await expect.poll(() => masthead.client.fetch<string[]>(title), patience).toHaveLength(1)

  await page.unroute(addressOfReceipts)
  await line(page, /^Live on \d+ pages/).waitFor(patience)
})

test('a withdrawal has its receipt too', async ({masthead, editor: page}) => {
  await openArticle(page, masthead)
  const {title} = await seeded(masthead)
  const frontPage = async () => (await fetch(`${masthead.site}/`)).text()
  expect(await frontPage()).toContain(title)

  await act(page, 'Unpublish')

  await message(page, /^Withdrawn, \d+ pages updated/).waitFor(patience)
  expect(await frontPage()).not.toContain(title)
  await showVersion(page, 'Draft')
  await line(page, /^Withdrawn, \d+ pages updated/).waitFor(patience)
})
