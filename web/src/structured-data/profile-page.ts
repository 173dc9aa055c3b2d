/** An author's page. */
import type {BlogPosting, ProfilePage} from 'schema-dts'
import {articlePath} from '../addresses.ts'
import type {Author, Teaser} from '../content/types.ts'
import {absolute} from '../metadata.ts'
import type {Site} from '../site.ts'
import {articleId} from './blog-posting.ts'
import {node} from './node.ts'
import {siteId} from './organization.ts'
import {personId, personUrl} from './person.ts'

export function profilePage(site: Site, author: Author, articles: Teaser[]): ProfilePage {
  const url = personUrl(site, author) ?? site.origin
  return node<ProfilePage>({
    '@type': 'ProfilePage',
    '@id': `${url}#page`,
    url,
    isPartOf: {'@id': siteId(site)},
    inLanguage: site.words.tag,
    mainEntity: {'@id': personId(site, author)},
    hasPart: articles.slice(0, 10).map((article) =>
      node<BlogPosting>({
        '@type': 'BlogPosting',
        '@id': articleId(site, article),
        headline: article.title ?? '',
        url: absolute(site, articlePath(article)),
        author: {'@id': personId(site, author)},
      }),
    ),
  })
}
