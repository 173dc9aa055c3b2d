/**
 * What a sitemap asks: everything that has an address and may be found. Of a large site part by part: the articles of each year, and all
 * that is no article.
 */
import {defineQuery} from 'groq'
import {isSiteLanguage} from '../addresses.ts'
import {ask} from './client.ts'
import {findable, written} from './fragments.ts'
import {addressesIn, everyAddress} from './lists.ts'

interface Addressed {
  slug: string
  language: string | null
}

export interface DatedAddress extends Addressed {
  publishedAt: string
  updatedAt: string | null
}

/** What is no article, and changes seldom. */
export interface StandingAddresses {
  pages: Addressed[]
  authors: {slug: string}[]
  topics: {slug: string}[]
}

export interface SitemapContent extends StandingAddresses {
  articles: DatedAddress[]
}

const pages = `*[_type == "page" && defined(slug.current) && ${written}]`
const authors = `*[_type == "author" && defined(slug.current)]`
const topics = `*[_type == "topic" && defined(slug.current)]`

const standing = `
  "pages": ${pages} | order(_id asc){"slug": slug.current, language},
  "authors": ${authors} | order(_id asc){"slug": slug.current},
  "topics": ${topics} | order(_id asc){"slug": slug.current}
`
const dated = `{"slug": slug.current, language, publishedAt, updatedAt}`

const allQuery = defineQuery(
  `{"articles": *[${findable}] | order(publishedAt desc, _id asc)${dated}, ${standing}}`,
)

export const getSitemapContent = async (): Promise<SitemapContent> => {
  const all = await ask<SitemapContent>(allQuery, {}, [everyAddress])
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
  offered(await ask<StandingAddresses>(standingQuery, {}, [addressesIn('pages')]))

/** Oldest first: what is new comes last, and leaves what stands before it where it is. */
const yearQuery = defineQuery(
  `*[${findable} && publishedAt >= $year && publishedAt < $end] | order(publishedAt asc, _id asc)${dated}`,
)

/** The articles that were published in a year, as their dates are written. */
export const getAddressesOfYear = async (year: string): Promise<DatedAddress[]> => {
  const params = {year, end: String(Number(year) + 1).padStart(4, '0')}
  return (await ask<DatedAddress[]>(yearQuery, params, [addressesIn(year)])).filter(isOffered)
}

/** Dates alone: a text that sorts before or after all years is none. */
const isDated = `publishedAt >= "0" && publishedAt < ":"`
const spanQuery = defineQuery(`{
  "first": *[${findable} && ${isDated}] | order(publishedAt asc, _id asc)[0].publishedAt,
  "last": *[${findable} && ${isDated}] | order(publishedAt desc, _id asc)[0].publishedAt
}`)

/** The years in which something may have been published. */
export async function getYears(): Promise<string[]> {
  const {first, last} = await ask<Record<'first' | 'last', string | null>>(spanQuery, {}, [
    everyAddress,
  ])
  const [from, to] = [first, last].map((date) => /^\d{4}(?=-)/.exec(date ?? '')?.[0])
  if (!from || !to) return []
  return Array.from({length: Number(to) - Number(from) + 1}, (_, i) =>
    String(Number(from) + i).padStart(4, '0'),
  )
}

const offered = ({pages, authors, topics}: StandingAddresses): StandingAddresses => ({
  pages: pages.filter(isOffered),
  authors: authors.filter(isOffered),
  topics: topics.filter(isOffered),
})

/** What is defined may still be no text, or in a language that is not offered here. */
const isOffered = ({slug, language = null}: {slug: string | null; language?: string | null}) =>
  Boolean(slug) && isSiteLanguage(language)
