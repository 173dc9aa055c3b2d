/** Sitemaps: true, as the protocol wants them (sitemaps.org), and nothing left out however large the site is. */
import {expect, test} from 'vitest'
import type {DatedAddress} from '../../../web/src/content/sitemap.ts'
import {
  articleEntries,
  inFiles,
  sitemap,
  sitemapIndex,
  standingEntries,
} from '../../../web/src/feeds/sitemap.ts'
import {parseXml, textsOf} from '../../support/xml.ts'

const origin = 'https://letters.example'

const published = (slug: string, publishedAt: string, fields: Partial<DatedAddress> = {}) => ({
  slug,
  language: 'en',
  publishedAt,
  updatedAt: null,
  ...fields,
})

const standing = {
  pages: [{slug: 'about', language: null}],
  authors: [{slug: 'ada'}],
  topics: [{slug: 'pay'}],
}

/** W3C's profile of ISO 8601, as far as the schema of sitemaps takes it. */
const date = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?)?$/

/** What the schemas `sitemap.xsd` and `siteindex.xsd` ask for, and its prose. */
function expectToFollowTheProtocol(xml: string): void {
  const [root, ...elements] = parseXml(xml)
  const item = {urlset: 'url', sitemapindex: 'sitemap'}[root?.name ?? '']
  expect(item).toBeDefined()
  expect(root?.attributes).toEqual({xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9'})
  const items = elements.filter(({name}) => name === item)
  const locations = textsOf(elements, 'loc')
  expect(items.length).toBeGreaterThan(0)
  expect(items.length).toBeLessThanOrEqual(50_000)
  expect(locations).toHaveLength(items.length)
  expect(new Set(locations).size).toBe(items.length)
  const wrong = elements.filter(({name, text, within}) => {
    if (name === item) return within.join() !== root?.name || text !== ''
    if (within.at(-1) !== item) return true
    if (name === 'lastmod') return !date.test(text)
    // Of this host, and escaped: no blank and no letter beyond ASCII.
    return name !== 'loc' || !/^https:\/\/letters\.example\/[!-~]{0,2000}$/.test(text)
  })
  expect(wrong).toEqual([])
  expect(Buffer.byteLength(xml)).toBeLessThanOrEqual(50 * 1024 * 1024)
}

test('the sitemap gives an article the date that it shows, and claims none for the rest', () => {
  const articles = [
    published('tides', '2026-01-01T00:00:00Z', {updatedAt: '2026-02-01T00:00:00Z'}),
    published('marees', '2026-01-02T00:00:00Z', {language: 'fr'}),
  ]

  const xml = sitemap(origin, [
    ...standingEntries(standing, ['en', 'fr']),
    ...articleEntries(articles, ['en', 'fr']),
  ])

  expectToFollowTheProtocol(xml)
  const elements = parseXml(xml)
  const locations = textsOf(elements, 'loc').map((location) => location.slice(origin.length))
  expect(locations.filter((path) => !/^\/fr(?:$|\/(?!articles\/))/.test(path))).toEqual([
    '/',
    '/articles',
    '/topics',
    '/authors',
    '/topics/pay',
    '/authors/ada',
    '/about',
    '/articles/tides',
    '/fr/articles/marees',
  ])
  expect(textsOf(elements, 'lastmod')).toEqual([
    '2026-02-01T00:00:00.000Z',
    '2026-01-02T00:00:00.000Z',
  ])
})

test('what is in a language that readers are not offered is in no sitemap', () => {
  const articles = [published('marees', '2026-01-02T00:00:00Z', {language: 'fr'})]

  expect(articleEntries(articles, ['en'])).toEqual([])
})

test('of sixty thousand articles none is left out, and one more is the last of the last file', () => {
  const entries = articleEntries(
    Array.from({length: 60_000}, (_, i) => published(`a-${i}`, '2026-01-01T00:00:00Z')),
    ['en'],
  )
  const files = inFiles('2026', entries)
  const after = inFiles('2026', [
    ...entries,
    {path: '/articles/new', lastmod: '2026-03-01T00:00:00.000Z'},
  ])

  const xml = files.map((file) => sitemap(origin, file.entries))
  for (const file of xml) expectToFollowTheProtocol(file)
  expect(files.map(({path}) => path)).toEqual(['/sitemap-2026.xml', '/sitemap-2026-2.xml'])
  expect(xml.flatMap((file) => textsOf(parseXml(file), 'loc'))).toHaveLength(60_000)
  expect(after[0]).toEqual(files[0])
  expect(after[1]?.entries).toHaveLength(10_001)
})

test('the list of sitemaps gives each the latest date in it', () => {
  const files = [
    ...inFiles('pages', standingEntries(standing, ['en'])),
    ...inFiles('2025', articleEntries([published('old', '2025-04-01T00:00:00Z')], ['en'])),
    ...inFiles(
      '2026',
      articleEntries(
        [
          published('one', '2026-01-01T00:00:00Z', {updatedAt: '2026-03-01T00:00:00Z'}),
          published('two', '2026-02-01T00:00:00-04:00'),
        ],
        ['en'],
      ),
    ),
  ]

  const xml = sitemapIndex(origin, files)

  expectToFollowTheProtocol(xml)
  expect(
    parseXml(xml)
      .map(({name, text}) => [name, text])
      .filter(([name]) => name === 'loc' || name === 'lastmod'),
  ).toEqual([
    ['loc', 'https://letters.example/sitemap-pages.xml'],
    ['loc', 'https://letters.example/sitemap-2025.xml'],
    ['lastmod', '2025-04-01T00:00:00.000Z'],
    ['loc', 'https://letters.example/sitemap-2026.xml'],
    ['lastmod', '2026-03-01T00:00:00.000Z'],
  ])
})
