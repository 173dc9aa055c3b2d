/** Addresses in two languages, and the names that a page may not take. */
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {addressesOf} from '../../../studio/src/rules/address.ts'
import {pageSlugProblem, reservedSlugs, slugFrom} from '../../../studio/src/rules/slug.ts'
import {
  articlePath,
  authorPath,
  homePath,
  isPageSlug,
  pagePath,
  reservedNames,
  topicPath,
} from '../../../web/src/addresses.ts'
import {seed} from '../../support/sample.ts'

test('English stands at the root and French under /fr', () => {
  expect(homePath('en')).toBe('/')
  expect(homePath('fr')).toBe('/fr')
  expect(articlePath({slug: 'tides', language: 'en'})).toBe('/articles/tides')
  expect(articlePath({slug: 'marées', language: 'fr'})).toBe('/fr/articles/mar%C3%A9es')
  expect(articlePath({slug: 'old', language: null})).toBe('/articles/old')
  expect(pagePath({slug: 'a-propos', language: 'fr'})).toBe('/fr/a-propos')
  expect(authorPath('ada', 'fr')).toBe('/fr/authors/ada')
})

test('a page takes no name that the site needs, and none that looks like a file', () => {
  for (const name of [...reservedNames, 'feed.xml', '_next', '.well-known', '', 'a/b'])
    expect(isPageSlug(name), name).toBe(false)
  for (const name of ['about', 'contact', 'privacy', 'accessibility', 'à-propos'])
    expect(isPageSlug(name), name).toBe(true)
})

test('the Studio refuses the names that the site refuses', () => {
  expect(reservedSlugs).toEqual(reservedNames)
  expect(pageSlugProblem('articles')).toContain('choose another')
  expect(pageSlugProblem('about')).toBeNull()
  expect(pageSlugProblem('About')).toContain('lower-case')
})

test('what the Studio lets an editor write is an address of the site’s, and the same one', () => {
  const typed = fc.oneof(
    fc.string({unit: 'grapheme', maxLength: 90}).map((text) => slugFrom(text)),
    fc.string({unit: fc.constantFrom(...'abz09-._/A é')}),
    fc.constantFrom(...reservedNames, ...reservedNames.map((name) => `${name}s`)),
  )
  const language = fc.constantFrom('en' as const, 'fr' as const)
  let taken = 0
  fc.assert(
    fc.property(typed, language, (slug, code) => {
      if (!slug || pageSlugProblem(slug)) return
      taken += 1
      expect(isPageSlug(slug)).toBe(true)
      const document = {slug, language: code}
      expect(addressesOf('page', slug, code)).toEqual([pagePath(document)])
      expect(addressesOf('article', slug, code)).toEqual([articlePath(document)])
      expect(addressesOf('author', slug)).toContain(authorPath(slug, code))
      expect(addressesOf('topic', slug)).toContain(topicPath(slug, code))
    }),
    {seed, numRuns: 1_000},
  )
  expect(taken).toBeGreaterThan(200)
})
