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

test('the masthead leads to the same page in the other language, and to the front page where there is none', async () => {
  const documents = [
    {_id: 'siteSettings', _type: 'siteSettings', languages: ['fr']},
    {_id: 'author-ana', _type: 'author', name: 'Ana', slug: {current: 'ana'}},
    anArticle('wages', {authors: refer('author-ana')}),
    anArticle('tides', {_id: 'tides', translations: refer('marées')}),
    anArticle('marées', {_id: 'marées', language: 'fr'}),
  ]
  const otherLanguage = async (path: string) => {
    const html = (await pageOf(path, documents)) ?? ''
    const [masthead = ''] = /<header class="masthead">[\s\S]*?<\/header>/.exec(html) ?? []
    return /href="([^"]*)" lang="(?:en|fr)" hrefLang/.exec(masthead)?.[1]
  }

  expect(await otherLanguage('/articles/tides')).toBe('/fr/articles/mar%C3%A9es')
  expect(await otherLanguage('/fr/articles/mar%C3%A9es')).toBe('/articles/tides')
  expect(await otherLanguage('/topics')).toBe('/fr/topics')
  for (const path of ['/articles/wages', '/authors/ana', '/search', '/not-found-page'])
    expect(await otherLanguage(path), path).toBe('/fr')
})
