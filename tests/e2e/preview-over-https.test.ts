/** The preview where readers come by https, as on the open internet: a browser, nginx with the shipped configuration and a certificate, the site behind it. */
import {randomUUID} from 'node:crypto'
import {join} from 'node:path'
import type {BrowserContext} from 'playwright-core'
import {expect} from 'vitest'
import {test as browserTest} from '../support/browser.ts'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {freePort} from '../support/free-port.ts'
import {anArticle, openNewsroom, type Newsroom} from '../support/newsroom.ts'
import {prepareNginx, type TestNginx} from '../support/nginx.ts'
import {selfSigned} from '../support/self-signed.ts'
import {filesOfSite} from '../support/site-files.ts'

const studio = 'http://localhost:3333'
const published = anArticle('tides')
const draftTitle = 'A title that nobody has published'
const paths = ['/articles/tides', '/articles', '/']

interface Blog {
  newsroom: Newsroom
  nginx: TestNginx
  /** The address that readers use. */
  url: string
}

const test = browserTest.extend<{blog: Blog}>({
  blog: [
    async ({}, use) => {
      const secrets = temporaryDirectory('certificate')
      const port = await freePort()
      const nginx = await prepareNginx({
        more: `listen 127.0.0.1:${port} ssl;\n${await selfSigned(secrets)}`,
      })
      const url = `https://localhost:${port}`
      const newsroom = await openNewsroom({
        studio,
        archive: async (client) => {
          const draft = {...published, _id: `drafts.${published._id}`, title: draftTitle}
          await client.transaction().create(published).create(draft).commit()
        },
        env: {SITE_URL: url, FRONT_CACHE_URLS: nginx.url, FRONT_CACHE_SECRET: nginx.secret},
      })
      await nginx.start([newsroom.site.port])
      await use({newsroom, nginx, url})
      await nginx.stop()
      await newsroom.stop()
      nginx.remove()
      removeDirectory(secrets)
    },
    {scope: 'file'},
  ],
})

/** Where Studio's preview enters. */
async function entrance({newsroom, url}: Blog): Promise<string> {
  const secret = randomUUID()
  await newsroom.client.create({
    _id: `drafts.${randomUUID()}`,
    _type: 'sanity.previewUrlSecret',
    secret,
    source: 'sanity/presentation',
    studioUrl: studio,
  })
  const query = new URLSearchParams({
    'sanity-preview-secret': secret,
    'sanity-preview-pathname': '/articles/tides',
  })
  return `${url}/api/draft-mode/enable?${query.toString()}`
}

const draftCookies = async (context: BrowserContext) =>
  (await context.cookies()).filter(({name}) => name.startsWith('masthead-draft-'))

/** Every copy of these pages that nginx hands out to readers, and whatever the site has written. */
async function copiesForReaders({newsroom, nginx}: Blog): Promise<[name: string, text: string][]> {
  const copies = paths.flatMap((path) =>
    ['br', 'gzip', 'identity'].map(async (encoding): Promise<[string, string]> => {
      const answer = await fetch(nginx.url + path, {headers: {'accept-encoding': encoding}})
      return [`${path} (${encoding})`, await answer.text()]
    }),
  )
  return [...(await Promise.all(copies)), ...filesOfSite(join(newsroom.directory, 'site'))]
}

test('by https an editor sees the draft with a cookie for https alone, leaves by the banner, and no copy for readers holds any of it', async ({
  blog,
  open,
}) => {
  const {newsroom, url} = blog
  await newsroom.settled()
  const context = await open({policy: 'strict', ignoreHTTPSErrors: true})
  const page = await context.newPage()
  const headline = page.getByRole('heading', {level: 1})

  await page.goto(await entrance(blog))

  expect(page.url()).toBe(`${url}/articles/tides`)
  expect(await headline.innerText()).toBe(draftTitle)
  expect(await draftCookies(context)).toMatchObject([
    {secure: true, httpOnly: true, sameSite: 'Lax', domain: 'localhost'},
  ])
  for (const path of paths) {
    const answer = await page.goto(url + path)
    expect(answer?.headers(), path).toMatchObject({'x-front-cache': 'BYPASS'})
    expect(await page.content(), path).toContain(draftTitle)
  }

  await page.goto(`${url}/articles/tides`)
  await page.getByRole('link', {name: 'Leave the preview'}).click()

  await expect.poll(() => headline.innerText()).toBe(published.title)
  expect(page.url()).toBe(`${url}/articles/tides`)
  expect(await draftCookies(context)).toEqual([])
  const copies = await copiesForReaders(blog)
  expect(copies.filter(([, text]) => text.includes(published.title)).length).toBeGreaterThan(10)
  expect(copies.filter(([, text]) => text.includes(draftTitle)).map(([name]) => name)).toEqual([])
})
