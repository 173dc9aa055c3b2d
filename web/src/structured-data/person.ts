/**
 * An author. The name is the name alone; what stands behind it is `honorificSuffix` and `hasCredential`.
 */
import type {EducationalOccupationalCredential, Person} from 'schema-dts'
import {authorPath, safeHref} from '../addresses.ts'
import {suffixOf} from '../content/credentials.ts'
import {present} from '../content/present.ts'
import type {Author, Credential} from '../content/types.ts'
import {absolute} from '../metadata.ts'
import {addressOf, frame, sourceOf} from '../pictures/address.ts'
import type {Site} from '../site.ts'
import {node, some, type Node} from './node.ts'

export const personUrl = (site: Site, author: {slug: string | null}): string | undefined =>
  author.slug ? absolute(site, authorPath(author.slug, site.words.code)) : undefined

/** The same in every language: one person, though each language has a page about them. */
export const personId = (site: Site, {_id, slug}: {_id: string; slug: string | null}): string =>
  slug ? `${absolute(site, authorPath(slug, 'en'))}#person` : `${site.origin}/#${_id}`

function credential(one: Credential): EducationalOccupationalCredential {
  return node<EducationalOccupationalCredential>({
    '@type': 'EducationalOccupationalCredential',
    name: one.name || one.abbreviation || '',
    alternateName: (one.name && one.abbreviation) || undefined,
    recognizedBy: one.issuer ? {'@type': 'Organization', name: one.issuer} : undefined,
    url: safeHref(one.url),
  })
}

export function person(site: Site, author: Author): Node<Person> {
  const suffix = suffixOf(author)
  const byline = [author.jobTitle, suffix].filter(Boolean).join(', ')
  const source = sourceOf(author.portrait)
  const sameAs = present(author.links)
    .map((link) => safeHref(link.url))
    .filter((href): href is string => href?.startsWith('http') ?? false)
  const credentials = present(author.credentials).filter((one) => one.name || one.abbreviation)
  return node<Person>({
    '@type': 'Person',
    '@id': personId(site, author),
    name: author.name ?? '',
    url: personUrl(site, author),
    jobTitle: author.jobTitle || undefined,
    honorificSuffix: suffix || undefined,
    description: byline || undefined,
    hasCredential: some(credentials.map(credential)),
    image:
      source && author.portrait
        ? absolute(site, addressOf(source, frame(author.portrait, source, 1), 600, 'jpeg'))
        : undefined,
    sameAs: some(sameAs),
  })
}
