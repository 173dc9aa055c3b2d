/** What a page says about itself to search engines and to those who share it. Addresses come from the settings only. */
import type {Metadata} from 'next'
import type {Picture} from './content/types.ts'
import {homePath} from './addresses.ts'
import {addressOf, frame, sourceOf} from './pictures/address.ts'
import type {Site} from './site.ts'

export interface PageFacts {
  title: string
  description?: string | null | undefined
  path: string
  picture?: Picture | null | undefined
  noindex?: boolean | null | undefined
  /** Set on an article. */
  article?: {published: string | undefined; modified: string | undefined; authors: string[]}
}

const SHARED = {width: 1200, height: 630}

export function absolute(site: Site, address: string): string {
  return new URL(address, site.origin).href
}

function sharedImage(site: Site, picture: Picture | null | undefined) {
  const chosen = sourceOf(picture) ? picture : site.settings.defaultImage
  const source = sourceOf(chosen)
  if (!source || !chosen) return undefined
  const part = frame(chosen, source, SHARED.width / SHARED.height)
  const url = absolute(site, addressOf(source, part, SHARED.width))
  return {url, ...SHARED, ...(chosen.alt ? {alt: chosen.alt} : {})}
}

export function describe(site: Site, facts: PageFacts): Metadata {
  const {title, path, article} = facts
  const description = facts.description || undefined
  const image = sharedImage(site, facts.picture)
  const url = absolute(site, path)
  const images = image ? [image] : []
  const shared = {title, description, url, siteName: site.name, images}
  return {
    title:
      path === homePath(site.words.code) ? title : `${title.replace(/\.$/, '')} | ${site.name}`,
    description,
    alternates: {canonical: url},
    robots: facts.noindex || site.isDraft ? {index: false} : {'max-image-preview': 'large'},
    openGraph: article
      ? {
          ...shared,
          type: 'article',
          publishedTime: article.published,
          modifiedTime: article.modified,
          authors: article.authors,
        }
      : {...shared, type: 'website'},
    twitter: {card: image ? 'summary_large_image' : 'summary'},
  }
}
