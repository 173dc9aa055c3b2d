/** JSON Feed 1.1. */
import type {Feed} from './feed.ts'

export function jsonFeed(feed: Feed): string {
  const {title, description, home, self, language, items} = feed
  const written = {
    version: 'https://jsonfeed.org/version/1.1',
    title,
    ...(description ? {description} : {}),
    home_page_url: home,
    feed_url: self,
    language,
    items: items.map((item) => ({
      id: item.id,
      url: item.url,
      title: item.title,
      ...(item.summary ? {summary: item.summary} : {}),
      content_html: item.html,
      ...(item.picture ? {image: item.picture.url} : {}),
      date_published: item.published.toISOString(),
      date_modified: item.updated.toISOString(),
      ...(item.authors.length > 0 ? {authors: item.authors} : {}),
      ...(item.topics.length > 0 ? {tags: item.topics} : {}),
      language,
    })),
  }
  return `${JSON.stringify(written)}\n`
}
