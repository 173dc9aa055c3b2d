/** Feeds and their kin: well formed whatever a title holds, and true wherever they are read. */
import {readFileSync} from 'node:fs'
import {parseAtomFeed, parseJsonFeed, parseRssFeed} from 'feedsmith'
import RssReader from 'rss-parser'
import {beforeAll, describe, expect, test} from 'vitest'
import type {WholeText, Settings} from '../../../web/src/content/types.ts'
import {absoluteHtml} from '../../../web/src/feeds/absolute-html.ts'
import {atom} from '../../../web/src/feeds/atom.ts'
import {feedItems, type Feed} from '../../../web/src/feeds/feed.ts'
import {jsonFeed} from '../../../web/src/feeds/json-feed.ts'
import {llms, markdownTwin, robots} from '../../../web/src/feeds/plain-text.ts'
import {rss} from '../../../web/src/feeds/rss.ts'
import {articleEntries, sitemap} from '../../../web/src/feeds/sitemap.ts'
import {languageOf} from '../../../web/src/language/language.ts'
import {readElsewhere} from '../../../web/src/markdown/read-elsewhere.ts'
import type {Site} from '../../../web/src/site.ts'
import {
  atomProblems,
  htmlProblems,
  jsonFeedProblems,
  rssProblems,
} from '../../support/feed-rules.ts'
import {parseXml as parse, textsOf as texts} from '../../support/xml.ts'

beforeAll(() => {
  Object.assign(process.env, {
    SANITY_API_HOST: 'http://127.0.0.1:3333',
    SANITY_PROJECT_ID: 'masthead',
    SANITY_DATASET: 'production',
    SITE_URL: 'https://letters.example',
  })
})

const hostile = [
  ']]>',
  '<script>alert(1)</script>',
  '&amp;&#x0;&#xD800;',
  '"quotes" & \'apostrophes\'',
  'null\u0000 bell\u0007 escape\u001b',
  'a lone \ud800 surrogate and \udfff another',
  '\ufffe\uffff',
  '<!--',
  '<?xml version="1.0"?>',
  '‮right to left‬',
  '표, 文字化け, 🏳️‍🌈, Ṱ̺̺̕o͞',
  "'; DROP TABLE articles; --",
  '\u2028 line \u2029 paragraph \u0085 next',
  '%s%n $(touch /tmp/blns) {{7*7}}',
]

const settings = {tagline: 'Notes <on> work', timeZone: 'America/Halifax'} as Settings
const site: Site = {
  words: languageOf('en')!,
  settings,
  name: 'Letters & Notes',
  origin: 'https://letters.example',
  isDraft: false,
  isReview: false,
}

const article = (slug: string, fields: Partial<WholeText> = {}): WholeText => ({
  _id: `article-${slug}`,
  _rev: 'r',
  _updatedAt: '2026-09-02T00:00:00Z',
  formerSlugs: null,
  heroImage: {ref: `image-${slug}-1600x1200-png`, crop: null, hotspot: null},
  title: `Title of ${slug}`,
  slug,
  language: 'en',
  standfirst: null,
  publishedAt: '2026-07-01T02:30:00Z',
  updatedAt: null,
  authors: [{_id: 'a', _rev: 'r', name: 'Ada & Co <x>', slug: 'ada'}],
  topics: [{_id: 't', _rev: 'r', title: 'Pay & <rights>'}],
  body: 'See [the list](/topics), [below](#section-x), [there](https://example.org/?a=1&b=2).\n\n## X\n\n![A bridge](/images/masthead/production/abc-1600x900.png)',
  ...fields,
})

const feedOf = (articles: WholeText[]): Feed => ({
  title: site.name,
  description: settings.tagline ?? '',
  language: 'en-CA',
  home: 'https://letters.example/',
  self: 'https://letters.example/feed.xml',
  items: feedItems(site, articles),
})

describe('whatever an editor typed', () => {
  const feed = () =>
    feedOf(
      hostile.map((text, index) =>
        article(`piece-${index}`, {title: text, standfirst: text, body: `${text}\n\n${text}`}),
      ),
    )

  test('RSS and Atom are well formed, and titles come back as they were', () => {
    const titles = texts(parse(rss(feed())), 'title').slice(1)

    expect(titles).toHaveLength(hostile.length)
    expect(titles[0]).toBe(']]>')
    expect(titles[1]).toBe('<script>alert(1)</script>')
    expect(titles[3]).toBe('"quotes" & \'apostrophes\'')
    expect(texts(parse(atom(feed())), 'title').slice(1)).toEqual(titles)
  })

  test('two feed readers that others use find the same articles in every format', async () => {
    const [rssText, atomText] = [rss(feed()), atom(feed())]
    const reader = new RssReader()
    const addresses = hostile.map((_, index) => `https://letters.example/articles/piece-${index}`)

    const read = [
      (parseRssFeed(rssText).items ?? []).map(({link}) => link),
      (parseAtomFeed(atomText).entries ?? []).map(({links}) => links?.[0]?.href),
      (parseJsonFeed(jsonFeed(feed())).items ?? []).map(({url}) => url),
      (await reader.parseString(rssText)).items.map(({link}) => link),
      (await reader.parseString(atomText)).items.map(({link}) => link),
    ]

    for (const found of read) expect(found).toEqual(addresses)
    for (const {isoDate} of (await reader.parseString(rssText)).items)
      expect(Date.parse(isoDate ?? '')).not.toBeNaN()
  })

  test('the JSON feed parses', () => {
    const read = JSON.parse(jsonFeed(feed())) as {items: {title: string}[]}

    expect(read.items[2]?.title).toBe(hostile[2])
  })

  test('the sitemap is well formed', () => {
    const articles = hostile.map((slug) => ({
      _rev: 'r1',
      slug: slug.toWellFormed(),
      language: 'en',
      publishedAt: 'x',
      updatedAt: null,
      _updatedAt: '2026-09-02T00:00:00Z',
    }))

    const xml = sitemap(site.origin, articleEntries(articles, ['en']))

    expect(texts(parse(xml), 'loc')).toHaveLength(hostile.length)
  })

  test('the overview keeps one line for each article', () => {
    const articles = hostile.map((title, index) => article(`piece-${index}`, {title}))

    const lines = llms(site, {articles, topics: [], pages: []}).split('\n')

    expect(lines.filter((line) => line.startsWith('- ['))).toHaveLength(hostile.length)
  })
})

test('every address in a feed is absolute', () => {
  const [item] = feedItems(site, [article('tides')])

  expect(item?.html).toContain('href="https://letters.example/topics"')
  expect(item?.html).toContain('href="https://letters.example/articles/tides#section-x"')
  expect(item?.html).toContain('href="https://example.org/?a=1&#x26;b=2"')
  const addresses = [...(item?.html ?? '').matchAll(/ (?:href|src|srcset)="([^"]*)"/g)]
    .flatMap(([, value = '']) => value.split(', '))
    .filter((address) => !address.startsWith('https://'))
  expect(addresses).toEqual([])
  expect(absoluteHtml('<a href="//cdn.example/x">', 'https://letters.example/a/b')).toBe(
    '<a href="https://cdn.example/x">',
  )
})

test('ids are addresses, and each is there once', () => {
  const feed = feedOf([article('one'), article('two'), article('three')])

  const guids = texts(parse(rss(feed)), 'guid')
  const ids = texts(parse(atom(feed)), 'id')

  expect(guids).toEqual([
    'https://letters.example/articles/one',
    'https://letters.example/articles/two',
    'https://letters.example/articles/three',
  ])
  expect(ids).toEqual(['https://letters.example/', ...guids])
  expect(new Set(ids).size).toBe(ids.length)
})

test('RSS dates are those of RFC 822, the others those of RFC 3339', () => {
  const feed = feedOf([article('one', {updatedAt: '2026-08-02'})])

  expect(texts(parse(rss(feed)), 'pubDate')).toEqual(['Wed, 01 Jul 2026 02:30:00 GMT'])
  expect(texts(parse(atom(feed)), 'updated')).toEqual([
    '2026-08-02T00:00:00.000Z',
    '2026-08-02T00:00:00.000Z',
  ])
  expect(JSON.parse(jsonFeed(feed)).items[0]).toMatchObject({
    date_published: '2026-07-01T02:30:00.000Z',
    date_modified: '2026-08-02T00:00:00.000Z',
  })
})

test('in a feed nothing is of tomorrow: what is dated ahead has the date of its writing', () => {
  const [item] = feedItems(site, [article('soon', {publishedAt: '2027-01-01T00:00:00Z'})])

  expect(item?.published.toISOString()).toBe('2026-09-02T00:00:00.000Z')
  expect(item?.updated).toEqual(item?.published)
})

test('feeds keep the rules of their formats, whatever is in them', () => {
  const body = readFileSync(
    new URL('../../fixtures/gallery/everything.md', import.meta.url),
    'utf8',
  )
  const whatever = hostile.map((text, i) =>
    article(`piece-${i}`, {title: text, standfirst: text, body: `${text}\n\n${body}`}),
  )
  const nameless = article('bare', {title: null, authors: null, topics: null, body: null})

  for (const feed of [feedOf(whatever), feedOf([nameless]), feedOf([])]) {
    expect(rssProblems(rss(feed))).toEqual([])
    expect(atomProblems(atom(feed))).toEqual([])
    expect(jsonFeedProblems(jsonFeed(feed))).toEqual([])
  }
  const twice = feedOf([article('one'), article('one')])
  expect(rssProblems(rss(twice))).toEqual(['https://letters.example/articles/one is there twice'])
  expect(atomProblems(atom(twice).replaceAll('<updated>', '<updated>on '))).toHaveLength(4)
})

test('a body in a feed has what its readers know, and a listing of code stays as it was written', () => {
  const code = '<pre><code>&#x3C;a href="/x" tabindex="0"></code></pre>'
  const table =
    '<div class="table" tabindex="0" data-x><img alt="a" src="/y" srcset="/y 1x, /z 2x"></div>'

  const html = absoluteHtml(`${code}${table}<p data-a="b > c" id="p">`, 'https://letters.example/a')

  expect(html).toBe(
    `${code}<div class="table"><img alt="a" src="https://letters.example/y" srcset="https://letters.example/y 1x, https://letters.example/z 2x"></div><p id="p">`,
  )
  expect(htmlProblems(html)).toEqual([])
  expect(htmlProblems(table)).not.toEqual([])
})

test('an article whose date cannot be read is left out, and an empty feed is a feed', () => {
  const feed = feedOf([article('one', {publishedAt: 'soon'})])

  expect(texts(parse(rss(feed)), 'item')).toEqual([])
  expect(texts(parse(atom(feed)), 'updated')).toEqual(['1970-01-01T00:00:00.000Z'])
})

test('a feed says where it is and who wrote', () => {
  const feed = feedOf([article('one')])

  const self = parse(rss(feed)).find(({name}) => name === 'atom:link')
  expect(self?.attributes).toMatchObject({rel: 'self', href: 'https://letters.example/feed.xml'})
  expect(texts(parse(rss(feed)), 'dc:creator')).toEqual(['Ada & Co <x>'])
  expect(texts(parse(atom(feed)), 'uri')).toContain('https://letters.example/authors/ada')
})

test('each format says which picture leads an article: of the shape that its page shows, and as a file that all can read', () => {
  const picture = (ref: string) => ({ref, crop: null, hotspot: null})
  const feed = feedOf([
    article('wide', {heroImage: picture('image-abc-2400x1200-png')}),
    article('small', {heroImage: picture('image-def-320x640-svg')}),
    article('none', {heroImage: null}),
    article('odd', {heroImage: picture('no-picture')}),
  ])
  const at = 'https://letters.example/images/masthead/production/'
  const wide = `${at}abc-2400x1200.png?rect=133,0,2133,1200&w=1200&fm=jpg&bg=fff`
  const small = `${at}def-320x640.svg?rect=0,230,320,180&w=320&fm=jpg&bg=fff`

  const inRss = parse(rss(feed)).filter(({name}) => name === 'media:content')
  const inAtom = parse(atom(feed)).filter(({attributes}) => attributes.rel === 'enclosure')
  const {items} = JSON.parse(jsonFeed(feed)) as {items: {image?: string}[]}

  expect(inRss.map(({attributes}) => attributes)).toEqual([
    {url: wide, type: 'image/jpeg', width: '1200', height: '675', medium: 'image'},
    {url: small, type: 'image/jpeg', width: '320', height: '180', medium: 'image'},
  ])
  expect(parseRssFeed(rss(feed)).items?.[0]?.media?.contents?.[0]?.url).toBe(wide)
  expect(inAtom.map(({attributes: {href, type}}) => [href, type])).toEqual([
    [wide, 'image/jpeg'],
    [small, 'image/jpeg'],
  ])
  expect(items.map(({image}) => image)).toEqual([wide, small, undefined, undefined])
})

test('robots are told where the sitemap is', () => {
  expect(robots(site.origin)).toContain('\nSitemap: https://letters.example/sitemap.xml\n')
})

test('the Markdown of an article begins with what its page begins with', () => {
  const text = markdownTwin(site, {
    ...article('tides', {standfirst: 'When it turns.', body: 'At *six*.'}),
    authors: [{name: 'Ada Marsh'}],
  } as unknown as Parameters<typeof markdownTwin>[1])

  expect(text).toBe(
    '# Title of tides\n\nWhen it turns.\n\nBy Ada Marsh · Published June 30, 2026\n\n<https://letters.example/articles/tides>\n\nAt *six*.\n',
  )
})

test('the Markdown of an article says a standfirst once that its text begins with, as the page does', () => {
  const standfirst = 'Waiting for an answer is hard.'
  const body =
    '## Waiting\n\n[Waiting](/topics "A topic") for *an* answer is hard.[^1]\n\n[^1]: So we hear.'
  const text = markdownTwin(site, {
    ...article('waiting', {standfirst, body}),
    authors: null,
  } as unknown as Parameters<typeof markdownTwin>[1])

  expect(text).toMatch(/^# Title of waiting\n\nPublished /)
})

test('the Markdown of an article says who stands behind it and what changed, and its addresses lead there from anywhere', () => {
  const listing = '    ![](/images/masthead/production/a-1x1.png)'
  const text = markdownTwin(site, {
    ...article('tides'),
    authors: [
      {name: 'Ada Marsh', credentials: [{abbreviation: 'MBA'}, {abbreviation: 'CPHR'}]},
      {name: 'Ben Hill', credentials: null},
    ],
    reviewedAt: '2026-08-02',
    reviewedBy: {name: 'Wu', credentials: [{abbreviation: 'CPA'}]},
    changeNotes: [
      {date: '2026-08-01', note: 'A number.'},
      {date: '2026-08-03', note: 'Two\nlines.'},
    ],
    body: [
      '[![A /topics](/images/masthead/production/abc-1600x900.png "/topics")](/topics "Of /topics")',
      'See [*them*](</topics>), [below](#x), [elsewhere](https://example.org/a), [one][].',
      listing,
      '[one]: /articles/one',
    ].join('\n\n'),
  } as unknown as Parameters<typeof markdownTwin>[1])

  const picture = 'https://letters.example/images/masthead/production/abc-1600x900.png'
  expect(text.split('\n\n').slice(1)).toEqual([
    'By Ada Marsh, MBA, CPHR; Ben Hill · Published June 30, 2026 · Reviewed August 2, 2026 by Wu, CPA',
    '<https://letters.example/articles/tides>',
    `[![A /topics](${picture} "/topics")](https://letters.example/topics "Of /topics")`,
    'See [*them*](<https://letters.example/topics>), [below](#x), [elsewhere](https://example.org/a), [one][].',
    listing,
    '[one]: https://letters.example/articles/one',
    '## What changed',
    '- August 3, 2026 Two lines.\n- August 1, 2026 A number.\n',
  ])
})

test('the Markdown of an article holds no comment of an editor, and listings of code as they are', () => {
  const listing = '    <!-- code -->'
  const ofBody = (body: string) =>
    markdownTwin(site, {...article('tides'), authors: null, body} as unknown as Parameters<
      typeof markdownTwin
    >[1]).split('/articles/tides>\n\n')[1]

  expect(ofBody(`One<!-- a -->s, <b>two</b>.\n\n<!--\nask legal\n--> lost\n\n${listing}`)).toBe(
    `Ones, <b>two</b>.\n\n\n\n${listing}\n`,
  )
  expect(ofBody('> <div>\n> <!-- a -->\n> </div>\n\n<!-- never ends\n\nTwo')).toBe(
    '> <div>\n> \n> </div>\n',
  )
})

test('a text with the line ends of Windows has absolute addresses and no comments elsewhere, too, and keeps its line ends', () => {
  const body =
    'See [them](/topics)<!-- ask\r\nlegal -->\r\nor ![it](/images/a.png).\r\n\r\n[one]: /articles/one'

  const elsewhere = readElsewhere(body, (address) => `https://letters.example${address}`)

  expect(elsewhere).toBe(
    'See [them](https://letters.example/topics)\r\nor ![it](https://letters.example/images/a.png).\r\n\r\n[one]: https://letters.example/articles/one',
  )
})

test('a text that is too intricate to be read keeps its links elsewhere, and no comment', () => {
  const wide = `|${' a |'.repeat(31)}\n|${'---|'.repeat(31)}\n|${' b |'.repeat(31)}`

  expect(readElsewhere(`[them](/topics)<!-- ask legal -->\n\n${wide}`, (at) => `far${at}`)).toBe(
    `[them](/topics)\n\n${wide}`,
  )
})

test('an article without a standfirst is summed up by its first sentences', () => {
  const feed = feedOf([article('one', {body: '## Tides\n\nAt *six* it turns.'})])

  expect(JSON.parse(jsonFeed(feed)).items[0].summary).toBe('At six it turns.')
  expect(texts(parse(rss(feed)), 'description').at(-1)).toBe('At six it turns.')
})

test('an article that moved is known by its first address, unless another one is there now, or began there too', () => {
  const feed = feedOf([
    article('ebb', {formerSlugs: ['tides', 'tide']}),
    article('back', {formerSlugs: ['back', 'away']}),
    article('lamp', {formerSlugs: ['light']}),
    article('light'),
    article('buoy', {formerSlugs: ['mark']}),
    article('beacon', {formerSlugs: ['mark']}),
  ])
  const at = (...slugs: string[]) => slugs.map((slug) => `https://letters.example/articles/${slug}`)

  const guids = rss(feed).match(/<guid.*?<\/guid>/g)
  const ids = (JSON.parse(jsonFeed(feed)) as {items: {id: string}[]}).items.map(({id}) => id)

  expect(ids).toEqual(at('tides', 'back', 'lamp', 'light', 'buoy', 'beacon'))
  expect(texts(parse(atom(feed)), 'id').slice(1)).toEqual(ids)
  expect(guids?.map((guid) => /"(\w+)"/.exec(guid)?.[1])).toEqual([
    'false',
    ...Array<string>(5).fill('true'),
  ])
  expect(texts(parse(rss(feed)), 'guid')).toEqual(ids)
  expect(texts(parse(rss(feed)), 'link').slice(1)).toEqual(
    at('ebb', 'back', 'lamp', 'light', 'buoy', 'beacon'),
  )
})
