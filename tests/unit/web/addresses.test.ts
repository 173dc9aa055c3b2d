/** Addresses in two languages, and the names that a page may not take. */
import {expect, test} from 'vitest'
import {pageSlugProblem, reservedSlugs} from '../../../studio/src/rules/slug.ts'
import {
  articlePath,
  authorPath,
  homePath,
  isPageSlug,
  pagePath,
  reservedNames,
} from '../../../web/src/addresses.ts'

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
