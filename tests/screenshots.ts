/**
 * `pnpm screenshots`: the pictures of the site in `docs/screenshots/`, made anew, and then those of Studio
 * (`screenshots-of-studio.ts`). Needs the builds that `npm start` makes.
 */
import type {Browser, BrowserContextOptions} from 'playwright-core'
import {seed} from '../scripts/src/start/seed.ts'
import {launchBrowser} from './support/chromium.ts'
import {keepPicture} from './support/documentation-picture.ts'
import {openGallery, templates} from './support/gallery/gallery.ts'
import {openNewsroom, type Newsroom} from './support/newsroom.ts'

const desk = {viewport: {width: 1280, height: 900}}
const phone = {viewport: {width: 390, height: 844}, deviceScaleFactor: 2, isMobile: true}

const ofTheGallery: Record<string, [path: string, how: BrowserContextOptions]> = {
  'front-page': [templates.home, desk],
  'article-phone': [templates.article, phone],
  'article-dark': [templates.article, {...desk, colorScheme: 'dark'}],
  archive: [templates.archive, desk],
  topics: [templates.topics, desk],
  topic: [templates.topic, desk],
  authors: [templates.authors, desk],
  author: [templates.author, desk],
  page: [templates.page, desk],
  gone: [templates.gone, desk],
  search: [templates['search-found'], desk],
  'not-found': [templates['not-found'], desk],
  french: [templates['article-fr'], desk],
}

const article = '/articles/so-you-didnt-get-the-job'

async function take(
  browser: Browser,
  newsroom: Newsroom,
  pictures: Record<string, [path: string, how: BrowserContextOptions]>,
): Promise<void> {
  for (const [name, [path, how]] of Object.entries(pictures)) {
    const context = await browser.newContext({...how, reducedMotion: 'reduce'})
    const page = await context.newPage()
    await page.goto(`http://127.0.0.1:${newsroom.site.port}${path}`, {waitUntil: 'networkidle'})
    await page.evaluate(() => document.fonts.ready)
    await page.reload({waitUntil: 'networkidle'}) // a page that was painted before its font came would stay as it is
    await keepPicture(name, await page.screenshot())
    await context.close()
  }
}

const browser = await launchBrowser()
const gallery = await openGallery()
await gallery.readUntil(templates['search-found'], ({body}) => body.includes('<mark>'))
await take(browser, gallery, ofTheGallery)
await gallery.stop()

const fresh = await openNewsroom()
await seed(fresh.client)
await fresh.settled()
await take(browser, fresh, {article: [article, desk]})
await fresh.stop()

const empty = await openNewsroom()
await empty.settled()
await take(browser, empty, {'nothing-published': ['/', desk]})
await empty.stopLake()
await take(browser, empty, {unavailable: ['/articles/not-asked-for-yet', desk]})
await empty.stop()
await browser.close()
