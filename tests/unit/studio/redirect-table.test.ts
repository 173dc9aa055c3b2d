/** Redirects among each other and beside pages: circles, second hops and taken addresses, each refused with a sentence. */
import {
  addressesHeld,
  addressesOf,
  addressReuseProblem,
  redirectChainProblem,
  redirectReuseProblem,
  removalPlan,
  successorProblem,
  type KnownPage,
  type KnownRedirect,
  type Surroundings,
} from '@masthead/studio/rules'
import {describe, expect, test} from 'vitest'

const tides: KnownPage = {
  _id: 'tides',
  _type: 'article',
  title: 'Tides',
  slug: 'tides',
  formerSlugs: ['high-water'],
}
const ada: KnownPage = {
  _id: 'ada',
  _type: 'author',
  title: 'Ada',
  slug: 'ada',
  formerSlugs: ['a-example'],
}
const about: KnownPage = {_id: 'about', _type: 'page', slug: 'a-propos', language: 'fr'}

const redirect = (from: string, to?: string): KnownRedirect => ({
  _id: `redirect${from}`,
  from,
  ...(to ? {to} : {gone: true}),
})
const around = (...redirects: KnownRedirect[]): Surroundings => ({
  redirects,
  pages: [tides, ada, about],
})

test('a document stands at these addresses', () => {
  expect(addressesOf('article', 'tides', 'en')).toEqual(['/articles/tides'])
  expect(addressesOf('article', 'marees', 'fr')).toEqual(['/fr/articles/marees'])
  expect(addressesOf('author', 'ada')).toEqual(['/authors/ada', '/fr/authors/ada'])
  expect(addressesOf('page', 'about')).toEqual(['/about'])
  expect(addressesOf('callToAction', 'x')).toEqual([])
})

describe('an old path', () => {
  test.each(['/blog/1', '/articles/never-there', '/fr/articles/tides'])('%s is free', (from) => {
    expect(redirectReuseProblem({_id: 'new', from, to: '/x'}, around())).toBeNull()
  })

  test.each([
    ['/articles/tides', '“Tides” is published at /articles/tides'],
    ['/articles/tides/', '“Tides” is published'],
    ['/fr/authors/ada', '“Ada” is published'],
    ['/fr/a-propos', 'an untitled page is published'],
    ['/articles/high-water', 'is a former address of “Tides”, and leads to /articles/tides'],
    ['/fr/authors/a-example', 'leads to /fr/authors/ada'],
    ['/old', '/old is redirected already, and leads to /new'],
    ['/gone', '/gone is marked as gone. Change that entry instead.'],
    ['/new', '/old leads here'],
  ])('%s is refused', (from, sentence) => {
    const others = around(redirect('/old', '/new'), redirect('/gone'))

    expect(redirectReuseProblem({_id: 'new', from, to: '/x'}, others)).toContain(sentence)
  })

  test('is not taken by the redirect itself, nor by its draft', () => {
    const others = around({_id: 'drafts.r', from: '/old', to: '/new'}, {_id: 'r', from: '/old'})

    expect(redirectReuseProblem({_id: 'drafts.r', from: '/old', to: '/new'}, others)).toBeNull()
  })
})

describe('where a redirect leads', () => {
  const to = (address: string, ...others: KnownRedirect[]) =>
    redirectChainProblem({_id: 'new', from: '/a', to: address}, around(...others))

  test.each(['/articles/tides', '/nowhere', 'https://example.com/a', '/articles/tides?x#y'])(
    '%s is an end',
    (address) => expect(to(address, redirect('/b', '/c'))).toBeNull(),
  )

  test('back to itself is a circle, however long the way', () => {
    expect(to('/b', redirect('/b', '/a'))).toContain('in a circle: /a → /b → /a')
    expect(to('/b', redirect('/b', '/c'), redirect('/c', '/a/'))).toContain('/a → /b → /c → /a')
  })

  test('into a circle of others ends too', () => {
    expect(to('/b', redirect('/b', '/c'), redirect('/c', '/b'))).toContain('in a circle already')
  })

  test('on to another redirect is a second hop, and the end is named', () => {
    expect(to('/b', redirect('/b', '/c'), redirect('/c', '/d'))).toContain('Write /d here')
    expect(to('/articles/high-water')).toContain('Write /articles/tides here')
  })

  test('to what is gone leaves readers nowhere', () => {
    expect(to('/b', redirect('/b'))).toContain('readers would end there')
  })

  test('past a page that is published goes no further: the page is shown', () => {
    expect(to('/articles/tides', redirect('/articles/tides', '/a'))).toBeNull()
  })
})

describe('a new address', () => {
  const article = (slug: string, _id = 'drafts.new'): KnownPage => ({_id, _type: 'article', slug})

  test.each([
    ['tides', '“Tides” is published'],
    ['high-water', 'who follows an old link to /articles/tides would land here'],
    ['moved', 'would land here. Choose another address, or delete that redirect first'],
  ])('%s is refused', (slug, sentence) => {
    const others = around(redirect('/articles/moved', '/elsewhere'))

    expect(addressReuseProblem(article(slug), others)).toContain(sentence)
  })

  test('may be its own, its own former one, or one whose page is gone for good', () => {
    const others = around(redirect('/articles/gone'), redirect('/articles/x', '/articles/tides'))

    expect(addressReuseProblem(article('tides', 'drafts.tides'), others)).toBeNull()
    expect(addressReuseProblem(article('high-water', 'drafts.tides'), others)).toBeNull()
    expect(addressReuseProblem(article('x', 'drafts.tides'), others)).toBeNull()
    expect(addressReuseProblem(article('gone'), others)).toBeNull()
    expect(addressReuseProblem(article('quite-new'), others)).toBeNull()
  })
})

test('a page that a program has moved twice may go back to its first address', () => {
  const moves = around(
    redirect('/articles/first', '/articles/second'),
    redirect('/articles/second', '/articles/tides'),
    redirect('/articles/turn', '/articles/return'),
    redirect('/articles/return', '/articles/turn'),
  )

  const at = (_id: string, slug: string) =>
    addressReuseProblem({_id, _type: 'article', slug, language: 'en'}, moves)

  expect(at('drafts.tides', 'first')).toBeNull()
  expect(at('drafts.other', 'first')).toContain('/articles/second would land here')
  expect(at('drafts.tides', 'turn')).toContain('/articles/return would land here')
})

describe('taking a page away', () => {
  test('concerns every address that readers hold, in the languages that they are offered', () => {
    expect(addressesHeld(tides, ['en'])).toEqual(['/articles/tides', '/articles/high-water'])
    expect(addressesHeld(ada, ['en'])).toEqual(['/authors/ada', '/authors/a-example'])
    expect(addressesHeld(ada, ['en', 'fr'])).toHaveLength(4)
    expect(addressesHeld(about, ['en'])).toEqual(['/fr/a-propos'])
  })

  test('makes one redirect for each, and turns those that led there', () => {
    const known = around(
      redirect('/old', '/articles/tides'),
      redirect('/articles/high-water', '/articles/tides'),
      redirect('/other', '/elsewhere'),
    )

    expect(removalPlan(tides, ['en'], known)).toEqual({
      create: [{from: '/articles/tides'}],
      change: [
        {_id: 'redirect/old', from: '/old'},
        {_id: 'redirect/articles/high-water', from: '/articles/high-water'},
      ],
      taken: [],
    })
  })

  test('leaves an address alone at which another page is published', () => {
    const other: KnownPage = {_id: 'other', _type: 'article', slug: 'high-water'}
    const pages = [tides, other]

    expect(removalPlan(tides, ['en'], {redirects: [], pages})).toMatchObject({
      create: [{from: '/articles/tides'}],
      taken: [{from: '/articles/high-water', by: other}],
    })
  })

  test('leaves redirects alone that were never published', () => {
    const draft = {...redirect('/articles/tides', '/elsewhere'), _id: 'drafts.redirect-1'}
    const version = {...redirect('/old', '/articles/tides'), _id: 'versions.r1.redirect-2'}

    expect(removalPlan(tides, ['en'], around(draft, version))).toMatchObject({
      create: [{from: '/articles/tides'}, {from: '/articles/high-water'}],
      change: [],
    })
  })

  test.each([
    ['', 'Choose the page'],
    ['javascript:alert(1)', 'Links may begin'],
    ['/articles/tides', 'you are taking away'],
    ['/articles/high-water/', 'you are taking away'],
    ['/articles/not-there', 'Nothing is published at'],
  ])('its readers cannot be led to "%s"', (to, sentence) => {
    expect(successorProblem({kind: 'page', to}, tides, around())).toContain(sentence)
  })

  test.each(['/', '/fr', '/articles', '/authors/ada', '/fr/a-propos', 'https://example.com/x'])(
    'its readers can be led to %s',
    (to) => expect(successorProblem({kind: 'page', to}, tides, around())).toBeNull(),
  )
})
