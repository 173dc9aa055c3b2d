/** What is new in each topic, as headlines: on the front page, and in the list of all topics. */
import {defineQuery} from 'groq'
import type {LanguageCode} from '../addresses.ts'
import {countArticlesOfTopic} from './articles.ts'
import {ask} from './client.ts'
import {inLanguage, link, listed} from './fragments.ts'
import {articlesOfTopic, partsOfLists} from './lists.ts'
import {present} from './present.ts'
import type {Teaser} from './types.ts'

/** An article as a headline in a list: its words and where it leads. */
export type Headline = Pick<Teaser, '_id' | '_rev' | 'title' | 'slug' | 'language'>

const newsQuery = defineQuery(
  `*[${listed} && ${inLanguage} && references($topic)] | order(publishedAt desc, _id asc)[$from...$to]{${link}}`,
)

/** Headlines of one topic. */
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
      countArticlesOfTopic(id, language),
    ])
    return [id, {newest, total}]
  })
  return new Map(await Promise.all(summaries))
}
