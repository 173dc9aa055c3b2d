/** Articles: one by its slug, and the lists in which they appear. */
import {defineQuery} from 'groq'
import type {LanguageCode} from '../addresses.ts'
import {dayOf} from '../language/dates.ts'
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

/**
 * The same article as its author wrote it: its Markdown twin has no use for the rest, and need not follow it. Of its date it says the day, which
 * depends on the time zone.
 */
export const getText = (
  slug: string,
  language: LanguageCode,
  zone: string | null,
): Promise<Twin | null> =>
  ask<Twin | null>(
    textQuery,
    {slug, language},
    [addressTag('article', slug, language)],
    (twin) => twin && {...twin, publishedAt: dayOf(twin.publishedAt, zone)},
  )

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
/** The neighbour is left out, and asked for so that its going is heard of: then another one is. */
const beyond = (scope: string) => `{
  "next": ${newer(scope)}[0]{${place}},
  "more": ${newer(scope)}[1...$to]{${teaser}}
}`
const newerInTopicQuery = defineQuery(beyond(inTopic))
const newerQuery = defineQuery(beyond(''))

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
    withoutPlaces,
  )
  const nearest = [...around.older]
  const missing = BESIDE - nearest.length
  if (missing > 0) {
    const {more} = await ask<Beyond>(
      topic ? newerInTopicQuery : newerQuery,
      {...at, to: 1 + missing},
      [besideArticle(id)],
      moreAlone,
    )
    nearest.push(...more)
  }
  return {...around, nearest}
}

type Around = Omit<Surroundings, 'nearest'> & {older: Teaser[]}

interface Beyond {
  next: DocumentLink | null
  more: Teaser[]
}

const moreAlone = ({more}: Beyond) => more

/** Where its neighbours stand is asked for so that it hears when they move; the page does not say it. */
const withoutPlaces = (around: Around) => {
  const link = (neighbour: object | null) => ({...neighbour, publishedAt: null, topics: null})
  return {...around, previous: link(around.previous), next: link(around.next)}
}

export const ARTICLES_PER_PAGE = 20

export interface ArticlePage {
  articles: Teaser[]
  /** How many there are of such pages. */
  pages: number
}

interface CountedPage extends ArticlePage {
  /** Articles on all of them. */
  total: number
}

const pageQuery = defineQuery(
  `*[${listed} && ${inLanguage}] | order(publishedAt desc, _id asc)[$from...$to]{${teaser}}`,
)

/** A question of its own: the lake looks at every article, once for all pages of the archive. */
const totalQuery = defineQuery(`count(*[${listed} && ${inLanguage}])`)

const pagesIn = (total: number): number => Math.ceil(total / ARTICLES_PER_PAGE)

interface ListQuestions {
  page: string
  total: string
  /** What is shown of the total, if not the number itself. */
  shows?: typeof pagesIn
}

const asPage = (articles: Teaser[], total: number): CountedPage => ({
  articles,
  total,
  pages: pagesIn(total),
})

/** Whoever makes up numbers has no list sorted for each: after the first page the slice is asked for when the total says that it is there. */
async function pageOf(
  page: number,
  queries: ListQuestions,
  params: {language: LanguageCode; id?: string},
  list: string,
): Promise<CountedPage> {
  const tags = [list, partsOfLists]
  const from = (page - 1) * ARTICLES_PER_PAGE
  const counted = ask<number>(queries.total, params, tags, queries.shows)
  if (page > 1 && (await counted) <= from) return asPage([], await counted)
  const [articles, total] = await Promise.all([
    ask<Teaser[]>(queries.page, {...params, from, to: from + ARTICLES_PER_PAGE}, tags),
    counted,
  ])
  return asPage(articles, total)
}

/** One page of the archive; the first is number 1. */
export const getArticlePage = (page: number, language: LanguageCode): Promise<CountedPage> =>
  pageOf(page, {page: pageQuery, total: totalQuery}, {language}, allArticles(language))

const topicPageQuery = defineQuery(
  `*[${listed} && ${inLanguage} && references($id)] | order(publishedAt desc, _id asc)[$from...$to]{${teaser}}`,
)
const topicTotalQuery = defineQuery(`count(*[${listed} && ${inLanguage} && references($id)])`)

/** The same of what was written on a topic; how many pages there are is said, and not how many articles. */
export const getArticlesOfTopic = (
  id: string,
  page: number,
  language: LanguageCode,
): Promise<ArticlePage> =>
  pageOf(
    page,
    {page: topicPageQuery, total: topicTotalQuery, shows: pagesIn},
    {id, language},
    articlesOfTopic(id, language),
  )

/** How many there are on a topic: one answer for its page and for the list of all topics. */
export const countArticlesOfTopic = (id: string, language: LanguageCode): Promise<number> =>
  ask(topicTotalQuery, {id, language}, [articlesOfTopic(id, language), partsOfLists])

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
    {page: authorPageQuery, total: authorTotalQuery, shows: pagesIn},
    {id, language},
    articlesOfAuthor(id, language),
  )

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
