/** Articles: one by its slug, and the lists in which they appear. */
import {defineQuery} from 'groq'
import {ask} from './client.ts'
import {author, authorRef, listed, picture, teaser, topicRef} from './fragments.ts'
import {allArticles, articlesOfAuthor, articlesOfTopic} from './lists.ts'
import {tagsFor} from './tags.ts'
import type {Article, Teaser} from './types.ts'

const articleQuery = defineQuery(`*[_type == "article" && slug.current == $slug][0]{
  _id, _rev, title, "slug": slug.current, language, standfirst, heroImage${picture}, body, publishedAt, updatedAt, reviewedAt,
  "authors": authors[]->{${author}},
  "reviewedBy": reviewedBy->{${authorRef}},
  "topics": topics[]->{${topicRef}},
  changeNotes[]{date, note},
  "related": related[]->{${teaser}},
  "callToAction": callToAction->{_id, _rev, heading, text, label, url},
  seo{title, description, image${picture}, noindex}
}`)

/** The article at `/articles/<slug>`, or `null` when nothing is published there. */
export const getArticle = (slug: string): Promise<Article | null> =>
  ask(articleQuery, {slug}, tagsFor('article', slug))

export interface Surroundings {
  /** Newest of the same topic, for want of hand-picked ones. */
  sameTopic: Teaser[]
  previous: Teaser | null
  next: Teaser | null
}

const surroundings = (scope: string) => `{
  "sameTopic": *[${listed}${scope} && _id != $id] | order(publishedAt desc)[0...3]{${teaser}},
  "previous": *[${listed}${scope} && _id != $id && publishedAt < $publishedAt] | order(publishedAt desc)[0]{${teaser}},
  "next": *[${listed}${scope} && _id != $id && publishedAt > $publishedAt] | order(publishedAt asc)[0]{${teaser}}
}`

const aroundInTopicQuery = defineQuery(surroundings(' && references($topic)'))
const aroundQuery = defineQuery(surroundings(''))

/** What to read beside an article: within its first topic, so that news elsewhere leaves its page alone. */
export function getSurroundings(article: Article): Promise<Surroundings> {
  const topic = article.topics?.[0]?._id
  const params = {id: article._id, publishedAt: article.publishedAt ?? ''}
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
  "articles": *[${listed}] | order(publishedAt desc, _id asc)[$from...$to]{${teaser}},
  "total": count(*[${listed}])
}`)

/** One page of the archive; the first is number 1. */
export const getArticlePage = (page: number): Promise<ArticlePage> =>
  ask(pageQuery, {from: (page - 1) * ARTICLES_PER_PAGE, to: page * ARTICLES_PER_PAGE}, [
    allArticles,
  ])

const byReferenceQuery = defineQuery(
  `*[${listed} && references($id)] | order(publishedAt desc, _id asc)[0...100]{${teaser}}`,
)

export const getArticlesOfTopic = (id: string): Promise<Teaser[]> =>
  ask(byReferenceQuery, {id}, [articlesOfTopic(id)])

const byAuthorQuery = defineQuery(
  `*[${listed} && $id in authors[]._ref] | order(publishedAt desc, _id asc)[0...100]{${teaser}}`,
)

export const getArticlesOfAuthor = (id: string): Promise<Teaser[]> =>
  ask(byAuthorQuery, {id}, [articlesOfAuthor(id)])

const newestQuery = defineQuery(
  `*[${listed}] | order(publishedAt desc, _id asc)[0...$count]{${teaser}}`,
)

export const getNewestArticles = (count: number): Promise<Teaser[]> =>
  ask(newestQuery, {count}, [allArticles])
