/**
 * How sitemaps are written: every page that may be found, in every language, in files of no more than a file may hold.
 *
 * `lastmod` is the date that the page itself shows, unless that is ahead of when it was written, and of a file the latest in it. Where none
 * is shown, nothing is claimed: search engines stop to believe a site that says "now".
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
import type {DatedAddress, StandingAddresses} from '../content/sitemap.ts'
import {notAfter} from './honest-date.ts'
import {element} from './xml.ts'

/** What one sitemap may hold. */
export const mostInOne = 50_000

export interface Entry {
  path: string
  lastmod?: string | undefined
}

const isSpoken =
  (codes: LanguageCode[]) =>
  ({language}: {language: string | null}) =>
    codes.includes(codeOf(language))

export const articleEntries = (articles: DatedAddress[], codes: LanguageCode[]): Entry[] =>
  articles.filter(isSpoken(codes)).map((article) => ({
    path: articlePath(article),
    lastmod: honest(isoOf(article.updatedAt) ?? isoOf(article.publishedAt), article._updatedAt),
  }))

/** The lists that every language has, whatever is in them. */
const lists = ['articles', 'topics', 'authors'] as const
export const entriesOfItsOwn = 1 + lists.length

/** Of what stands in every language: is there something to read in this one? */
const isThere =
  (code: LanguageCode) =>
  ({isInFrench}: {isInFrench: boolean}) =>
    code === 'en' || isInFrench

export const standingEntries = (
  {pages, authors, topics}: StandingAddresses,
  codes: LanguageCode[],
): Entry[] => [
  ...codes.flatMap((code): Entry[] => [
    {path: homePath(code)},
    ...lists.map((list) => ({path: listPath(list, code)})),
    ...topics.filter(isThere(code)).map(({slug}) => ({path: topicPath(slug, code)})),
    ...authors.filter(isThere(code)).map(({slug}) => ({path: authorPath(slug, code)})),
  ]),
  ...pages.filter(isSpoken(codes)).map((page) => ({path: pagePath(page)})),
]

export const sitemap = (origin: string, entries: Entry[]): string =>
  file('urlset', 'url', origin, entries)

/** The sitemap of sitemaps. */
export const sitemapIndex = (origin: string, files: Entry[]): string =>
  file('sitemapindex', 'sitemap', origin, files)

function file(root: string, item: string, origin: string, entries: Entry[]): string {
  const items = entries.map(({path, lastmod}) => {
    const where = element('loc', new URL(path, origin).href)
    return `<${item}>${where}${element('lastmod', lastmod)}</${item}>`
  })
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`,
    ...items,
    `</${root}>\n`,
  ].join('\n')
}

/** The files that hold a part of so many addresses; one, as long as they fit. What is the latest in the part is said of each. */
export const filesOf = (
  part: string,
  {count, lastmod}: {count: number; lastmod?: string | undefined},
  most = mostInOne,
): Entry[] =>
  Array.from({length: Math.ceil(count / most)}, (_, i) => ({
    path: `/sitemap-${part}${i === 0 ? '' : `-${i + 1}`}.xml`,
    lastmod,
  }))

/** The latest of dates as they are stored, where that can be read: ISO dates of one form, of which the greatest is the latest. */
export const latestOf = (...stored: (string | null)[]): string | undefined =>
  stored
    .flatMap((date) => isoOf(date) ?? [])
    .toSorted()
    .at(-1)

const honest = (date: string | undefined, writtenAt: string): string | undefined =>
  date && notAfter(new Date(date), writtenAt).toISOString()

/** Only of what is written like a date: of much else JavaScript makes one, and not everywhere the same. */
function isoOf(stored: string | null): string | undefined {
  if (!stored || !/^\d{4}-\d\d-\d\d/.test(stored)) return undefined
  const date = new Date(stored)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
