/** An article: dates with offsets, three image ratios, every visible author. */
import type {BlogPosting} from 'schema-dts'
import {articlePath} from '../addresses.ts'
import {present} from '../content/present.ts'
import type {Article} from '../content/types.ts'
import {showDate} from '../language/dates.ts'
import {absolute} from '../metadata.ts'
import {addressOf, frame, sourceOf} from '../pictures/address.ts'
import type {Site} from '../site.ts'
import {organizationId, siteId} from './organization.ts'
import {personId, personUrl} from './person.ts'

const RATIOS = [16 / 9, 4 / 3, 1]

export const articleId = (site: Site, article: Parameters<typeof articlePath>[0]): string =>
  `${absolute(site, articlePath(article))}#article`

function images(site: Site, article: Article): string[] {
  const picture = article.heroImage
  const source = sourceOf(picture)
  if (!picture || !source) return []
  return RATIOS.map((ratio) =>
    absolute(site, addressOf(source, frame(picture, source, ratio), 1200)),
  )
}

export function blogPosting(
  site: Site,
  article: Article,
  words: number,
): Exclude<BlogPosting, string> {
  const url = absolute(site, articlePath(article))
  const date = (stored: string | null) =>
    showDate(stored, site.words.tag, site.settings.timeZone)?.machine
  const published = date(article.publishedAt)
  const modified = date(article.updatedAt) ?? published
  const topics = present(article.topics).flatMap(({title}) => (title ? [title] : []))
  const image = images(site, article)
  return {
    '@type': 'BlogPosting',
    '@id': articleId(site, article),
    url,
    mainEntityOfPage: url,
    headline: article.title ?? '',
    ...(article.standfirst ? {description: article.standfirst} : {}),
    ...(image.length > 0 ? {image} : {}),
    ...(published ? {datePublished: published} : {}),
    ...(modified ? {dateModified: modified} : {}),
    author: present(article.authors).map((author) => {
      const authorUrl = personUrl(site, author)
      return {
        '@type': 'Person',
        '@id': personId(site, author),
        name: author.name ?? '',
        ...(authorUrl ? {url: authorUrl} : {}),
      }
    }),
    publisher: {'@id': organizationId(site)},
    isPartOf: {'@id': siteId(site)},
    inLanguage: site.words.tag,
    wordCount: words,
    ...(topics.length > 0 ? {articleSection: topics} : {}),
  }
}
