/**
 * What a sitemap asks: everything that has an address and may be found. Of a large site part by part: the articles of each year, and all
 * that is no article.
 */
import {defineQuery} from 'groq'
import {isSiteLanguage, type LanguageCode} from '../addresses.ts'
import {ask} from './client.ts'
import {findable, listed, visible, written} from './fragments.ts'
import {addressesIn, addressesInYears, everyAddress} from './lists.ts'
import {datesOf, yearOf, years} from './sitemap-years.ts'

interface Addressed {
  slug: string
  language: string | null
}

export interface DatedAddress extends Addressed {
  _rev: string
  publishedAt: string
  updatedAt: string | null
  /** When the lake wrote it. */
  _updatedAt: string
}

/** Of what stands in every language. */
interface EverywhereAddress {
  slug: string
  /** It has articles in French: without one its French page says nothing that the English does not. */
  isInFrench: boolean
}

/** What is no article, and changes seldom. */
export interface StandingAddresses {
  pages: Addressed[]
  authors: EverywhereAddress[]
  topics: EverywhereAddress[]
}

interface AnsweredAddresses {
  pages: Addressed[]
  authors: {_id: string; slug: string}[]
  topics: {_id: string; slug: string}[]
  /** Ids of authors and topics of French articles. */
  inFrench: (string | null)[] | null
}

export interface SitemapContent extends StandingAddresses {
  articles: DatedAddress[]
}

const pages = `*[_type == "page" && defined(slug.current) && ${visible} && ${written}]`
const authors = `*[_type == "author" && defined(slug.current) && ${visible}]`
const topics = `*[_type == "topic" && defined(slug.current) && ${visible}]`

const standing = `
  "pages": ${pages} | order(_id asc){"slug": slug.current, language},
  "authors": ${authors} | order(_id asc){_id, "slug": slug.current},
  "topics": ${topics} | order(_id asc){_id, "slug": slug.current},
  "inFrench": array::unique(*[${listed} && language == "fr"]{"ids": array::compact([...authors[]._ref, ...topics[]._ref])}.ids[])
`
const dated = `{_rev, "slug": slug.current, language, publishedAt, updatedAt, _updatedAt}`

const allQuery = defineQuery(
  `{"articles": *[${findable}] | order(publishedAt desc, _id asc)${dated}, ${standing}}`,
)

export const getSitemapContent = async (): Promise<SitemapContent> => {
  const all = await ask<AnsweredAddresses & Pick<SitemapContent, 'articles'>>(allQuery, {}, [
    everyAddress,
  ])
  return {...offered(all), articles: all.articles.filter(isOffered)}
}

const countQuery = defineQuery(
  `{"inOne": count(*[${findable}]) + count(${pages}), "inEach": count(${authors}) + count(${topics})}`,
)

/** How many addresses of documents there are, at most. */
export async function countAddresses(languages: number): Promise<number> {
  const {inOne, inEach} = await ask<{inOne: number; inEach: number}>(countQuery, {}, [everyAddress])
  return inOne + languages * inEach
}

const standingQuery = defineQuery(`{${standing}}`)

export const getStandingAddresses = async (): Promise<StandingAddresses> =>
  offered(await ask<AnsweredAddresses>(standingQuery, {}, [addressesIn('pages')]))

/** The articles of a year in these languages: what its part holds, and what is counted of it. */
const published = `${findable} && publishedAt >= $from && coalesce(language, "en") in $codes`
const publishedBefore = `${published} && publishedAt < $end`
const yearTags = (year: string): string[] => [addressesIn(year), addressesInYears]

export interface YearSummary {
  count: number
  /** The latest of these dates in it that are not ahead of when it was written. */
  publishedAt: string | null
  updatedAt: string | null
}

const summaryOf = (inYear: string) => `{
  "count": count(*[${inYear}]),
  "publishedAt": *[${inYear} && publishedAt <= _updatedAt] | order(publishedAt desc, _id asc)[0].publishedAt,
  "updatedAt": *[${inYear} && defined(updatedAt) && updatedAt <= _updatedAt] | order(updatedAt desc, _id asc)[0].updatedAt
}`

const summaryQuery = defineQuery(summaryOf(publishedBefore))
const lastSummaryQuery = defineQuery(summaryOf(published))

/** What a list of sitemaps says of a year, without a look at its addresses. */
export const summaryOfYear = (year: string, codes: LanguageCode[]): Promise<YearSummary> => {
  const dates = datesOf(year)
  const query = dates.end ? summaryQuery : lastSummaryQuery
  return ask<YearSummary>(query, {...dates, codes}, yearTags(year))
}

/** Oldest first: what is new comes last, and leaves what stands before it where it is. */
const partOf = (inYear: string) =>
  `*[${inYear}] | order(publishedAt asc, _id asc)[$first...$last]${dated}`

const yearQuery = defineQuery(partOf(publishedBefore))
const lastYearQuery = defineQuery(partOf(published))

/** The articles that were published in a year, as their dates are written, from one to before another. */
export const getAddressesOfYear = async (
  year: string,
  codes: LanguageCode[],
  [first, last]: [first: number, last: number],
): Promise<DatedAddress[]> => {
  const dates = datesOf(year)
  const query = dates.end ? yearQuery : lastYearQuery
  const params = {...dates, codes, first, last}
  return (await ask<DatedAddress[]>(query, params, yearTags(year))).filter(isOffered)
}

const spanQuery = defineQuery(`{
  "first": *[${findable} && publishedAt >= $second && publishedAt < $last] | order(publishedAt asc, _id asc)[0].publishedAt,
  "last": *[${findable} && publishedAt >= $second && publishedAt < $last] | order(publishedAt desc, _id asc)[0].publishedAt
}`)

/** The years in which something may have been published. The first and the last of all have what is no year as well. */
export async function getYears(): Promise<string[]> {
  const ends = {second: years[1], last: years.at(-1)}
  const span = await ask<Record<'first' | 'last', string | null>>(spanQuery, ends, [everyAddress])
  const [from, to] = [span.first, span.last].map((date) => date && years.indexOf(yearOf(date)))
  const between = from && to ? years.slice(from, to + 1) : []
  return [...years.slice(0, 1), ...between, ...years.slice(-1)]
}

function offered({pages, authors, topics, inFrench}: AnsweredAddresses): StandingAddresses {
  const french = new Set(inFrench)
  const everywhere = (some: {_id: string; slug: string}[]) =>
    some.filter(isOffered).map(({_id, slug}) => ({slug, isInFrench: french.has(_id)}))
  return {
    pages: pages.filter(isOffered),
    authors: everywhere(authors),
    topics: everywhere(topics),
  }
}

/** What is defined may still be no text, or in a language that is not offered here. */
const isOffered = ({slug, language = null}: {slug: string | null; language?: string | null}) =>
  Boolean(slug) && isSiteLanguage(language)
