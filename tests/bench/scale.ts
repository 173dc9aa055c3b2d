/**
 * `pnpm bench scale [--articles 60000]`: a site with very many articles in one year, all on one topic: more than one sitemap may hold, and the
 * worst that paging has to count.
 *
 * Writes them, starts the site over them and reads, as the first reader does, what is made of all of them: the list of sitemaps with every
 * part, feeds, the first and the last page of archive and topic, an article, search. What each answers is checked. Then one article gets another
 * title and a new one is published, until the site's own receipts say that readers have them everywhere, and one is deleted while the site is
 * down. Prints one line of JSON, with the memory of both processes. 60,000 articles take about ten minutes.
 */
import {parseArgs} from 'node:util'
import {setTimeout as wait} from 'node:timers/promises'
import type {SanityClient} from '@sanity/client'
import {archiveArticle, fillArchive} from '../support/archive.ts'
import {anArticle, aTopic, openNewsroom, referTo} from '../support/newsroom.ts'
import {rssMb} from '../support/process-usage.ts'

const {values} = parseArgs({options: {articles: {type: 'string', default: '60000'}}})
const articles = Number(values.articles)
const perPage = 20

/** Every third one is French. */
const french = Math.floor(articles / 3)
const english = articles - french
const lastPage = Math.ceil(english / perPage)

let written = 0
async function fill(client: SanityClient): Promise<void> {
  const started = performance.now()
  await client.create(aTopic('everything', 'Everything'))
  await client.createOrReplace({
    _id: 'siteSettings',
    _type: 'siteSettings',
    languages: ['en', 'fr'],
  })
  await fillArchive(client, articles, (number) => ({
    ...archiveArticle(number),
    topics: referTo('topic-everything', `topic-about-${number % 20}`),
  }))
  written = performance.now() - started
}

const newsroom = await openNewsroom({archive: fill})
const times: Record<string, number> = {}

async function read(path: string, is: (body: string) => boolean): Promise<string> {
  const started = performance.now()
  const {status, body} = await newsroom.read(path)
  times[path] = Math.round(performance.now() - started)
  if (status !== 200 || !is(body))
    throw new Error(`${path} is not as it should be (${status}): ${body.slice(0, 500)}`)
  return body
}

const count = (text: string, part: string) => text.split(part).length - 1

async function live(name: string, write: () => Promise<{_rev: string}>): Promise<void> {
  const started = performance.now()
  const {_rev: transaction} = await write()
  const url = `${newsroom.site.url.replace('localhost', '127.0.0.1')}/api/receipts/${transaction}`
  const headers = {authorization: `Bearer ${newsroom.client.config().token}`}
  for (const end = Date.now() + 180_000; ; await wait(20)) {
    const answer = await fetch(url, {headers})
    const receipt = (await answer.json()) as {state?: string; pages?: object[]}
    if (receipt.state === 'live') break
    if (Date.now() > end)
      throw new Error(`${name} is not live: ${JSON.stringify(receipt)}\n${newsroom.site.log()}`)
  }
  times[name] = Math.round(performance.now() - started)
}

try {
  await read('/', (body) => count(body, 'href="/articles/piece-') > 5)
  const isLarge = articles > 50_000
  const list = await read('/sitemap.xml', (body) => body.includes('<sitemapindex') === isLarge)
  const listed = [...list.matchAll(/<loc>[^<]*(\/sitemap-[^<]*\.xml)<\/loc>/g)].map(([, at]) => at)
  const parts = isLarge ? listed : ['/sitemap-2026.xml', '/sitemap-pages.xml']
  const addresses = new Set<string>()
  for (const part of parts) {
    const body = await read(String(part), (text) => text.includes('<urlset'))
    for (const [, address] of body.matchAll(/<loc>([^<]*\/articles\/[^<]*)<\/loc>/g))
      addresses.add(String(address))
  }
  if (addresses.size !== articles)
    throw new Error(`The sitemap has ${addresses.size} of ${articles} articles: ${parts.join(' ')}`)
  for (const feed of ['/feed.xml', '/topics/everything/feed.xml', '/fr/feed.xml'])
    await read(feed, (body) => count(body, '<item>') === 20)
  const middle = `/articles/piece-${Math.floor(articles / 6) * 3}`
  await read(middle, (body) => body.includes('<article'))
  for (const folder of ['/articles', '/topics/everything']) {
    await read(folder, (body) => count(body, 'href="/articles/piece-') >= perPage)
    await read(`${folder}/page/${lastPage}`, (body) => body.includes('/articles/piece-0"'))
  }
  await read('/llms.txt', (body) => body.includes('/articles/piece-'))

  await live('title in the middle', () =>
    newsroom.client
      .patch(`article-${middle.split('/').at(-1)}`)
      .set({title: 'Another title'})
      .commit(),
  )
  await read(middle, (body) => body.includes('Another title'))
  await live('new article', () =>
    newsroom.client.create(
      anArticle('fresh', {title: 'Fresh', topics: referTo('topic-everything')}),
    ),
  )
  for (const path of ['/', '/articles', '/topics/everything', '/feed.xml'])
    await read(path, (body) => body.includes('Fresh'))
  await live('name of the topic', () =>
    newsroom.client.patch('topic-everything').set({title: 'All of it'}).commit(),
  )

  const siteMb = rssMb(newsroom.site.pid)
  await newsroom.stopSite()
  await newsroom.client.delete('article-piece-1')
  const started = performance.now()
  await newsroom.restartSite()
  await newsroom.read('/')
  times['start'] = Math.round(performance.now() - started)
  for (const part of ['/sitemap-2026.xml', '/articles/piece-1'])
    await newsroom.readUntil(part, ({body}) => !body.includes('/articles/piece-1<'), 120_000)
  times['start and deletion'] = Math.round(performance.now() - started)

  await newsroom.readUntil('/search?q=fresh', ({body}) => /<mark>fresh/i.test(body), 600_000)
  times['search index'] = Math.round(performance.now() - started)
  await read('/search?q=salary', (body) => body.includes('<mark>'))
  await read('/search?q=recruitr', (body) => body.includes('<mark>'))
  console.log(
    JSON.stringify({
      bench: 'scale',
      articles,
      writtenSeconds: Math.round(written / 1_000),
      ms: times,
      mb: {siteBefore: siteMb, site: rssMb(newsroom.site.pid), lake: rssMb(newsroom.lake.pid)},
    }),
  )
} catch (error) {
  console.error(JSON.stringify(times))
  throw error
} finally {
  await newsroom.stop()
}
process.exit()
