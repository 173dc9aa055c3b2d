/** Sitemaps: true, as the protocol wants them (sitemaps.org), and nothing left out however large the site is. */
import {expect, test, vi} from 'vitest'
import type {DatedAddress} from '../../../web/src/content/sitemap.ts'
import {
  articleEntries,
  filesOf,
  latestOf,
  sitemap,
  sitemapIndex,
  standingEntries,
} from '../../../web/src/feeds/sitemap.ts'
import {sitemapAt} from '../../../web/src/feeds/sitemap-files.ts'
import type {Site} from '../../../web/src/site.ts'
import {parseXml, textsOf} from '../../support/xml.ts'

const origin = 'https://letters.example'

/** A lake with a hundred thousand articles of one year, of which none may be read where their number is enough. */
const lake = vi.hoisted(() => ({read: [] as [number, number][], count: 100_000}))
vi.mock('../../../web/src/content/sitemap.ts', () => ({
  countAddresses: async () => lake.count,
  getStandingAddresses: async () => ({pages: [], authors: [], topics: []}),
  getYears: async () => ['2025', '2026'],
  summaryOfYear: async (year: string) => ({
    count: year === '2026' ? lake.count : 0,
    publishedAt: '2026-03-01T00:00:00Z',
    updatedAt: null,
  }),
  getAddressesOfYear: async (_: string, __: string[], range: [number, number]) => {
    lake.read.push(range)
    return [
      published('one', '2026-01-01T00:00:00Z'),
      published('last', '2026-01-01T00:00:00Z', {_updatedAt: '2026-03-02T00:00:00Z'}),
      published('two', '2026-01-01T00:00:00Z'),
    ]
  },
}))

const published = (slug: string, publishedAt: string, fields: Partial<DatedAddress> = {}) => ({
  _rev: `revision of ${slug}`,
  slug,
  language: 'en',
  publishedAt,
  updatedAt: null,
  _updatedAt: '2026-03-01T00:00:00Z',
  ...fields,
})

const standing = {
  pages: [{slug: 'about', language: null}],
  authors: [{slug: 'ada', isInFrench: true}],
  topics: [
    {slug: 'pay', isInFrench: false},
    {slug: 'tide', isInFrench: true},
  ],
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
    '/topics/tide',
    '/authors/ada',
    '/about',
    '/articles/tides',
    '/fr/articles/marees',
  ])
  // A topic without an article in French is not offered there.
  expect(locations.filter((path) => /^\/fr\/(?:topics|authors)\//.test(path))).toEqual([
    '/fr/topics/tide',
    '/fr/authors/ada',
  ])
  expect(textsOf(elements, 'lastmod')).toEqual([
    '2026-02-01T00:00:00.000Z',
    '2026-01-02T00:00:00.000Z',
  ])
})

test('of a text that is dated ahead the sitemap claims no more than when it was written', () => {
  const ahead = [
    published('soon', '2027-01-01T00:00:00Z'),
    published('once', '2026-01-01T00:00:00Z', {updatedAt: '2028-01-01T00:00:00Z'}),
  ]

  const dates = articleEntries(ahead, ['en']).map(({lastmod}) => lastmod)

  expect(dates).toEqual(['2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'])
})

test('what is in a language that readers are not offered is in no sitemap', () => {
  const articles = [published('marees', '2026-01-02T00:00:00Z', {language: 'fr'})]

  expect(articleEntries(articles, ['en'])).toEqual([])
})

test('a full sitemap, and a list of parts of which one fills two files, follow the protocol', () => {
  const entries = articleEntries(
    Array.from({length: 50_000}, (_, i) => published(`a-${i}`, '2026-01-01T00:00:00Z')),
    ['en'],
  )
  const lastmod = latestOf('2026-02-01T00:00:00-04:00', '2026-01-03T00:00:00Z', '1.5.2027', null)

  const list = sitemapIndex(origin, [
    ...filesOf('pages', {count: 9}),
    ...filesOf('2024', {count: 0}),
    ...filesOf('2025', {count: 50_000}),
    ...filesOf('2026', {count: 50_001, lastmod}),
  ])

  expectToFollowTheProtocol(sitemap(origin, entries))
  expectToFollowTheProtocol(list)
  expect(
    parseXml(list)
      .map(({name, text}) => [name, text.replace(origin, '')])
      .filter(([name]) => name === 'loc' || name === 'lastmod'),
  ).toEqual([
    ['loc', '/sitemap-pages.xml'],
    ['loc', '/sitemap-2025.xml'],
    ['loc', '/sitemap-2026.xml'],
    ['lastmod', '2026-02-01T04:00:00.000Z'],
    ['loc', '/sitemap-2026-2.xml'],
    ['lastmod', '2026-02-01T04:00:00.000Z'],
  ])
})

test('the list of sitemaps is made, and a part that is none refused, without a look at any article', async () => {
  const site = {origin, settings: {}} as Site

  const list = await sitemapAt(site, 'sitemap.xml')
  const none = ['2026-3', '2026-99', '2026-100', '2026-02', '2025', '1969', '2026-999999']
  const answers = await Promise.all(none.map((part) => sitemapAt(site, `sitemap-${part}.xml`)))

  expect(textsOf(parseXml(list?.text ?? ''), 'loc').map((url) => url.slice(origin.length))).toEqual(
    ['/sitemap-pages.xml', '/sitemap-2026.xml', '/sitemap-2026-2.xml'],
  )
  expect(answers).toEqual(none.map(() => undefined))
  expect(lake.read).toEqual([])
  expect(await sitemapAt(site, 'sitemap-2026-2.xml')).toMatchObject({
    text: expect.stringContaining('/articles/one'),
    newest: {_rev: 'revision of last'},
  })
  expect(lake.read).toEqual([[50_000, 100_000]])
})
