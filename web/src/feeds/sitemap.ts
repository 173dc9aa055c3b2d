/**
 * The sitemap: every page that may be found, in every language.
 *
 * `lastmod` is the date that the page itself shows. Where a page shows none, nothing is claimed: search engines stop to believe
 * a site that says "now".
 */
import {
  articlePath,
  authorPath,
  codeOf,
  homePath,
  listPath,
  pagePath,
  topicPath,
} from '../addresses.ts'
import type {LanguageCode} from '../addresses.ts'
import type {SitemapContent} from '../content/machines.ts'
import {element} from './xml.ts'

/** What one sitemap may hold. */
const MOST = 50_000

interface Entry {
  path: string
  lastmod?: string | undefined
}

export function sitemap(origin: string, content: SitemapContent, codes: LanguageCode[]): string {
  const {articles, pages, authors, topics} = content
  const isSpoken = ({language}: {language: string | null}) => codes.includes(codeOf(language))
  const dated = articles.filter(isSpoken).map((article) => ({
    path: articlePath(article),
    lastmod: isoOf(article.updatedAt) ?? isoOf(article.publishedAt),
  }))
  const inLanguages = codes.flatMap((code): Entry[] => [
    {path: homePath(code)},
    ...(['articles', 'topics', 'authors'] as const).map((list) => ({path: listPath(list, code)})),
    ...topics.map(({slug}) => ({path: topicPath(slug, code)})),
    ...authors.map(({slug}) => ({path: authorPath(slug, code)})),
  ])
  const spoken = pages.filter(isSpoken)
  const entries: Entry[] = [
    ...inLanguages,
    ...spoken.map((page) => ({path: pagePath(page)})),
    ...dated,
  ]
  const urls = entries.slice(0, MOST).map(({path, lastmod}) => {
    const where = element('loc', new URL(path, origin).href)
    return `<url>${where}${element('lastmod', lastmod)}</url>`
  })
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...urls,
    '</urlset>\n',
  ].join('\n')
}

function isoOf(stored: string | null): string | undefined {
  const date = new Date(stored ?? '')
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
