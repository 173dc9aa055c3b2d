/** What the site's pages ask for, answered by a real lake: drafts stay inside, references are followed, absence is `null`. */
import {expect} from 'vitest'
import type {Site} from '../../web/src/site.ts'
import {test} from '../support/content.ts'
import {parseXml} from '../support/xml.ts'

const reference = (id: string) => ({_type: 'reference', _ref: id, _key: id})

const author = {
  _id: 'author-ada',
  _type: 'author',
  name: 'Ada Marsh',
  slug: {current: 'ada-marsh'},
  credentials: [{_type: 'credential', _key: 'c', abbreviation: 'CPHR'}],
}
const topic = {
  _id: 'topic-tides',
  _type: 'topic',
  title: 'Tides',
  slug: {current: 'tides'},
}
const article = {
  _id: 'article-high-water',
  _type: 'article',
  title: 'High water',
  slug: {current: 'high-water'},
  body: 'At six.',
  authors: [reference('author-ada')],
  topics: [reference('topic-tides')],
  publishedAt: '2026-11-01T08:00:00Z',
}

test('an article that is only a draft is not there, until it is published', async ({
  lake,
  editor,
  content: {articles},
}) => {
  await lake.seed([author, topic, {...article, _id: 'drafts.article-high-water'}])
  expect(await articles.getArticle('high-water', 'en')).toBeNull()

  await editor.publish('article-high-water')

  expect(await articles.getArticle('high-water', 'en')).toMatchObject({title: 'High water'})
})

test('an article comes with the names that its page shows', async ({lake, content: {articles}}) => {
  await lake.seed([author, topic, article])

  const found = await articles.getArticle('high-water', 'en')

  expect(found).toMatchObject({
    body: 'At six.',
    authors: [{name: 'Ada Marsh', credentials: [{abbreviation: 'CPHR'}]}],
    topics: [{title: 'Tides', slug: 'tides'}],
  })
})

test('an article whose first topic is not published stands beside those of its next topic', async ({
  lake,
  content: {articles},
}) => {
  const topics = [{...reference('topic-gone'), _weak: true}, reference('topic-tides')]
  const older = {...article, publishedAt: '2026-10-01T08:00:00Z'}
  const before = {...older, _id: 'article-before', slug: {current: 'before'}}
  const first = {
    ...older,
    _id: 'article-first',
    slug: {current: 'first'},
    publishedAt: '2026-09-01T08:00:00Z',
  }
  const elsewhere = {...older, _id: 'article-elsewhere', slug: {current: 'else'}, topics: []}
  await lake.seed([author, topic, {...article, topics}, before, first, elsewhere])
  const found = await articles.getArticle('high-water', 'en')
  if (!found) throw new Error('The article is not there.')

  const {nearest, previous} = await articles.getSurroundings(found, 'en')

  expect(previous?._id).toBe('article-before')
  expect(nearest.map(({_id}) => _id)).toEqual(['article-first'])
})

test('a change that is not published is seen in draft mode and nowhere else', async ({
  lake,
  content,
}) => {
  await lake.seed([author, topic, article])
  await lake.seed([{...article, _id: 'drafts.article-high-water', title: 'Higher water'}])
  const read = () => content.articles.getArticle('high-water', 'en')

  expect(await read()).toMatchObject({title: 'High water'})
  expect(await content.inDraftMode(read)).toMatchObject({
    _id: 'article-high-water',
    title: 'Higher water',
  })
})

test('an article withdrawn is gone from its address and from every list', async ({
  lake,
  editor,
  content: {articles},
}) => {
  await lake.seed([author, topic, article])
  expect(await articles.getNewestArticles(10, 'en')).toHaveLength(1)

  await editor.unpublish('article-high-water')

  expect(await articles.getArticle('high-water', 'en')).toBeNull()
  expect(await articles.getNewestArticles(10, 'en')).toEqual([])
  const nothing = {articles: [], total: 0, pages: 0}
  expect(await articles.getArticlesOfTopic('topic-tides', 1, 'en')).toEqual(nothing)
  expect(await articles.getArticlesOfAuthor('author-ada', 1, 'en')).toEqual(nothing)
})

test('lists hold what has an address and a date, newest first', async ({
  lake,
  content: {articles},
}) => {
  const numbered = (number: number) => ({
    ...article,
    _id: `article-${number}`,
    title: `Number ${number}`,
    slug: {current: `number-${number}`},
    publishedAt: `2026-11-0${number}T08:00:00Z`,
  })
  const {publishedAt: _none, ...undated} = numbered(4)
  await lake.seed([author, topic, numbered(1), numbered(3), numbered(2), undated])

  const titles = (await articles.getNewestArticles(10, 'en')).map(({title}) => title)

  expect(titles).toEqual(['Number 3', 'Number 2', 'Number 1'])
  expect(await articles.getArticlePage(1, 'en')).toMatchObject({total: 3})
})

test('authors and topics are found by their slugs, and nobody by a wrong one', async ({
  lake,
  content: {authors, topics},
}) => {
  await lake.seed([author, topic])

  expect(await authors.getAuthor('ada-marsh', 'en')).toMatchObject({name: 'Ada Marsh'})
  expect(await authors.getAuthor('ada', 'en')).toBeNull()
  expect(await topics.getTopic('tides', 'en')).toMatchObject({title: 'Tides'})
  expect(await topics.getTopic('ebb', 'en')).toBeNull()
})

test('the front page names of each topic what it does not show yet, and each article once', async ({
  lake,
  content: {articles, topicNews},
}) => {
  const on = (number: number, ...topics: string[]) => ({
    ...article,
    _id: `article-${number}`,
    title: `Number ${number}`,
    slug: {current: `number-${number}`},
    topics: topics.map((name) => reference(`topic-${name}`)),
    publishedAt: `2026-11-0${number}T08:00:00Z`,
  })
  const topics = ['tides', 'winds', 'seen', 'unwritten'].map((name) => ({
    ...topic,
    _id: `topic-${name}`,
  }))
  const older = [1, 2, 3, 4, 5].map((number) => on(number, 'tides'))
  const both = on(6, 'tides', 'winds')
  await lake.seed([author, ...topics, ...older, both, on(7, 'winds'), on(8, 'tides', 'seen')])

  const newsBelow = async (count: number) => {
    const newest = await articles.getNewestArticles(count, 'en')
    const news = await topicNews.getTopicNews(topics, newest, 'en')
    return [...news].map(([id, some]) => [id, some.map(({title}) => title)])
  }

  expect(await newsBelow(1)).toEqual([
    ['topic-tides', ['Number 6', 'Number 5', 'Number 4']],
    ['topic-winds', ['Number 7']],
    ['topic-seen', []],
  ])
  expect(await newsBelow(8)).toEqual([
    ['topic-tides', []],
    ['topic-winds', []],
    ['topic-seen', []],
  ])
})

test('topics that share their articles are all named on the front page, each with articles of its own', async ({
  lake,
  content: {articles, topicNews},
}) => {
  const topics = ['a', 'b', 'c'].map((name) => ({...topic, _id: `topic-${name}`}))
  const all = Array.from({length: 21}, (_, number) => ({
    ...article,
    _id: `article-${number}`,
    slug: {current: `number-${number}`},
    topics: topics.map(({_id}) => reference(_id)),
    publishedAt: `2026-10-${String(30 - number).padStart(2, '0')}T08:00:00Z`,
  }))
  await lake.seed([author, ...topics, ...all])
  const newest = await articles.getNewestArticles(10, 'en')

  const news = await topicNews.getTopicNews(topics, newest, 'en')

  expect([...news].map(([id, some]) => [id, ...some.map(({slug}) => slug)])).toEqual([
    ['topic-a', 'number-10', 'number-11', 'number-12'],
    ['topic-b', 'number-13', 'number-14', 'number-15'],
    ['topic-c', 'number-16', 'number-17', 'number-18'],
  ])
  expect(await articles.areThereMoreThan(20, 'en')).toBe(true)
  expect(await articles.areThereMoreThan(21, 'en')).toBe(false)
})

const oddDates = [
  '0001-01-01T00:00:00Z',
  '1.5.2024',
  '31 December 2025',
  '9999-01-01T00:00:00Z',
  'soon',
  '\ue000', // behind the last of all characters, where texts are in the order of their halves
  '\u{10ffff}\u{10ffff}',
]

test('a site too large for one sitemap has a list of them, by year, and each article in one', async ({
  lake,
  content: {articles, sitemaps},
}) => {
  const written = (name: string, publishedAt: string, fields = {}) => ({
    ...article,
    ...fields,
    _id: `article-${name}`,
    slug: {current: name},
    publishedAt,
  })
  await lake.seed([
    author,
    topic,
    written('first', '2023-12-31T23:30:00-04:00'),
    written('hidden', '2024-05-01T08:00:00Z', {seo: {noindex: true}}),
    written('third', '2025-11-01T08:00:00Z'),
    written('second', '2025-10-01T08:00:00Z', {updatedAt: '2026-02-01T08:00:00Z'}),
    ...oddDates.map((date, i) => written(`odd-${i}`, date)),
    written('elsewhere', '2022-01-01T08:00:00Z', {language: 'fr'}),
  ])
  expect((await articles.getNewestLines(50, 'en')).map(({slug}) => slug)).not.toContain('hidden')
  const site = {origin: 'https://letters.example', settings: {}} as Site
  const read = async (name: string, most?: number) => {
    const file = await sitemaps.sitemapAt(site, name, most)
    const texts = file && parseXml(file.text).map(({text}) => text.replace(site.origin, ''))
    return texts && texts.filter((text) => text.trim() !== '')
  }

  expect(await read('sitemap.xml')).toEqual(expect.arrayContaining(['/articles/third', '/authors']))
  expect(await read('sitemap.xml', 3)).toEqual([
    '/sitemap-pages.xml',
    '/sitemap-pages-2.xml',
    '/sitemap-1970.xml',
    '/sitemap-2023.xml',
    '2024-01-01T03:30:00.000Z',
    '/sitemap-2025.xml',
    '2026-02-01T08:00:00.000Z',
    '/sitemap-2100.xml',
    '/sitemap-2100-2.xml',
  ])
  expect(await read('sitemap-1970.xml', 3)).toEqual(
    expect.arrayContaining(['/articles/odd-0', '/articles/odd-1']),
  )
  const latest = ['sitemap-2100.xml', 'sitemap-2100-2.xml'].map((name) => read(name, 3))
  expect((await Promise.all(latest)).flat()).toEqual(
    expect.arrayContaining([2, 3, 4, 5, 6].map((i) => `/articles/odd-${i}`)),
  )
  expect(await read('sitemap-2025-2.xml', 1)).toEqual([
    '/articles/third',
    '2025-11-01T08:00:00.000Z',
  ])
  expect(await read('sitemap-pages-2.xml', 3)).toEqual([
    '/authors',
    '/topics/tides',
    '/authors/ada-marsh',
  ])
  expect(await read('sitemap-2025.xml')).toEqual([
    '/articles/second',
    '2026-02-01T08:00:00.000Z',
    '/articles/third',
    '2025-11-01T08:00:00.000Z',
  ])
  for (const name of [
    'sitemap-2024.xml',
    'sitemap-2025-2.xml',
    'sitemap-1.xml',
    'sitemap-2025-1.xml',
    'sitemap-2022.xml',
    'sitemap-0001.xml',
  ])
    expect(await read(name)).toBeUndefined()
})

test('beside an article stand those before it, also of the same moment, and where these are few, those after it', async ({
  lake,
  content: {articles},
}) => {
  const days = [1, 2, 2, 2, 3, 4]
  const all = days.map((day, number) => ({
    ...article,
    _id: `article-${number}`,
    title: `Number ${number}`,
    slug: {current: `number-${number}`},
    publishedAt: `2026-11-0${day}T08:00:00Z`,
  }))
  await lake.seed([author, topic, ...all])
  const around = async (number: number) => {
    const found = await articles.getArticle(`number-${number}`, 'en')
    const {nearest, previous, next} = await articles.getSurroundings(found!, 'en')
    const titles = [...nearest, previous, next].map((one) => one?.title?.slice(-1) ?? '-')
    return titles.join('')
  }

  // The list, newest first: 5 4 1 2 3 0. Previous and next stand behind those to read next, and are none of them.
  expect(await around(5)).toBe('1234-')
  expect(await around(4)).toBe('23015')
  expect(await around(1)).toBe('30524')
  expect(await around(2)).toBe('04531')
  expect(await around(3)).toBe('14502')
  expect(await around(0)).toBe('214-3')
})
