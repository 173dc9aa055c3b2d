/** What a page shows of the documents that it is made of. */
import {expect, test} from 'vitest'
import {pageOf} from '../../support/page-of-documents.ts'

const refer = (...ids: string[]) => ids.map((_ref) => ({_type: 'reference', _key: _ref, _ref}))

const anArticle = (slug: string | null, fields: object = {}) => ({
  _id: `article-${slug}`,
  _type: 'article',
  title: `About ${slug}`,
  ...(slug ? {slug: {current: slug}} : {}),
  body: 'A text.',
  publishedAt: '2026-03-01T12:00:00Z',
  ...fields,
})

test('an article that was picked but has no address takes no place among the three that are shown', async () => {
  const picked = ['a', null, 'b', 'c', 'd']
  const documents = picked.map((slug) => anArticle(slug))
  const own = anArticle('own', {related: refer(...documents.map(({_id}) => _id))})

  const html = await pageOf('/articles/own', [own, ...documents])
  const [related = ''] = /<section class="related[\s\S]*?<\/section>/.exec(html ?? '') ?? []

  expect([...related.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
    '/articles/a',
    '/articles/b',
    '/articles/c',
  ])
  expect(related).not.toContain('<li></li>')
})

test('the masthead leads to the same page in the other language, else to what comes closest, and to the front page where nothing does', async () => {
  const topic = (slug: string) => ({_id: slug, _type: 'topic', title: slug, slug: {current: slug}})
  const many = Array.from({length: 21}, (_, i) => anArticle(`many-${i}`, {topics: refer('pay')}))
  const documents = [
    ...many,
    topic('pay'),
    topic('sea'),
    {_id: 'siteSettings', _type: 'siteSettings', languages: ['fr']},
    {_id: 'author-ana', _type: 'author', name: 'Ana', slug: {current: 'ana'}},
    anArticle('wages', {authors: refer('author-ana')}),
    anArticle('tides', {_id: 'tides', translations: refer('marées')}),
    anArticle('marées', {_id: 'marées', language: 'fr', topics: refer('sea')}),
  ]
  const otherLanguage = async (path: string) => {
    const html = (await pageOf(path, documents)) ?? ''
    const [masthead = ''] = /<header class="masthead">[\s\S]*?<\/header>/.exec(html) ?? []
    return /href="([^"]*)" lang="(?:en|fr)" hrefLang/.exec(masthead)?.[1]
  }

  expect(await otherLanguage('/articles/tides')).toBe('/fr/articles/mar%C3%A9es')
  expect(await otherLanguage('/fr/articles/mar%C3%A9es')).toBe('/articles/tides')
  expect(await otherLanguage('/topics')).toBe('/fr/topics')
  for (const path of ['/articles/wages', '/not-found-page'])
    expect(await otherLanguage(path), path).toBe('/fr')
  for (const [path, there] of [
    ['/authors/ana', '/fr/authors/ana'],
    ['/fr/authors/ana', '/authors/ana'],
    ['/topics/sea', '/fr/topics/sea'],
    ['/topics/pay', '/fr/topics'],
    ['/topics/pay/page/2', '/fr/topics'],
    ['/fr/topics/pay', '/topics/pay'],
    ['/articles/page/2', '/fr/articles'],
    ['/search', '/fr/search'],
    ['/fr/search?q=to+%26+fro', '/search?q=to+%26+fro'],
  ] as const)
    expect(await otherLanguage(path), path).toBe(there.replaceAll('&', '&amp;'))
  // To machines it is not the same page: there is nothing on it.
  expect(await pageOf('/fr/topics/pay', documents)).not.toContain('rel="alternate" hrefLang')
})

const anAuthor = (name: string, fields: object = {}) => ({
  _id: `author-${name}`,
  _type: 'author',
  name,
  slug: {current: name.toLowerCase()},
  ...fields,
})

/** A part of a page as text, without its tags. */
const words = (html: string | undefined, part: RegExp) =>
  part.exec(html ?? '')?.[0].replace(/<[^>]+>/g, '')

test('names with credentials are told apart, in each language', async () => {
  const credentials = [{abbreviation: 'MBA'}, {abbreviation: 'CPHR'}]
  const documents = [
    anAuthor('Ada', {credentials}),
    anAuthor('Ben'),
    anAuthor('Cleo'),
    anArticle('signed', {authors: refer('author-Ada', 'author-Ben', 'author-Cleo')}),
    anArticle('plain', {authors: refer('author-Ben', 'author-Cleo')}),
    anArticle('signé', {language: 'fr', authors: refer('author-Ben', 'author-Ada')}),
  ]
  const by = async (path: string) => words(await pageOf(path, documents), /<p class="by">.*?<\/p>/)

  expect(await by('/articles/signed')).toBe('By Ada, MBA, CPHR; Ben; and Cleo')
  expect(await by('/articles/plain')).toBe('By Ben and Cleo')
  expect(await by('/fr/articles/sign%C3%A9')).toBe('Par Ben; et Ada, MBA, CPHR')
})

test('an author is described by how their own words begin, else by what they do', async () => {
  const documents = [
    anAuthor('Ada', {jobTitle: 'Recruiter', bio: 'Ada has hired **two thousand** people.'}),
    anAuthor('Ben', {jobTitle: 'Recruiter'}),
    anAuthor('Cleo'),
  ]
  const described = async (path: string) =>
    /<meta name="description" content="([^"]*)"/.exec((await pageOf(path, documents)) ?? '')?.[1]

  expect(await described('/authors/ada')).toBe('Ada has hired two thousand people.')
  expect(await described('/authors/ben')).toBe('Recruiter')
  expect(await described('/authors/cleo')).toBe('Articles by Cleo')
  expect(await described('/fr/authors/cleo')).toBe('Articles signés Cleo')
})

test('a page shows the trail that it tells to machines, and does not link to itself', async () => {
  const about = {_id: 'about', _type: 'page', title: 'About us', slug: {current: 'about'}}
  const html = await pageOf('/about', [about])
  const [, graph = '{}'] =
    /<script type="application\/ld\+json">(.*?)<\/script>/.exec(html ?? '') ?? []
  const told = [...graph.matchAll(/"position":\d+,"name":"([^"]*)"/g)].map(([, name]) => name)

  expect(told).toEqual(['Home', 'About us'])
  expect(words(html, /<nav class="crumbs.*?<\/nav>/)).toBe(told.join(''))
  expect(html).toContain('<span aria-current="page">About us</span>')
})

test('a topic or an author with nothing to read offers nothing to follow but the publication', async () => {
  const topic = {_id: 'sea', _type: 'topic', title: 'Sea', slug: {current: 'sea'}}
  const nothing = [topic, anAuthor('Ada')]
  const something = anArticle('tides', {topics: refer('sea'), authors: refer('author-Ada')})
  const feedsOf = async (path: string, documents: Parameters<typeof pageOf>[1]) => [
    ...new Set((await pageOf(path, documents))?.match(/[^"]*\/feed\.xml(?=")/g)),
  ]

  for (const path of ['/topics/sea', '/fr/topics/sea', '/authors/ada'])
    expect(
      (await feedsOf(path, nothing)).filter((feed) => /topics|authors/.test(feed)),
      path,
    ).toEqual([])
  expect(await feedsOf('/topics/sea', [...nothing, something])).toContain('/topics/sea/feed.xml')
  expect(await feedsOf('/authors/ada', [...nothing, something])).toContain('/authors/ada/feed.xml')
})

test('below an article stands the way to the next ones, where the publication has a newsletter', async () => {
  const settings = {_id: 'siteSettings', _type: 'siteSettings', languages: ['fr']}
  const newsletter = 'https://example.org/letter'
  const below = async (path: string, more: object) =>
    /<span>(?:Follow|Suivre)<\/span>.*?<\/p>/.exec(
      (await pageOf(path, [
        {...settings, ...more},
        anArticle('tides'),
        anArticle('marees', {language: 'fr'}),
      ])) ?? '',
    )?.[0]

  const english = await below('/articles/tides', {newsletter})
  expect(english).toContain(`<a href="${newsletter}">Newsletter</a>`)
  expect(english).toContain('<a href="/feed.xml">RSS feed</a>')
  expect(await below('/fr/articles/marees', {newsletter})).toContain('href="/fr/feed.xml"')
  expect(await below('/articles/tides', {})).toBeUndefined()
})

test('the portrait at the top of an author’s page is fetched at once, those below a text when they are near', async () => {
  const image = {asset: {_ref: 'image-abc-600x600-jpg'}}
  const documents = [
    anAuthor('Ada', {portrait: image}),
    anArticle('tides', {authors: refer('author-Ada')}),
  ]
  const portrait = async (path: string) =>
    /<span class="portrait portrait-large[^]*?<\/span>/.exec(
      (await pageOf(path, documents)) ?? '',
    )?.[0]

  expect(await portrait('/authors/ada')).toContain('fetchPriority="high"')
  expect(await portrait('/articles/tides')).toContain('loading="lazy"')
})
