/** Redirects over a lake that does not know yet, or is away: nothing that was told is taken back, and nobody is hidden. */
import {expect, test, vi} from 'vitest'
import {aRedirect, laggingWorld, leadsTo, moved, renamed, told} from '../../support/redirects.ts'

test('a redirect is asked for again and again while the lake does not know yet what its webhook told', async () => {
  const {lake, redirects, superseded} = laggingWorld()

  await redirects.changed(told({_rev: 'r1', before: null, after: {from: '/old'}}))
  expect(redirects.find('/old')).toBeUndefined()
  lake.shows.redirects = [aRedirect('r1', '/articles')]
  await vi.waitFor(() => expect(redirects.find('/old')).toEqual(leadsTo('/articles')), 30_000)

  superseded.add('r1')
  await redirects.changed(told({_rev: 'r2', before: {from: '/old'}, after: {from: '/old'}}))
  lake.shows.redirects = [aRedirect('r2', '/topics')]
  await vi.waitFor(() => expect(redirects.find('/old')).toEqual(leadsTo('/topics')), 30_000)

  superseded.add('r2')
  await redirects.changed(told({before: {from: '/old'}, after: null}))
  lake.shows.redirects = []
  await vi.waitFor(() => expect(redirects.find('/old')).toBeUndefined(), 30_000)
})

test('a copy of the lake that is behind takes no redirect back, and one that knows is asked no more', async () => {
  const {lake, redirects} = laggingWorld()
  lake.shows = {redirects: [], live: [{_id: 'x', _type: 'article', slug: 'was'}]}
  const change = moved('article', {slug: 'was'}, {slug: 'is'})

  await redirects.changed(change)
  await redirects.refresh()

  expect(redirects.find('/articles/was')).toEqual(leadsTo('/articles/is'))
  lake.shows.live = [{_id: 'x', _type: 'article', slug: 'is'}]
  const before = lake.asked
  await vi.waitFor(() => expect(lake.asked).toBeGreaterThan(before), 30_000)
  await redirects.refresh()
  const after = lake.asked
  await redirects.refresh()
  expect(lake.asked).toBe(after + 1)
  expect(redirects.find('/articles/was')).toEqual(leadsTo('/articles/is'))
})

test('of what is told while the lake is asked it is asked once more, for all of it together', async () => {
  const {lake, redirects} = laggingWorld()
  const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  lake.answer = () => answers[lake.asked - 1]?.promise
  const first = redirects.refresh()
  await vi.waitFor(() => expect(lake.asked).toBe(1), 30_000)

  const articles = Array.from({length: 200}, (_, i) => `new-${i}`)
  const asked = articles.map((slug) =>
    redirects.changed(told({_id: slug, _type: 'article', _rev: slug, before: null, after: {slug}})),
  )
  const redirect = redirects.changed(told({_rev: 'r1', before: null, after: {from: '/old'}}))
  answers[0]!.resolve()
  await first
  expect(redirects.find('/old')).toBeUndefined()
  lake.shows = {
    redirects: [aRedirect('r1', '/articles')],
    live: articles.map((slug) => ({_id: slug, _type: 'article', slug})),
  }
  answers[1]!.resolve()
  await Promise.all([...asked, redirect])

  // On a slow machine once more: what it did not know at first is asked again a quarter of a second later.
  expect(lake.asked).toBeLessThanOrEqual(3)
  expect(redirects.find('/old')).toEqual(leadsTo('/articles'))
})

test('of two articles at one address, one that moves leads nobody away from the other', async () => {
  const {lake, redirects} = laggingWorld()
  lake.shows.live = [
    {_id: 'b', _type: 'article', slug: 'one'},
    {_id: 'a', _type: 'article', slug: 'two'},
  ]

  await redirects.changed(renamed('a', 'one', 'two'))

  expect(redirects.find('/articles/one')).toBeUndefined()
})

test('two articles that exchange their addresses keep nobody waiting', async () => {
  const {lake, redirects} = laggingWorld()
  lake.shows.live = [
    {_type: 'article', slug: 'one'},
    {_type: 'article', slug: 'two'},
  ]

  await redirects.changed(renamed('a', 'one', 'two'))
  await redirects.changed(renamed('b', 'two', 'one'))

  lake.shows.redirects = [aRedirect('r1', '/articles')]
  await redirects.refresh()
  expect(redirects.find('/old')).toEqual(leadsTo('/articles'))
  for (const path of ['/articles/one', '/articles/two'])
    expect(redirects.find(path), path).toBeUndefined()
})

test('with the lake away, two articles that exchange their addresses hide neither', async () => {
  const {lake, redirects} = laggingWorld()
  lake.isAway = true

  await redirects.changed(renamed('a', 'one', 'two'))
  await redirects.changed(renamed('b', 'two', 'one'))

  for (const path of ['/articles/one', '/articles/two'])
    expect(redirects.find(path), path).toBeUndefined()
})

test('news of a move that come after those of the next one take back neither', async () => {
  const {lake, redirects, superseded} = laggingWorld()
  lake.isAway = true
  superseded.add('there')

  await redirects.changed(renamed('a', 'two', 'one', 'back'))
  await redirects.changed(renamed('a', 'one', 'two', 'there'))

  expect(redirects.find('/articles/two')).toEqual(leadsTo('/articles/one'))
  expect(redirects.find('/articles/one')).toBeUndefined()
})

test('a lake that has nothing at all takes no redirect back, and one that has others does', async () => {
  const {lake, redirects} = laggingWorld()
  lake.shows.redirects = [aRedirect('r1', '/articles')]
  await redirects.refresh()

  Object.assign(lake, {shows: {redirects: [], live: []}, documents: 0})
  await redirects.refresh()
  const meanwhile = redirects.find('/old')
  lake.documents = 1
  await redirects.refresh()

  expect(meanwhile).toEqual(leadsTo('/articles'))
  expect(redirects.find('/old')).toBeUndefined()
})

test('news of a move that come late hide nobody who has taken the address meanwhile', async () => {
  const {lake, redirects, superseded} = laggingWorld()
  lake.isAway = true
  superseded.add('there')
  const newcomer = {_id: 'b', _type: 'article', _rev: 'b', before: null, after: {slug: 'one'}}

  await redirects.changed(told(newcomer))
  await redirects.changed(renamed('a', 'one', 'two', 'there'))

  expect(redirects.find('/articles/one')).toBeUndefined()
})
