/** What machines read as plain text: robots, the overview for language models, and each article as Markdown. */
import {articlePath, pagePath, topicPath} from '../addresses.ts'
import {config} from '../config.ts'
import {historyOf} from '../content/change-notes.ts'
import {suffixOf} from '../content/credentials.ts'
import {present} from '../content/present.ts'
import {rendered} from '../content/rendered.ts'
import {ownStandfirst} from '../content/standfirst.ts'
import type {ArticleLine, DocumentLink, Signed, Topic, Twin} from '../content/types.ts'
import {showDate} from '../language/dates.ts'
import {isLakeImage} from '../markdown/body-image.ts'
import {readElsewhere} from '../markdown/read-elsewhere.ts'
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

/** Names with what stands behind them: "Ada Marsh, MBA; Ben Hill". */
function signed(some: Signed[]): string {
  const names = some.flatMap((one) =>
    one.name ? [[one.name, suffixOf(one)].filter(Boolean).join(', ')] : [],
  )
  return names.join(names.some((name) => name.includes(',')) ? '; ' : ', ')
}

/** Where an address in a text leads from anywhere; one within the text leads there still. */
function fromAnywhere(page: string): (address: string) => string {
  const {images} = config()
  return (address) => {
    if (/^(?:#|[a-z][a-z\d+.-]*:)/i.test(address)) return address
    const base = isLakeImage(address) && !images.proxied ? images.origin : page
    return URL.canParse(address, base) ? new URL(address, base).href : address
  }
}

export function markdownTwin(site: Site, article: Twin): string {
  const {words, settings} = site
  const url = absolute(site, articlePath(article))
  const day = (stored: string | null) => showDate(stored, words.tag, settings.timeZone)?.text
  const date = (label: string, stored: string | null, rest = '') => {
    const shown = day(stored)
    return shown ? [`${label} ${shown}${rest}`] : []
  }
  const authors = signed(present(article.authors))
  const reviewer = signed(present([article.reviewedBy]))
  const facts = [
    ...(authors ? [`${words.by} ${authors}`] : []),
    ...date(words.published, article.publishedAt),
    ...date(words.updated, article.updatedAt),
    ...date(words.reviewed, article.reviewedAt, reviewer && ` ${words.reviewedBy} ${reviewer}`),
  ]
  const {opening} = rendered(article.body ?? '', {labels: words.markdown}) // in the words that the page has
  const standfirst = ownStandfirst(article.standfirst, opening)
  const history = historyOf(article).map(({date: stored, note}) =>
    ['-', day(stored), inLink(note)].filter(Boolean).join(' '),
  )
  return [
    `# ${inLink(article.title)}`,
    ...(standfirst ? [standfirst] : []),
    ...(facts.length > 0 ? [facts.join(' · ')] : []),
    `<${url}>`,
    readElsewhere(article.body ?? '', fromAnywhere(url)).trimEnd(),
    ...(history.length > 0 ? [`## ${words.whatChanged}`, history.join('\n')] : []),
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n')
}
