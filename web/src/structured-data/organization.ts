/** The firm and its site: the two nodes that every page's graph can point to. */
import type {Organization, PostalAddress, PropertyValue, WebSite} from 'schema-dts'
import {safeHref} from '../addresses.ts'
import {present} from '../content/present.ts'
import {absolute} from '../metadata.ts'
import {addressOf, frame, sourceOf} from '../pictures/address.ts'
import {languageOf} from '../language/language.ts'
import {spokenBy, type Site} from '../site.ts'
import {node, some, type Node} from './node.ts'

export const organizationId = (site: Site): string => `${site.origin}/#organization`
export const siteId = (site: Site): string => `${site.origin}/#website`

function logoOf(site: Site): string | undefined {
  const {logo} = site.settings
  const source = sourceOf(logo)
  return source && logo
    ? absolute(site, addressOf(source, frame(logo, source), 600, 'png'))
    : undefined
}

/** An employment agency is a local business, of which search engines require an address: without one it is only an organization. */
export function organization(site: Site): Node<Organization> {
  const {contact, licence, socialLinks, tagline} = site.settings
  const address = contact?.address?.trim()
  const sameAs = present(socialLinks)
    .map(({url}) => safeHref(url))
    .filter((url): url is string => url?.startsWith('http') ?? false)
  return node<Organization>({
    '@type': address ? 'EmploymentAgency' : 'Organization',
    '@id': organizationId(site),
    name: site.name,
    url: `${site.origin}/`,
    description: tagline || undefined,
    logo: logoOf(site),
    email: contact?.email || undefined,
    telephone: contact?.phone || undefined,
    address: address
      ? node<PostalAddress>({
          '@type': 'PostalAddress',
          streetAddress: address.split(/\s*\n\s*/).join(', '),
        })
      : undefined,
    identifier: licence?.number
      ? node<PropertyValue>({
          '@type': 'PropertyValue',
          name: site.words.licence,
          value: licence.number,
          url: safeHref(licence.url),
        })
      : undefined,
    sameAs: some(sameAs),
  })
}

export function webSite(site: Site): WebSite {
  return node<WebSite>({
    '@type': 'WebSite',
    '@id': siteId(site),
    name: site.name,
    url: `${site.origin}/`,
    inLanguage: spokenBy(site).flatMap((code) => languageOf(code)?.tag ?? []),
    publisher: {'@id': organizationId(site)},
  })
}
