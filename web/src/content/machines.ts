/** What feeds and the sitemap ask: whole articles, and everything that has an address. */
import {defineQuery} from 'groq'
import {isSiteLanguage, type LanguageCode} from '../addresses.ts'
import {ask} from './client.ts'
import {inLanguage, listed, wholeText, written} from './fragments.ts'
import {everyAddress, feedOfAuthor, feedOfSite, feedOfTopic} from './lists.ts'
import {addressTag} from './tags.ts'
import type {WholeText} from './types.ts'

/** How many articles a feed holds. */
const NEWEST = 20

const findable = `${listed} && seo.noindex != true`

const newest = (scope: string) =>
  `*[${findable} && ${inLanguage}${scope}] | order(publishedAt desc, _id asc)[0...${NEWEST}]{${wholeText}}`

const siteQuery = defineQuery(newest(''))
const topicQuery = defineQuery(newest(' && references($id)'))
const authorQuery = defineQuery(newest(' && $id in authors[]._ref'))

/** Whose feed it is: no more than its title, so that a new biography does not make the feed anew. */
export interface Followed {
  _id: string
  title: string | null
}

const topicNameQuery = defineQuery(
  `*[_type == "topic" && slug.current == $slug][0]{_id, _rev, title}`,
)
const authorNameQuery = defineQuery(
  `*[_type == "author" && slug.current == $slug][0]{_id, _rev, "title": name}`,
)

export const getFollowedTopic = (slug: string): Promise<Followed | null> =>
  ask(topicNameQuery, {slug}, [addressTag('topic', slug)])

export const getFollowedAuthor = (slug: string): Promise<Followed | null> =>
  ask(authorNameQuery, {slug}, [addressTag('author', slug)])

export const getFeedOfSite = (language: LanguageCode): Promise<WholeText[]> =>
  ask(siteQuery, {language}, [feedOfSite(language)])

export const getFeedOfTopic = (id: string, language: LanguageCode): Promise<WholeText[]> =>
  ask(topicQuery, {id, language}, [feedOfTopic(id, language)])

export const getFeedOfAuthor = (id: string, language: LanguageCode): Promise<WholeText[]> =>
  ask(authorQuery, {id, language}, [feedOfAuthor(id, language)])

export interface SitemapContent {
  articles: {
    slug: string
    language: string | null
    publishedAt: string
    updatedAt: string | null
  }[]
  pages: {slug: string; language: string | null}[]
  authors: {slug: string}[]
  topics: {slug: string}[]
}

const sitemapQuery = defineQuery(`{
  "articles": *[${findable}] | order(publishedAt desc, _id asc){"slug": slug.current, language, publishedAt, updatedAt},
  "pages": *[_type == "page" && defined(slug.current) && ${written}] | order(_id asc){"slug": slug.current, language},
  "authors": *[_type == "author" && defined(slug.current)] | order(_id asc){"slug": slug.current},
  "topics": *[_type == "topic" && defined(slug.current)] | order(_id asc){"slug": slug.current}
}`)

export async function getSitemapContent(): Promise<SitemapContent> {
  const all = await ask<SitemapContent>(sitemapQuery, {}, [everyAddress])
  return {
    articles: all.articles.filter(isAddressed),
    pages: all.pages.filter(isAddressed),
    authors: all.authors.filter(isAddressed),
    topics: all.topics.filter(isAddressed),
  }
}

/** What is defined may still be no text, or in a language that is not offered here. */
const isAddressed = ({slug, language = null}: {slug: string | null; language?: string | null}) =>
  Boolean(slug) && isSiteLanguage(language)
