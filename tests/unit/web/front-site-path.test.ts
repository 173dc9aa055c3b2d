import fc from 'fast-check'
import {expect, test} from 'vitest'
import {inSmallLetters, sitePath} from '../../../web/src/site-path.ts'
import {seed} from '../../support/sample.ts'

test('one page has one name, whatever the client calls it', () => {
  for (const target of [
    '/articles/tides',
    '/articles/%74ides',
    '/articles/tides?utm_source=x',
    '/articles/tides#a',
  ]) {
    expect(sitePath(target)).toEqual({path: '/articles/tides', moved: false})
  }
  expect(sitePath('/')).toEqual({path: '/', moved: false})
  expect(sitePath('/?a=/b/')).toEqual({path: '/', moved: false})
  expect(sitePath('/auteurs/%C3%A9t%C3%A9')?.path).toBe('/auteurs/%C3%A9t%C3%A9')
  expect(sitePath('/auteurs/été')?.path).toBe('/auteurs/%C3%A9t%C3%A9')
})

test('a slash at the end leads to the page without it', () => {
  expect(sitePath('/articles/tides/')).toEqual({path: '/articles/tides', moved: true})
})

test('the site’s own words in other letters lead to the page, and an editor’s words are as they are', () => {
  const moved = (path: string) => ({path, moved: true})

  expect(sitePath('/ARTICLES/Tides')).toEqual(moved('/articles/Tides'))
  expect(sitePath('/FR')).toEqual(moved('/fr'))
  expect(sitePath('/Fr/Search')).toEqual(moved('/fr/search'))
  expect(sitePath('/fr/%41rticles/tides.MD')).toEqual(moved('/fr/articles/tides.md'))
  for (const path of ['/Article/x', '/FROG', '/About', '/topics/FR', '/articles/ARTICLES', '/x.MD'])
    expect(sitePath(path)).toEqual({path, moved: false})
})

test('the first page of a list by its number leads to the list', () => {
  for (const list of ['/articles', '/fr/articles', '/topics/pay', '/fr/authors/%C3%A9va']) {
    expect(sitePath(`${list}/page/1`)).toEqual({path: list, moved: true})
    expect(sitePath(`${list}/page/1/?x=1`)).toEqual({path: list, moved: true})
    expect(sitePath(`${list}/page/2`)).toEqual({path: `${list}/page/2`, moved: false})
  }
  for (const path of ['/topics/page/1', '/articles/page/11', '/articles/page/01', '/about/page/1'])
    expect(sitePath(path)).toEqual({path, moved: false})
})

test('an address in capitals is known in small letters, and one in small letters as nothing else', () => {
  expect(inSmallLetters('/articles/Tides')).toBe('/articles/tides')
  expect(inSmallLetters('/auteurs/%C3%89t%C3%A9')).toBe('/auteurs/%C3%A9t%C3%A9')
  expect(inSmallLetters('/auteurs/%C3%A9t%C3%A9')).toBeUndefined()
  expect(inSmallLetters('/')).toBeUndefined()
})

test('where Next keeps a page is no address of its own', () => {
  for (const [inner, path] of [
    ['/reader/en', '/'],
    ['/reader/fr', '/fr'],
    ['/reader/en/articles/tides', '/articles/tides'],
    ['/reader/fr/articles/tides?x', '/fr/articles/tides'],
    ['/reader/en/reader/fr/about', '/fr/about'],
  ] as const)
    expect(sitePath(inner)).toEqual({path, moved: true})
  expect(sitePath('/reader/english')).toEqual({path: '/reader/english', moved: false})
})

test('what no page can be called is refused', () => {
  const refused = [
    '',
    'articles',
    '//evil.example',
    '/a//b',
    '/a/../b',
    '/a/%2e%2e/b',
    '/a/%2fb',
    '/a\\b',
    '/a/%00',
    '/a/%',
    '/a/%ff',
    '/index',
    '/index/',
    '/%69ndex',
    `/${'a'.repeat(1_001)}`,
    'http://evil.example/',
  ]
  for (const target of refused) expect(sitePath(target), target).toBeUndefined()
})

test('the canonical name is its own canonical name, for anything that a client sends', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary', maxLength: 60}), (text) => {
      const found = sitePath(`/${text}`)
      if (!found) return
      expect(sitePath(found.path)).toEqual({path: found.path, moved: false})
      expect(new URL(found.path, 'http://site.test').pathname).toBe(found.path)
      expect(new URL(found.path, 'http://site.test').host).toBe('site.test')
    }),
    {seed, numRuns: 2_000},
  )
})
