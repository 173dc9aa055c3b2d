/** Moves of which nobody told are read from the pages at hand. */
import {expect, test} from 'vitest'
import type {PageRecord} from '../../../web/src/cache/page.ts'
import {movesMissed} from '../../../web/src/redirects/missed.ts'
import {slugTag} from '../../../web/src/content/tags.ts'
import {shownTag} from '../../../web/src/content/shown.ts'

const aPage = (path: string, ...tags: string[]): PageRecord =>
  ({status: 200, renderedAt: 1, revalidate: false, digest: '', key: path, path, tags}) as PageRecord

const pages = [
  aPage(
    '/articles/old',
    slugTag('article', 'old', 'en'),
    shownTag('tides', 'full'),
    shownTag('ana', 'full'),
    shownTag('other', 'card'),
  ),
  aPage('/fr/topics/old', slugTag('topic', 'old', 'fr'), shownTag('winds', 'subject', '.fr')),
  aPage('/articles/old.md', slugTag('article', 'old', 'en'), shownTag('tides', 'twin')),
]
const cache = {
  carrying: (tags: Iterable<string>) =>
    pages.filter((page) => [...tags].some((tag) => page.tags.includes(tag))),
}
const gone = [slugTag('article', 'old', 'en'), slugTag('topic', 'old', 'fr')]

const movesTo = (documents: object[]) =>
  movesMissed(gone, {
    cache,
    ask: async <Answer>(_query: string, {ids}: Record<string, unknown>) =>
      documents.filter((one) => (ids as string[]).includes((one as {_id: string})._id)) as Answer,
  })

test('what a page at hand shows as its own is followed to where it is now, and what else it shows is not', async () => {
  const moves = await movesTo([
    {_id: 'tides', _type: 'article', slug: 'new', language: 'fr'},
    {_id: 'ana', _type: 'author', slug: 'ana-new', language: null},
    {_id: 'other', _type: 'article', slug: 'else', language: 'en'},
    {_id: 'winds', _type: 'topic', slug: 'new', language: null},
  ])

  expect(moves).toEqual([
    {from: '/articles/old', to: '/fr/articles/new'},
    {from: '/topics/old', to: '/topics/new'},
    {from: '/fr/topics/old', to: '/fr/topics/new'},
  ])
})

test('what is published nowhere has not moved', async () => {
  expect(await movesTo([])).toEqual([])
})

test('what is in a language now that the site does not have has no address to lead to', async () => {
  expect(await movesTo([{_id: 'tides', _type: 'article', slug: 'new', language: 'de'}])).toEqual([])
})
