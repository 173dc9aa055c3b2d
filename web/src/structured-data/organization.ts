/** The firm and its site: the two nodes that every page's graph can point to. */
import type {Organization, WebSite} from 'schema-dts'
import {safeHref} from '../addresses.ts'
import {present} from '../content/present.ts'
import {absolute} from '../metadata.ts'
import {addressOf, frame, sourceOf} from '../pictures/address.ts'
import {languageOf} from '../language/language.ts'
import {spokenBy, type Site} from '../site.ts'

export const organizationId = (site: Site): string => `${site.origin}/#organization`
export const siteId = (site: Site): string => `${site.origin}/#website`

function logoOf(site: Site): string | undefined {
  const {logo} = site.settings
  const source = sourceOf(logo)
  return source && logo ? absolute(site, addressOf(source, frame(logo, source), 600)) : undefined
}

export function organization(site: Site): Exclude<Organization, string> {
  const {contact, socialLinks, tagline} = site.settings
  const logo = logoOf(site)
  const sameAs = present(socialLinks)
    .map(({url}) => safeHref(url))
    .filter((url): url is string => url?.startsWith('http') ?? false)
  return {
    '@type': 'EmploymentAgency',
    '@id': organizationId(site),
    name: site.name,
    url: `${site.origin}/`,
    ...(tagline ? {description: tagline} : {}),
    ...(logo ? {logo} : {}),
    ...(contact?.email ? {email: contact.email} : {}),
    ...(contact?.phone ? {telephone: contact.phone} : {}),
    ...(contact?.address ? {address: contact.address} : {}),
    ...(sameAs.length > 0 ? {sameAs} : {}),
  }
}

export function webSite(site: Site): Exclude<WebSite, string> {
  return {
    '@type': 'WebSite',
    '@id': siteId(site),
    name: site.name,
    url: `${site.origin}/`,
    inLanguage: spokenBy(site).flatMap((code) => languageOf(code)?.tag ?? []),
    publisher: {'@id': organizationId(site)},
  }
}
