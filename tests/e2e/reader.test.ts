/** What a reader gets: pages that read without a script, in the dark, on a phone and by keyboard, and that ask nobody else. */
import {createServer, request} from 'node:http'
import type {AddressInfo} from 'node:net'
import type {BrowserContext} from 'playwright-core'
import {extractText} from 'unpdf'
import {expect, onTestFinished} from 'vitest'
import {test} from '../support/e2e.ts'
import type {Masthead} from '../support/masthead.ts'
import {seeded} from '../support/seeded.ts'

const nowhere = '/articles/there-is-no-such-article'

async function readerPaths(masthead: Masthead): Promise<string[]> {
  const {article, author, topic} = await seeded(masthead)
  return ['/', article, author, topic, nowhere]
}

/** Scripts that a browser would run: neither data for machines nor rules for prefetching. */
const executable = (html: string) =>
  [...html.matchAll(/<script\b([^>]*)>/gi)]
    .map(([whole]) => whole)
    .filter((tag) => !/type="(application\/ld\+json|speculationrules)"/.test(tag))

async function visit(context: BrowserContext, address: string) {
  const page = await context.newPage()
  const response = await page.goto(address)
  return {page, status: response?.status()}
}

test('no page for readers holds an executable script, neither when first made nor from the cache', async ({
  masthead,
}) => {
  for (const path of await readerPaths(masthead)) {
    for (const visitNumber of [1, 2]) {
      const response = await fetch(masthead.site + path)

      const html = await response.text()

      expect(executable(html), `${path}, visit ${visitNumber}`).toEqual([])
      expect(html, `${path}, visit ${visitNumber}`).toMatch(/<h1[\s>]/)
    }
  }
})

test('the article reads from headline to author card, with a policy that nothing on it breaks', async ({
  masthead,
  open,
}) => {
  const {title, article} = await seeded(masthead)
  const context = await open({policy: 'strict'})

  const {page, status} = await visit(context, masthead.site + article)

  expect(status).toBe(200)
  expect(await page.getByRole('heading', {level: 1}).textContent()).toBe(title)
  expect(await page.getByRole('img', {name: 'People shaking hands'}).first().isVisible()).toBe(true)
  const pictures = page.locator('main img')
  const areShown = () =>
    pictures.evaluateAll((list) =>
      list.every((image) => (image as HTMLImageElement).naturalWidth > 0),
    )
  await expect.poll(areShown).toBe(true)
  const hero = page.locator('main figure img:not(.blur)').first()
  expect(await hero.getAttribute('fetchpriority')).toBe('high')
  expect(await hero.getAttribute('loading')).toBeNull()
  expect(
    await page
      .getByRole('link', {name: /Andrea Forbes-Hurley/})
      .first()
      .isVisible(),
  ).toBe(true)
})

test('a phone shows the article after three requests, the tab’s icon aside, and page and styles are at most 10 kB', async ({
  masthead,
  open,
}) => {
  const {article} = await seeded(masthead)
  const phone = {viewport: {width: 412, height: 823}, deviceScaleFactor: 1.75, isMobile: true}
  const page = await (await open(phone)).newPage()
  const asked: string[] = []
  page.on('request', (request) => {
    const {protocol, pathname} = new URL(request.url())
    // Not every browser without a window asks for the icon.
    if (protocol !== 'data:' && pathname !== '/favicon.ico') asked.push(request.resourceType())
  })

  await page.goto(masthead.site + article, {waitUntil: 'networkidle'})

  expect(asked.toSorted()).toEqual(['document', 'font', 'image'])
  const compressed = {headers: {'accept-encoding': 'gzip'}}
  const {headers} = await fetch(masthead.site + article, compressed)
  const length = Number(headers.get('content-length'))
  expect(length).toBeGreaterThan(0)
  expect(length).toBeLessThanOrEqual(10_000)
})

test('a link that a reader is about to follow is fetched ahead, but for a search', async ({
  masthead,
  open,
}) => {
  const {article} = await seeded(masthead)
  const ahead: string[] = []
  const door = createServer((incoming, response) => {
    const {url = '', headers} = incoming
    if (headers['sec-purpose']?.includes('prefetch')) ahead.push(url)
    const {host: _, ...rest} = headers
    request(masthead.site + url, {headers: rest}, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    }).end()
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    door.closeAllConnections()
    door.close()
  })
  const {port} = door.address() as AddressInfo
  const {page} = await visit(await open({}), `http://localhost:${port}/`)

  await page.locator('header a[href="/search"]').hover()
  await page.locator(`main a[href="${article}"]`).first().hover()

  await expect.poll(() => ahead).toContain(article)
  expect(ahead.filter((url) => url.startsWith('/search'))).toEqual([])
})

test('an address without an article is a 404 that reads without scripts and leads on', async ({
  masthead,
  open,
}) => {
  const context = await open({policy: 'strict', javaScriptEnabled: false})

  const {page, status} = await visit(context, masthead.site + nowhere)

  expect(status).toBe(404)
  expect((await page.locator('main').innerText()).length).toBeGreaterThan(20)
  expect(await page.locator('main a[href="/"], header a[href="/"]').first().isVisible()).toBe(true)
})

test('nothing is wider than a phone', async ({masthead, open}) => {
  const context = await open({viewport: {width: 360, height: 740}, isMobile: true, hasTouch: true})

  for (const path of await readerPaths(masthead)) {
    const {page} = await visit(context, masthead.site + path)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)

    expect(width, path).toBeLessThanOrEqual(360)
    await page.close()
  }
})

test('in the dark the page is dark and its text is light', async ({masthead, open}) => {
  const {article} = await seeded(masthead)
  const context = await open({colorScheme: 'dark'})

  const {page} = await visit(context, masthead.site + article)
  const [background, text] = await page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d')!
    return (['backgroundColor', 'color'] as const).map((property) => {
      const coloured = [document.body, document.documentElement].map(
        (element) => getComputedStyle(element)[property],
      )
      canvas.fillStyle = coloured.find((colour) => colour !== 'rgba(0, 0, 0, 0)') ?? '#fff'
      canvas.fillRect(0, 0, 1, 1)
      const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data
      return (red + green + blue) / 3
    })
  })

  expect(background).toBeLessThan(64)
  expect(text).toBeGreaterThan(180)
})

test('in the dark a picture that lets the ground through has a light one, and a headline in Hebrew begins on the right', async ({
  masthead,
  open,
}) => {
  const {article} = await seeded(masthead)
  const context = await open({colorScheme: 'dark'})
  const {page} = await visit(context, masthead.site + article)

  const {ground, isAtRight} = await page.evaluate(() => {
    const headline = document.querySelector('h1')!
    const chart = document.createElement('img')
    chart.src = 'data:image/png;base64,'
    headline.after(chart)
    headline.textContent = 'שלום.'
    const words = document.createRange()
    words.selectNodeContents(headline)
    const [inner, outer] = [words.getBoundingClientRect(), headline.getBoundingClientRect()]
    return {
      ground: getComputedStyle(chart).backgroundColor,
      isAtRight: outer.right - inner.right < 1 && inner.left - outer.left > 20,
    }
  })

  expect(ground).toBe('rgb(241, 238, 231)')
  expect(isAtRight).toBe(true)
})

test('the first Tab offers a way past the header, and it leads to the content', async ({
  masthead,
  open,
}) => {
  const {article} = await seeded(masthead)
  const context = await open()
  const {page} = await visit(context, masthead.site + article)

  await page.keyboard.press('Tab')
  const first = page.locator(':focus')

  expect(await first.innerText()).toMatch(/skip/i)
  expect(await first.isVisible()).toBe(true)

  const target = await first.getAttribute('href')
  await page.keyboard.press('Enter')

  expect(new URL(page.url()).hash).toBe(target)
  expect(await page.locator(`main${target}, main ${target}`).count()).toBe(1)
})

test('on a phone the keyboard goes through the masthead line by line', async ({masthead, open}) => {
  const {article} = await seeded(masthead)
  const context = await open({viewport: {width: 390, height: 844}})
  const {page} = await visit(context, masthead.site + article)
  const links = page.locator('.masthead a')
  await page.keyboard.press('Tab')

  const tops: number[] = []
  for (const _ of await links.all()) {
    await page.keyboard.press('Tab')
    tops.push(
      await page.evaluate(() => {
        const {top, height} = document.activeElement!.getBoundingClientRect()
        return Math.round((top + height / 2) / 8)
      }),
    )
  }

  expect(tops.length).toBeGreaterThan(3)
  expect(tops).toEqual(tops.toSorted((one, other) => one - other))
})

test('search is one link away from every page, with the cursor in its field, and no page to read holds a form', async ({
  masthead,
  open,
}) => {
  const {title, article} = await seeded(masthead)
  for (const path of (await readerPaths(masthead)).filter((path) => path !== nowhere)) {
    const html = await (await fetch(masthead.site + path)).text()
    // A browser has a page with a field laid out before the first paint, to see what could be filled in.
    expect(html, path).not.toMatch(/<(?:form|input|select|textarea)\b/)
  }
  const context = await open({policy: 'strict'})
  const {page} = await visit(context, masthead.site + article)

  await page.getByRole('banner').getByRole('link', {name: 'Search'}).click()
  await page.waitForURL('**/search')
  await page.keyboard.type(title.split(' ').slice(0, 4).join(' '))
  await page.keyboard.press('Enter')
  await page.waitForURL('**/search?q=*')

  expect(await page.getByRole('main').getByRole('link', {name: title}).first().isVisible()).toBe(
    true,
  )
})

test('on paper no heading is left behind at the foot of a page, and nothing that is one piece is torn', async ({
  masthead,
  open,
}) => {
  const {article} = await seeded(masthead)
  const {page} = await visit(await open(), masthead.site + article)
  const sections = Array.from({length: 36}, (_, i) => i)
  await page.locator('.prose').evaluate((prose, numbers) => {
    const sectionOf = (i: number) => `
      <h${2 + (i % 2)}>Heading${i}.</h${2 + (i % 2)}>
      <p>Follows${i}. ${'Some words of a paragraph. '.repeat(1 + ((i * 7) % 23))}</p>
      <div class="callout callout-note"><p>Opens${i}.</p><p>A line.</p><p>Closes${i}.</p></div>`
    prose.innerHTML = numbers.map(sectionOf).join('')
  }, sections)

  const {text: sheets} = await extractText(new Uint8Array(await page.pdf({format: 'A4'})))

  const sheetOf = (mark: string) => sheets.findIndex((text) => text.includes(`${mark}.`))
  expect(sheets.length).toBeGreaterThan(4)
  expect(sheetOf('Closes35')).toBeGreaterThan(0)
  expect(sections.filter((i) => sheetOf(`Heading${i}`) !== sheetOf(`Follows${i}`))).toEqual([])
  expect(sections.filter((i) => sheetOf(`Opens${i}`) !== sheetOf(`Closes${i}`))).toEqual([])
})
