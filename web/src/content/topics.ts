/** Topics: one by slug, and all of them. */
import {defineQuery} from 'groq'
import {ask} from './client.ts'
import {topicRef} from './fragments.ts'
import {allTopics} from './lists.ts'
import {tagsFor} from './tags.ts'
import type {Topic, TopicRef} from './types.ts'

const topicQuery = defineQuery(
  `*[_type == "topic" && slug.current == $slug][0]{${topicRef}, description}`,
)

/** The topic at `/topics/<slug>`, or `null` when there is none. */
export const getTopic = (slug: string): Promise<Topic | null> =>
  ask(topicQuery, {slug}, tagsFor('topic', slug))

const topicsQuery = defineQuery(
  `*[_type == "topic" && defined(slug.current)] | order(title asc, _id asc)[0...100]{${topicRef}, description}`,
)

/** Their names and addresses, as the front page shows them. */
const topicLinksQuery = defineQuery(
  `*[_type == "topic" && defined(slug.current)] | order(title asc, _id asc)[0...100]{${topicRef}}`,
)

export const getTopicLinks = (): Promise<TopicRef[]> => ask(topicLinksQuery, {}, [allTopics])

export const getTopics = (): Promise<Topic[]> => ask(topicsQuery, {}, [allTopics])
