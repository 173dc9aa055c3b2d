/** Redirects at hand: what the lake says and what webhooks tell become one table, in every language. */
import {expect, test, vi} from 'vitest'
import {KnownRedirects} from '../../../web/src/redirects/known-redirects.ts'
import {leadsTo, moved, world} from '../../support/redirects.ts'

test('a former slug that somebody else took shows the page of who took it, in every language', async () => {
  const {redirects} = world([
    {_type: 'author', slug: 'ana-new', formerSlugs: ['ana']},
    {_type: 'author', slug: 'ana'},
  ])

  await redirects.refresh()

  for (const path of ['/authors/ana', '/fr/authors/ana'])
    expect(redirects.find(path), path).toBeUndefined()
})

test('an address that is no text keeps no other redirect from leading on', async () => {
  const {redirects} = world([
    {_type: 'article', slug: 42 as never, formerSlugs: ['odd']},
    {_type: 'article', slug: 'new', formerSlugs: [{} as never, 'old']},
  ])

  await redirects.refresh()

  expect(redirects.find('/articles/old')).toEqual(leadsTo('/articles/new'))
  expect(redirects.find('/articles/odd')).toBeUndefined()
})

test('an author who moves, whoever wrote it, leads on in every language; an article in its own', async () => {
  const {redirects, write} = world([
    {_type: 'author', slug: 'new'},
    {_type: 'article', slug: 'neuf', language: 'fr'},
  ])

  await redirects.changed(moved('author', {slug: 'old'}, {slug: 'new'}))
  await redirects.changed(
    moved('article', {slug: 'vieux', language: 'fr'}, {slug: 'neuf', language: 'fr'}),
  )

  expect(redirects.find('/authors/old')).toEqual(leadsTo('/authors/new'))
  expect(redirects.find('/fr/authors/old')).toEqual(leadsTo('/fr/authors/new'))
  expect(redirects.find('/fr/articles/vieux')).toEqual(leadsTo('/fr/articles/neuf'))
  expect(redirects.find('/articles/vieux')).toBeUndefined()
  await vi.waitFor(
    () =>
      expect(write.mock.calls.map(([{from, to}]) => [from, to])).toEqual([
        ['/authors/old', '/authors/new'],
        ['/fr/authors/old', '/fr/authors/new'],
        ['/fr/articles/vieux', '/fr/articles/neuf'],
      ]),
    30_000,
  )
})

test('later pages and feeds of what moved lead to those of where it is now, and of what is gone are gone', async () => {
  const {redirects} = world([{_type: 'topic', slug: 'new'}])

  await redirects.changed(moved('topic', {slug: 'old'}, {slug: 'new'}))

  expect(redirects.find('/topics/old/page/2')).toEqual(leadsTo('/topics/new/page/2'))
  expect(redirects.find('/fr/topics/old/page/12')).toEqual(leadsTo('/fr/topics/new/page/12'))
  expect(redirects.find('/topics/old/feed.xml')).toEqual(leadsTo('/topics/new/feed.xml'))
  for (const path of ['/topics/new/page/2', '/topics/old/page/x', '/topics/old/more/page/2'])
    expect(redirects.find(path), path).toBeUndefined()
})

test('the Markdown of an article that moved leads to that of where it is now, and of what is gone is gone', async () => {
  const rules = [
    {from: '/articles/retracted', gone: true},
    {from: '/articles/told', to: '/authors', permanent: true},
  ]
  const {redirects} = world([{_type: 'article', slug: 'new', formerSlugs: ['old']}], rules)

  await redirects.refresh()

  expect(redirects.find('/articles/old.md')).toEqual(leadsTo('/articles/new.md'))
  expect(redirects.find('/articles/retracted.md')).toEqual({status: 410})
  expect(redirects.find('/articles/told.md')).toEqual(leadsTo('/authors'))
  for (const path of ['/articles/new.md', '/topics/old.md'])
    expect(redirects.find(path), path).toBeUndefined()
})

test('later pages of a list that an editor leads elsewhere, or ends, go with it', async () => {
  const rules = [
    {from: '/authors/ana', to: '/authors', permanent: true},
    {from: '/authors/ben', to: 'https://ben.example/authors/ben', permanent: false},
    {from: '/authors/cem', gone: true},
  ]
  const {redirects} = world([], rules)

  await redirects.refresh()

  expect(redirects.find('/authors/ana/page/2')).toEqual(leadsTo('/authors'))
  expect(redirects.find('/authors/ben/atom.xml')).toEqual({
    status: 307,
    location: 'https://ben.example/authors/ben',
  })
  expect(redirects.find('/authors/cem/page/3')).toEqual({status: 410})
})

test('an article that changes its language leads from where it was to where it is', async () => {
  const {redirects} = world([{_type: 'article', slug: 'tides', language: 'fr'}])

  await redirects.changed(
    moved('article', {slug: 'tides', language: 'en'}, {slug: 'tides', language: 'fr'}),
  )

  expect(redirects.find('/articles/tides')).toEqual(leadsTo('/fr/articles/tides'))
})

test('a page that hides a redirect is made like any other', async () => {
  const rules = [{from: '/articles/one', to: '/articles/two', permanent: true}]
  const {redirects} = world(
    ['one', 'two'].map((slug) => ({_type: 'article', slug})),
    rules,
  )

  await redirects.refresh()

  expect(redirects.hasEnded('/articles/one')).toBe(false)
})

test('of a thousand moves, as one script may make, each is known after a restart as told', () => {
  const origin = 'https://letters.example'
  const moves = Array.from({length: 1_000}, (_, i) => ({from: `/was-${i}`, to: `/is-${i}`}))
  const toldAgain = (known: KnownRedirects) =>
    moves.filter((move) => known.isToldAgain(move, move.to, 'r')).length
  const [before, since] = [new KnownRedirects({origin}), new KnownRedirects({origin})]

  const first = toldAgain(before)
  since.load(before.content())

  expect([first, toldAgain(since)]).toEqual([0, 1_000])
})
