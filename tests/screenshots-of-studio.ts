/** The pictures of Studio in README and `docs/editing.md`: the first article in its form and beside its page, what is scheduled, and a review link. */
import {launchBrowser} from './support/chromium.ts'
import {keepPicture} from './support/documentation-picture.ts'
import {startMasthead} from './support/masthead.ts'
import {fillDesk} from './support/studio-at-work.ts'
import {field, listed, markdown, openList, openStudio} from './support/studio.ts'

const masthead = await startMasthead()
const {client, site, studio, token} = masthead
const browser = await launchBrowser()
try {
  const context = await browser.newContext({
    viewport: {width: 1440, height: 900},
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const article = await client.fetch<{_id: string; title: string; slug: string}>(
    '*[_type == "article"][0]{_id, title, "slug": slug.current}',
  )
  await openStudio(page, studio, token)
  await openList(page, 'Published')
  await listed(page, article.title).click()
  const body = markdown(page, 'body')
  await body.preview.getByRole('heading').first().waitFor({timeout: 60_000})
  await page.getByTestId('pane-footer').getByText('Live on').waitFor({timeout: 60_000})
  await field(page, 'body').evaluate((element) => element.scrollIntoView({block: 'end'}))
  await page.mouse.move(0, 0)
  await keepPicture('studio', await page.screenshot())

  // The site's letters come after the first paint, and are there from the second page on.
  const reader = await context.newPage()
  await reader.goto(`${site}/articles/${article.slug}`)
  await reader.waitForFunction('document.fonts.ready.then(() => document.fonts.size > 0)')
  await reader.close()
  const preview = encodeURIComponent(`${site}/articles/${article.slug}`)
  await page.goto(`${studio}/presentation/article/${article._id}?preview=${preview}`)
  const frame = page.frameLocator('iframe').first()
  await frame.getByRole('heading', {level: 1}).waitFor({timeout: 60_000})
  const title = field(page, 'title').getByRole('textbox').first()
  await title.press('End')
  await title.pressSequentially(' And the one after that.')
  await frame.getByText('And the one after that.').first().waitFor({timeout: 60_000})
  await page
    .getByText(/^(?:Saved|Edited)/)
    .first()
    .waitFor({timeout: 60_000})
  await keepPicture('studio-preview', await page.screenshot())

  await fillDesk(masthead, article._id)
  await page.setViewportSize({width: 1440, height: 740})
  await page.goto(studio)
  await page.getByRole('link', {name: 'Scheduled', exact: true}).click()
  const scheduled = page.getByTestId('scheduled-pane')
  await scheduled.getByRole('region', {name: 'Next'}).locator('a').first().click()
  await page.getByTestId('schedule-notice').waitFor({timeout: 60_000})
  await page.getByTestId('pane-footer').getByText('Live on').waitFor({timeout: 60_000})
  await page.mouse.move(0, 0)
  await keepPicture('studio-schedule', await page.screenshot())

  await page.setViewportSize({width: 1200, height: 860})
  await page.getByTestId('pane-footer').getByTestId('action-menu-button').click()
  await page.getByRole('menuitem', {name: /Review link/}).click()
  const dialog = page.getByRole('dialog', {name: 'Review links'})
  await dialog.getByLabel('For whom').fill('Robin, client')
  await dialog.getByRole('button', {name: 'Make and copy'}).click()
  await dialog.getByText('Robin, client').waitFor({timeout: 60_000})
  await page.mouse.move(0, 0)
  await keepPicture('studio-review-link', await page.screenshot())
} finally {
  await browser.close()
  await masthead.stop()
}
process.exit()
