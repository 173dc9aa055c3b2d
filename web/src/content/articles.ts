/** Articles: one by its slug, and the lists in which they appear. */
import {defineQuery} from 'groq'
import type {LanguageCode} from '../addresses.ts'
import {articleAt} from './article-question.ts'
import {ask, askOwn} from './client.ts'
import {
  BESIDE,
  REACH,
  inLanguage,
  inTopic,
  link,
  findable,
  first,
  listed,
  newer,
  older,
  place,
  teaser,
  twin,
} from './fragments.ts'
import {
  allArticles,
  feedOfSite,
  articlesOfAuthor,
  articlesOfTopic,
  besideArticle,
  partsOfLists,
  translationsOf,
} from './lists.ts'
import {present} from './present.ts'
import {addressTag} from './tags.ts'
import {translationsOfType, type Translations} from './translations.ts'
import type {ArticleLine, Article, DocumentLink, Teaser, Twin} from './types.ts'

/** The article at `/articles/<slug>`, or `null` when nothing is published there. */
export const getArticle = (slug: string, language: LanguageCode): Promise<Article | null> => {
  const {question, params, tags} = articleAt(slug, language)
  return askOwn<Article>(question, params, tags)
}

const textQuery = defineQuery(
  `*[_type == "article" && slug.current == $slug && ${inLanguage}]${first}{${twin}}`,
)

/** The same article as its author wrote it: its Markdown twin has no use for the rest, and need not follow it. */
export const getText = (slug: string, language: LanguageCode): Promise<Twin | null> =>
  ask(textQuery, {slug, language}, [addressTag('article', slug, language)])

export interface Surroundings extends Translations {
  /** Those before `previous` in the same topic, for want of hand-picked ones; where they are few, those after `next`. */
  nearest: Teaser[]
  previous: DocumentLink | null
  next: DocumentLink | null
}

const surroundings = (scope: string) => `{
  "previous": ${older(scope)}[0]{${place}},
  "older": ${older(scope)}[1...${REACH}]{${teaser}},
  "next": ${newer(scope)}[0]{${place}},
  ${translationsOfType('article')}
}`

const aroundInTopicQuery = defineQuery(surroundings(inTopic))
const aroundQuery = defineQuery(surroundings(''))
const newerInTopicQuery = defineQuery(`${newer(inTopic)}[1...$to]{${teaser}}`)
const newerQuery = defineQuery(`${newer('')}[1...$to]{${teaser}}`)

/** What to read beside an article: within its first topic, so that news elsewhere leaves its page alone. */
export async function getSurroundings(
  article: Article,
  language: LanguageCode,
): Promise<Surroundings> {
  const {_id: id, topics, translations} = article
  const topic = present(topics)[0]?._id // the first that is published: the one that its page names
  const at = {id, publishedAt: article.publishedAt, language, ...(topic ? {topic} : {})}
  const around = await ask<Around>(
    topic ? aroundInTopicQuery : aroundQuery,
    {...at, named: present(translations)},
    [besideArticle(id), translationsOf(id)],
  )
  const nearest = [...around.older]
  const missing = BESIDE - nearest.length
  if (missing > 0) {
    const more = topic ? newerInTopicQuery : newerQuery
    nearest.push(...(await ask<Teaser[]>(more, {...at, to: 1 + missing}, [besideArticle(id)])))
  }
  return {...around, nearest}
}

type Around = Omit<Surroundings, 'nearest'> & {older: Teaser[]}

export const ARTICLES_PER_PAGE = 20

export interface ArticlePage {
  articles: Teaser[]
  total: number
}

const pageQuery = defineQuery(
  `*[${listed} && ${inLanguage}] | order(publishedAt desc, _id asc)[$from...$to]{${teaser}}`,
)

/** A question of its own: the lake looks at every article, once for all pages of the archive. */
const totalQuery = defineQuery(`count(*[${listed} && ${inLanguage}])`)

async function pageOf(
  page: number,
  queries: {page: string; total: string},
  params: {language: LanguageCode; id?: string},
  list: string,
): Promise<ArticlePage> {
  const tags = [list, partsOfLists]
  const from = (page - 1) * ARTICLES_PER_PAGE
  const [articles, total] = await Promise.all([
    ask<Teaser[]>(queries.page, {...params, from, to: from + ARTICLES_PER_PAGE}, tags),
    ask<number>(queries.total, params, tags),
  ])
  return {articles, total}
}

/** One page of the archive; the first is number 1. */
export const getArticlePage = (page: number, language: LanguageCode): Promise<ArticlePage> =>
  pageOf(page, {page: pageQuery, total: totalQuery}, {language}, allArticles(language))

const topicPageQuery = defineQuery(
  `*[${listed} && ${inLanguage} && references($id)] | order(publishedAt desc, _id asc)[$from...$to]{${teaser}}`,
)
const topicTotalQuery = defineQuery(`count(*[${listed} && ${inLanguage} && references($id)])`)

/** The same of what was written on a topic. */
export const getArticlesOfTopic = (
  id: string,
  page: number,
  language: LanguageCode,
): Promise<ArticlePage> =>
  pageOf(
    page,
    {page: topicPageQuery, total: topicTotalQuery},
    {id, language},
    articlesOfTopic(id, language),
  )

const authorPageQuery = defineQuery(
  `*[${listed} && ${inLanguage} && $id in authors[]._ref] | order(publishedAt desc, _id asc)[$from...$to]{${teaser}}`,
)
const authorTotalQuery = defineQuery(
  `count(*[${listed} && ${inLanguage} && $id in authors[]._ref])`,
)

/** And of what somebody wrote. */
export const getArticlesOfAuthor = (
  id: string,
  page: number,
  language: LanguageCode,
): Promise<ArticlePage> =>
  pageOf(
    page,
    {page: authorPageQuery, total: authorTotalQuery},
    {id, language},
    articlesOfAuthor(id, language),
  )

/** An article as a headline in a list: its words and where it leads. */
export type Headline = Pick<Teaser, '_id' | '_rev' | 'title' | 'slug' | 'language'>

const newsQuery = defineQuery(
  `*[${listed} && ${inLanguage} && references($topic)] | order(publishedAt desc, _id asc)[$from...$to]{${link}}`,
)

/** Headlines of one topic there. */
const HEADLINES = 3

/** Topics whose articles the front page names. */
const TOPICS_IN_THE_NEWS = 60

/** How often the front page asks for still older ones, when all that came stand below other topics. */
const FURTHER = 3

/**
 * The newest headlines of each topic that the page does not show yet; a topic without any article has no entry. One question for each: the
 * lake looks it up, where it would read every article to answer them all at once, and what is new in one topic leaves the answers about the
 * others alone.
 *
 * `newest` are the newest of all, and shown: as many of a topic as are among them are its own newest. So the question names a
 * number, which seldom changes, and no article. An article may be on two topics: where the first of them took all that the second
 * would name, the second has the next ones.
 */
export async function getTopicNews(
  topics: {_id: string}[],
  newest: Teaser[],
  language: LanguageCode,
): Promise<Map<string, Headline[]>> {
  const olderOf = (topic: string, from: number) =>
    ask<Headline[]>(newsQuery, {topic, language, from, to: from + HEADLINES}, [
      articlesOfTopic(topic, language),
      partsOfLists,
    ])
  const asked = topics.slice(0, TOPICS_IN_THE_NEWS).map(async ({_id: topic}) => {
    const from = newest.filter((one) => present(one.topics).some(({_id}) => _id === topic)).length
    return {topic, from, first: await olderOf(topic, from)}
  })
  const shown = new Set(newest.map(({_id}) => _id))
  const unseenOf = (some: Headline[]) => some.filter(({_id}) => !shown.has(_id))
  const news = new Map<string, Headline[]>()
  for (const {topic, from, first} of await Promise.all(asked)) {
    let older = first
    for (let step = 1; step <= FURTHER; step++) {
      if (older.length < HEADLINES || unseenOf(older).length > 0) break
      older = await olderOf(topic, from + step * HEADLINES)
    }
    const unseen = unseenOf(older)
    for (const {_id} of unseen) shown.add(_id)
    if (from + first.length > 0) news.set(topic, unseen)
  }
  return news
}

/** What stands beside a topic in the list of all topics. */
export interface TopicSummary {
  newest: Headline[]
  total: number
}

/** The newest headlines of each topic, and how many there are: like its news, one question for each. */
export async function getTopicSummaries(
  topics: {_id: string}[],
  language: LanguageCode,
): Promise<Map<string, TopicSummary>> {
  const summaries = topics.map(async ({_id: id}): Promise<[string, TopicSummary]> => {
    const tags = [articlesOfTopic(id, language), partsOfLists]
    const [newest, total] = await Promise.all([
      ask<Headline[]>(newsQuery, {topic: id, language, from: 0, to: HEADLINES}, tags),
      ask<number>(topicTotalQuery, {id, language}, tags),
    ])
    return [id, {newest, total}]
  })
  return new Map(await Promise.all(summaries))
}

const newestQuery = defineQuery(
  `*[${listed} && ${inLanguage}] | order(publishedAt desc, _id asc)[0...$count]{${teaser}}`,
)

export const getNewestArticles = (count: number, language: LanguageCode): Promise<Teaser[]> =>
  ask(newestQuery, {count, language}, [allArticles(language)])

const nextQuery = defineQuery(
  `count(*[${listed} && ${inLanguage}] | order(publishedAt desc, _id asc)[$from...$to])`,
)

/** Are there articles besides the newest so many? A number, not the next article: what is not shown may change unseen. */
export const areThereMoreThan = async (count: number, language: LanguageCode): Promise<boolean> =>
  (await ask<number>(nextQuery, {from: count, to: count + 1, language}, [
    allArticles(language),
    partsOfLists,
  ])) > 0

const linesQuery = defineQuery(
  `*[${findable} && ${inLanguage}] | order(publishedAt desc, _id asc)[0...$count]{${link}, standfirst}`,
)

/** The newest as the overview for machines lists them. */
export const getNewestLines = (count: number, language: LanguageCode): Promise<ArticleLine[]> =>
  ask(linesQuery, {count, language}, [allArticles(language), feedOfSite(language)])
