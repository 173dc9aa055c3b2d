/** An article: dates with offsets, three image ratios, every visible author. */
import type {BlogPosting, Person, WebPage} from 'schema-dts'
import {articlePath} from '../addresses.ts'
import {present} from '../content/present.ts'
import type {Article, AuthorRef} from '../content/types.ts'
import {showDate} from '../language/dates.ts'
import type {Rendered} from '../markdown/index.ts'
import {absolute} from '../metadata.ts'
import {addressOf, frame, sourceOf} from '../pictures/address.ts'
import type {Site} from '../site.ts'
import {node, some} from './node.ts'
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
    absolute(site, addressOf(source, frame(picture, source, ratio), 1200, 'jpeg')),
  )
}

const someone = (site: Site, author: AuthorRef) =>
  node<Person>({
    '@type': 'Person',
    '@id': personId(site, author),
    name: author.name ?? '',
    url: personUrl(site, author),
  })

/** Who looked through it, and when, is said of a page; of an article schema.org has no words for it. */
function page(site: Site, url: string, {reviewedAt, reviewedBy}: Article): WebPage | string {
  const reviewed = showDate(reviewedAt, site.words.tag, site.settings.timeZone)
  if (!reviewed) return url
  return node<WebPage>({
    '@type': 'WebPage',
    '@id': url,
    url,
    lastReviewed: reviewed.machine,
    reviewedBy: reviewedBy ? someone(site, reviewedBy) : undefined,
  })
}

export function blogPosting(
  site: Site,
  article: Article,
  body: Pick<Rendered, 'opening' | 'words'>,
): BlogPosting {
  const url = absolute(site, articlePath(article))
  const date = (stored: string | null) =>
    showDate(stored, site.words.tag, site.settings.timeZone)?.machine
  const published = date(article.publishedAt)
  const modified = date(article.updatedAt) ?? published
  return node<BlogPosting>({
    '@type': 'BlogPosting',
    '@id': articleId(site, article),
    url,
    mainEntityOfPage: page(site, url, article),
    headline: article.title ?? '',
    description: article.standfirst || body.opening || undefined,
    image: some(images(site, article)),
    datePublished: published,
    dateModified: modified,
    // What nobody signed is the firm's own.
    author: some(present(article.authors).map((author) => someone(site, author))) ?? {
      '@id': organizationId(site),
    },
    publisher: {'@id': organizationId(site)},
    isPartOf: {'@id': siteId(site)},
    inLanguage: site.words.tag,
    wordCount: body.words,
    articleSection: some(present(article.topics).flatMap(({title}) => title || [])),
  })
}
