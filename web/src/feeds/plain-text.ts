/** What machines read as plain text: robots, the overview for language models, and each article as Markdown. */
import {articlePath, pagePath, topicPath} from '../addresses.ts'
import {present} from '../content/present.ts'
import type {ArticleLine, DocumentLink, Topic, WholeText} from '../content/types.ts'
import {showDate} from '../language/dates.ts'
import {absolute} from '../metadata.ts'
import type {Site} from '../site.ts'

/** Search pages are not named: a robot has to fetch one to see that it must not be listed. */
export const robots = (origin: string): string =>
  `User-agent: *\nAllow: /\nDisallow: /api/\n\nSitemap: ${origin}/sitemap.xml\n`

/** The address of an article's Markdown. */
export const twinPath = (article: {slug: string | null; language: string | null}): string =>
  `${articlePath(article)}.md`

/** One line of it: no line break, nothing that ends a link. French spaces stay. */
const inLink = (text: string | null): string =>
  (text ?? '').replace(/[^\S\u00a0\u202f]+/g, ' ').replace(/[[\]\\]/g, '\\$&')

export function llms(
  site: Site,
  {articles, topics, pages}: {articles: ArticleLine[]; topics: Topic[]; pages: DocumentLink[]},
): string {
  const {words, settings, name} = site
  const line = (title: string | null, path: string, text: string | null) =>
    `- [${inLink(title)}](${absolute(site, path)})${text ? `: ${inLink(text)}` : ''}`
  const section = (title: string, lines: string[]) =>
    lines.length > 0 ? [`## ${title}`, '', ...lines, ''] : []
  return [
    `# ${inLink(name)}`,
    '',
    ...(settings.tagline ? [`> ${inLink(settings.tagline)}`, ''] : []),
    ...section(
      words.articles,
      articles.map((article) => line(article.title, twinPath(article), article.standfirst)),
    ),
    ...section(
      words.topics,
      topics.map(({title, slug, description}) =>
        line(title, topicPath(slug ?? '', words.code), description),
      ),
    ),
    ...section(
      words.pages,
      pages.map((page) => line(page.title, pagePath(page), null)),
    ),
  ].join('\n')
}

export function markdownTwin(site: Site, article: WholeText): string {
  const {words, settings} = site
  const date = (label: string, stored: string | null) => {
    const shown = showDate(stored, words.tag, settings.timeZone)
    return shown ? [`${label} ${shown.text}`] : []
  }
  const authors = present(article.authors).flatMap(({name}) => name ?? [])
  const facts = [
    ...(authors.length > 0 ? [`${words.by} ${authors.join(', ')}`] : []),
    ...date(words.published, article.publishedAt),
    ...date(words.updated, article.updatedAt),
  ]
  return [
    `# ${inLink(article.title)}`,
    ...(article.standfirst ? [article.standfirst] : []),
    ...(facts.length > 0 ? [facts.join(' · ')] : []),
    `<${absolute(site, articlePath(article))}>`,
    article.body ?? '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n')
}
