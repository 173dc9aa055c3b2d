/** Articles: one by its slug, and the lists in which they appear. */
import {defineQuery} from 'groq'
import type {LanguageCode} from '../addresses.ts'
import {ask} from './client.ts'
import {author, authorRef, inLanguage, listed, picture, teaser, topicRef} from './fragments.ts'
import {allArticles, articlesOfAuthor, articlesOfTopic} from './lists.ts'
import {tagsFor} from './tags.ts'
import type {Article, Teaser} from './types.ts'

const articleQuery =
  defineQuery(`*[_type == "article" && slug.current == $slug && ${inLanguage}][0]{
  _id, _rev, title, "slug": slug.current, language, standfirst, heroImage${picture}, body, publishedAt, updatedAt, reviewedAt,
  "authors": authors[]->{${author}},
  "reviewedBy": reviewedBy->{${authorRef}},
  "topics": topics[]->{${topicRef}},
  changeNotes[]{date, note},
  "related": related[]->{${teaser}},
  "translations": translations[]->{"slug": slug.current, language},
  "callToAction": callToAction->{_id, _rev, heading, text, label, url},
  seo{title, description, image${picture}, noindex}
}`)

/** The article at `/articles/<slug>`, or `null` when nothing is published there. */
export const getArticle = (slug: string, language: LanguageCode): Promise<Article | null> =>
  ask(articleQuery, {slug, language}, tagsFor('article', slug))

export interface Surroundings {
  /** Newest of the same topic, for want of hand-picked ones. */
  sameTopic: Teaser[]
  previous: Teaser | null
  next: Teaser | null
}

const surroundings = (scope: string) => `{
  "sameTopic": *[${listed} && ${inLanguage}${scope} && _id != $id] | order(publishedAt desc)[0...3]{${teaser}},
  "previous": *[${listed} && ${inLanguage}${scope} && _id != $id && publishedAt < $publishedAt] | order(publishedAt desc)[0]{${teaser}},
  "next": *[${listed} && ${inLanguage}${scope} && _id != $id && publishedAt > $publishedAt] | order(publishedAt asc)[0]{${teaser}}
}`

const aroundInTopicQuery = defineQuery(surroundings(' && references($topic)'))
const aroundQuery = defineQuery(surroundings(''))

/** What to read beside an article: within its first topic, so that news elsewhere leaves its page alone. */
export function getSurroundings(article: Article, language: LanguageCode): Promise<Surroundings> {
  const topic = article.topics?.[0]?._id
  const params = {id: article._id, publishedAt: article.publishedAt ?? '', language}
  return topic
    ? ask(aroundInTopicQuery, {...params, topic}, [articlesOfTopic(topic)])
    : ask(aroundQuery, params, [allArticles])
}

export const ARTICLES_PER_PAGE = 20

export interface ArticlePage {
  articles: Teaser[]
  total: number
}

const pageQuery = defineQuery(`{
  "articles": *[${listed} && ${inLanguage}] | order(publishedAt desc, _id asc)[$from...$to]{${teaser}},
  "total": count(*[${listed} && ${inLanguage}])
}`)

/** One page of the archive; the first is number 1. */
export function getArticlePage(page: number, language: LanguageCode): Promise<ArticlePage> {
  const from = (page - 1) * ARTICLES_PER_PAGE
  return ask(pageQuery, {from, to: from + ARTICLES_PER_PAGE, language}, [allArticles])
}

const byReferenceQuery = defineQuery(
  `*[${listed} && ${inLanguage} && references($id)] | order(publishedAt desc, _id asc)[0...100]{${teaser}}`,
)

export const getArticlesOfTopic = (id: string, language: LanguageCode): Promise<Teaser[]> =>
  ask(byReferenceQuery, {id, language}, [articlesOfTopic(id)])

const byAuthorQuery = defineQuery(
  `*[${listed} && ${inLanguage} && $id in authors[]._ref] | order(publishedAt desc, _id asc)[0...100]{${teaser}}`,
)

export const getArticlesOfAuthor = (id: string, language: LanguageCode): Promise<Teaser[]> =>
  ask(byAuthorQuery, {id, language}, [articlesOfAuthor(id)])

const newestQuery = defineQuery(
  `*[${listed} && ${inLanguage}] | order(publishedAt desc, _id asc)[0...$count]{${teaser}}`,
)

export const getNewestArticles = (count: number, language: LanguageCode): Promise<Teaser[]> =>
  ask(newestQuery, {count, language}, [allArticles])
