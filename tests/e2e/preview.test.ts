/** The preview: a draft as its page, in Studio's frame and for its editor alone. */
import type {Page} from 'playwright-core'
import {expect} from 'vitest'
import {test} from '../support/e2e.ts'
import type {Masthead} from '../support/masthead.ts'
import {seeded} from '../support/seeded.ts'
import {chooseInMenu, field, markdown, openDocument} from '../support/studio.ts'

const draftTitle = 'A title that nobody has published'
const patience = {timeout: 20_000}

async function writeDraft(masthead: Masthead): Promise<void> {
  const article = await masthead.client.fetch<{_id: string; _type: string}>(
    '*[_type == "article" && !(_id in path("drafts.**"))][0]',
  )
  await masthead.client.createOrReplace({
    ...article,
    _id: `drafts.${article._id}`,
    title: draftTitle,
    standfirst: 'Words of its own.',
  })
}

const savedTitle = (masthead: Masthead) =>
  masthead.client.fetch<string>(
    '*[_type == "article" && _id in path("drafts.**")][0].title',
    {},
    {perspective: 'raw'},
  )

/** Let nothing that Studio writes through to the lake, until what this answers is called. */
async function holdSaving(page: Page): Promise<() => Promise<void>> {
  const writes = /\/data\/(?:mutate|actions)\//
  const released = Promise.withResolvers<void>()
  await page.route(writes, async (route) => {
    await released.promise
    await route.continue()
  })
  return async () => {
    released.resolve()
    await page.unrouteAll({behavior: 'wait'})
  }
}

/** Open Presentation with this page in its frame, signed in; with the form of this document beside it, such as `/article/1`. */
async function openPreview(
  page: Page,
  {studio, site, token}: Masthead,
  path: string,
  document = '',
) {
  const preview = encodeURIComponent(site + path)
  await page.goto(`${studio}/presentation${document}?preview=${preview}#token=${token}`)
}

/** The page inside Presentation's frame. */
const previewed = (page: Page) =>
  page.frameLocator('iframe').first().getByRole('heading', {level: 1})

test('the frame shows the draft, everybody else the published page, and leaving draft mode too', async ({
  masthead,
  open,
}) => {
  await writeDraft(masthead)
  const {article, title} = await seeded(masthead)
  const editing = await open()
  const page = await editing.newPage()

  await openPreview(page, masthead, article)
  await previewed(page).getByText(draftTitle).waitFor({timeout: 60_000})

  const cookies = await editing.cookies(masthead.site)
  expect(cookies.filter(({httpOnly}) => httpOnly)).toHaveLength(1)
  const stranger = await (await open({policy: 'strict'})).newPage()
  await stranger.goto(masthead.site + article)
  expect(await stranger.getByRole('heading', {level: 1}).innerText()).toBe(title)

  const own = await editing.newPage()
  await own.goto(masthead.site + article)
  expect(await own.getByRole('heading', {level: 1}).innerText()).toBe(draftTitle)
  await own.goto(`${masthead.site}/api/draft-mode/disable`)
  await own.goto(masthead.site + article)
  expect(await own.getByRole('heading', {level: 1}).innerText()).toBe(title)
})

test('beside the preview the header of the form shows both versions whole', async ({
  masthead,
  open,
}) => {
  await writeDraft(masthead)
  const {article} = await seeded(masthead)
  const page = await (await open({viewport: {width: 1280, height: 900}})).newPage()
  const id = await masthead.client.fetch<string>(
    '*[_type == "article" && !(_id in path("drafts.**"))][0]._id',
  )
  await openPreview(page, masthead, article, `/article/${id}`)
  await page.getByTestId('pane-footer').getByText('Live on').waitFor({timeout: 60_000})

  const chip = page.getByTestId('document-header-Draft-chip')
  const isCut = await chip.evaluate((element) => {
    const {right} = element.getBoundingClientRect()
    for (let box = element.parentElement; box; box = box.parentElement) {
      const cuts = getComputedStyle(box).overflowX !== 'visible'
      if (cuts && box.getBoundingClientRect().right < right - 1) return true
    }
    return false
  })

  expect(isCut).toBe(false)
})

test('a click on the headline opens its field; what is typed there and in the text shows in the frame, which is not loaded again', async ({
  masthead,
  open,
}) => {
  await writeDraft(masthead)
  const {article} = await seeded(masthead)
  const page = await (await open({viewport: {width: 1600, height: 900}})).newPage()
  await openPreview(page, masthead, article)
  await previewed(page).getByText(draftTitle).waitFor({timeout: 60_000})

  const standfirst = page.frameLocator('iframe').first().locator('[data-sanity] >> nth=1')
  expect(await standfirst.getAttribute('data-sanity')).toContain('standfirst')
  await expect
    .poll(
      async () => {
        await previewed(page).click()
        return decodeURIComponent(page.url())
      },
      {timeout: 30_000, interval: 500},
    )
    .toContain('/title?preview=')
  const title = field(page, 'title').getByRole('textbox').first()
  await title.waitFor({timeout: 20_000})
  expect(await title.inputValue()).toBe(draftTitle)

  const frame = page.frameLocator('iframe').first()
  const root = frame.locator('html')
  await root.evaluate((html) => {
    html.dataset['untouched'] = 'yes'
    scrollTo(0, 300)
  })
  await title.press('End')
  await title.pressSequentially(', and typed just now')
  await previewed(page).getByText(`${draftTitle}, and typed just now`).waitFor(patience)

  // Words are shown before the lake has them, and stay when it has.
  const release = await holdSaving(page)
  await title.pressSequentially(', not saved')
  await previewed(page).getByText(`${draftTitle}, and typed just now, not saved`).waitFor(patience)
  expect(await savedTitle(masthead)).not.toContain('not saved')
  const unsaved = page.getByText('Not saved yet: the Content Lake does not answer')
  await unsaved.waitFor(patience)
  await release()
  await expect.poll(() => savedTitle(masthead), patience).toContain(', not saved')
  await unsaved.waitFor({...patience, state: 'detached'})
  await previewed(page).getByText(`${draftTitle}, and typed just now, not saved`).waitFor(patience)

  const body = markdown(page, 'body')
  await body.text.press('Control+End')
  await page.keyboard.insertText('\n\nA last word.\n\n' + '> '.repeat(40) + 'deep')
  await frame.getByText('A last word.').waitFor(patience)
  expect(await root.getAttribute('data-untouched')).toBe('yes')
  expect(await root.evaluate(() => scrollY)).toBeGreaterThan(0)

  // What readers will not be shown is a note in its place, and a warning on the field.
  await frame.getByText('This passage could not be shown.').waitFor(patience)
  await page.getByRole('button', {name: /^validation/i}).click(patience)
  const warning = page.getByText(/^Line \d+: Quotes or lists are nested too deeply/)
  await warning.filter({visible: true}).first().waitFor(patience)

  // A change that begins the draft of a published article is saved, though nothing follows it.
  const {title: published} = await seeded(masthead)
  await masthead.client.delete({query: '*[_type == "article" && _id in path("drafts.**")]'})
  await expect.poll(() => title.inputValue(), patience).toBe(published)
  await title.fill('Said in one go')
  await expect.poll(() => savedTitle(masthead), patience).toBe('Said in one go')
})

test('a forged draft cookie shows nothing', async ({masthead, open}) => {
  await writeDraft(masthead)
  const {article, title} = await seeded(masthead)
  const left = await fetch(`${masthead.site}/api/draft-mode/disable`, {redirect: 'manual'})
  const [own = ''] = left.headers.getSetCookie().map((cookie) => cookie.split('=', 1)[0] ?? '')
  expect(own).not.toBe('')
  const context = await open()
  await context.addCookies(
    [own, '__prerender_bypass', '__next_preview_data'].map((name) => ({
      name,
      value: `${Math.floor(Date.now() / 1000) + 3600}.forged`,
      url: masthead.site,
    })),
  )
  const page = await context.newPage()

  await page.goto(masthead.site + article)

  expect(await page.getByRole('heading', {level: 1}).innerText()).toBe(title)
})

test('draft mode is not entered without a secret of Studio’s, and never leads elsewhere', async ({
  masthead,
}) => {
  const enable = `${masthead.site}/api/draft-mode/enable`
  for (const query of [
    '',
    '?sanity-preview-secret=guessed&sanity-preview-pathname=/',
    '?sanity-preview-secret=guessed&sanity-preview-pathname=//evil.example/',
  ]) {
    const response = await fetch(enable + query, {redirect: 'manual'})

    expect(response.status, query).toBeGreaterThanOrEqual(400)
    expect(response.headers.get('set-cookie'), query).toBeNull()
  }
})

test('an editor sends a reviewer a link, sees it in the list, and takes it back', async ({
  masthead,
  open,
}) => {
  await writeDraft(masthead)
  const id = await masthead.client.fetch<string>(
    '*[_type == "article" && !(_id in path("drafts.**"))][0]._id',
  )
  const page = await (await open()).newPage()
  await openDocument(page, masthead.studio, {id, type: 'article', token: masthead.token})
  // What is made is listed also where the lake's news of it do not come.
  const news = (url: URL) => /\/listen\/.*reviewLink/.test(decodeURIComponent(url.href))
  await page.route(news, (route) => route.abort('connectionrefused'), {times: 1})

  await chooseInMenu(page, 'Review link…')
  const dialog = page.getByRole('dialog', {name: 'Review links'})
  await dialog.getByLabel('For whom').fill('Kim, legal')
  await dialog.getByRole('button', {name: 'Make and copy'}).click()
  const address = await dialog.getByLabel('The link. It is shown').inputValue()
  await dialog.getByText('Kim, legal').waitFor()

  const context = await open({policy: 'strict'})
  const reviewer = await context.newPage()
  await reviewer.goto(address)
  expect(await reviewer.getByRole('heading', {level: 1}).innerText()).toBe(draftTitle)
  await reviewer.getByRole('complementary', {name: /^Draft, for review/}).waitFor()
  expect(await context.cookies()).toEqual([])

  await dialog.getByRole('button', {name: 'Take back: Kim, legal'}).click()
  await dialog.getByText('taken back on').waitFor({timeout: 20_000})
  await reviewer.reload()
  await reviewer.getByRole('heading', {name: 'This review link was taken back'}).waitFor()
})
