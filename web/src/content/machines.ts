/** What feeds and the sitemap ask: whole articles, and everything that has an address. */
import {defineQuery} from 'groq'
import type {LanguageCode} from '../addresses.ts'
import {ask} from './client.ts'
import {inLanguage, listed, teaser} from './fragments.ts'
import {
  allAuthors,
  allPages,
  allTopics,
  wholeArticles,
  wholeArticlesOfAuthor,
  wholeArticlesOfTopic,
} from './lists.ts'
import type {FullArticle} from './types.ts'

/** How many articles a feed holds. */
const NEWEST = 20

const findable = `${listed} && seo.noindex != true`

const newest = (scope: string) =>
  `*[${findable} && ${inLanguage}${scope}] | order(publishedAt desc, _id asc)[0...${NEWEST}]{${teaser}, body, updatedAt}`

const siteQuery = defineQuery(newest(''))
const topicQuery = defineQuery(newest(' && references($id)'))
const authorQuery = defineQuery(newest(' && $id in authors[]._ref'))

export const getFeedOfSite = (language: LanguageCode): Promise<FullArticle[]> =>
  ask(siteQuery, {language}, [wholeArticles])

export const getFeedOfTopic = (id: string, language: LanguageCode): Promise<FullArticle[]> =>
  ask(topicQuery, {id, language}, [wholeArticlesOfTopic(id)])

export const getFeedOfAuthor = (id: string, language: LanguageCode): Promise<FullArticle[]> =>
  ask(authorQuery, {id, language}, [wholeArticlesOfAuthor(id)])

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
  "pages": *[_type == "page" && defined(slug.current)] | order(_id asc){"slug": slug.current, language},
  "authors": *[_type == "author" && defined(slug.current)] | order(_id asc){"slug": slug.current},
  "topics": *[_type == "topic" && defined(slug.current)] | order(_id asc){"slug": slug.current}
}`)

export const getSitemapContent = (): Promise<SitemapContent> =>
  ask(sitemapQuery, {}, [wholeArticles, allPages, allAuthors, allTopics])
