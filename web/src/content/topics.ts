/** Topics: one by slug, and all of them. They are in no language: one answer serves all, typeset for each. */
import {defineQuery} from 'groq'
import type {LanguageCode} from '../addresses.ts'
import {ask} from './client.ts'
import {first, topicRef} from './fragments.ts'
import {allTopics} from './lists.ts'
import {tagsFor} from './tags.ts'
import type {Topic, TopicRef} from './types.ts'
import {typeset} from './typeset.ts'

const topicQuery = defineQuery(
  `*[_type == "topic" && slug.current == $slug]${first}{${topicRef}, description}`,
)

/** The topic at `/topics/<slug>`, or `null` when there is none. */
export const getTopic = async (slug: string, language: LanguageCode): Promise<Topic | null> =>
  typeset(await ask<Topic | null>(topicQuery, {slug}, tagsFor('topic', slug)), language)

const topicsQuery = defineQuery(
  `*[_type == "topic" && defined(slug.current)] | order(title asc, _id asc)[0...100]{${topicRef}, description}`,
)

/** Their names and addresses, as the front page shows them. */
const topicLinksQuery = defineQuery(
  `*[_type == "topic" && defined(slug.current)] | order(title asc, _id asc)[0...100]{${topicRef}}`,
)

export const getTopicLinks = async (language: LanguageCode): Promise<TopicRef[]> =>
  typeset(await ask<TopicRef[]>(topicLinksQuery, {}, [allTopics]), language)

const topicsAmongQuery = defineQuery(`*[_type == "topic" && _id in $ids]{${topicRef}, description}`)

/** What some of them are about. */
export const getTopicsAmong = async (ids: string[], language: LanguageCode): Promise<Topic[]> =>
  ids.length > 0 ? typeset(await ask<Topic[]>(topicsAmongQuery, {ids}, [allTopics]), language) : []

export const getTopics = async (language: LanguageCode): Promise<Topic[]> =>
  typeset(await ask<Topic[]>(topicsQuery, {}, [allTopics]), language)
