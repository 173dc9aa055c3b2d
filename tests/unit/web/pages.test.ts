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
