/** Topics: one by slug, and all of them. They stand in every language, in words of that language where an editor wrote some. */
import {defineQuery} from 'groq'
import type {LanguageCode} from '../addresses.ts'
import {inOrder} from '../language/order.ts'
import {ask} from './client.ts'
import {first, topic, topicRef, visible} from './fragments.ts'
import {allTopics} from './lists.ts'
import {tagsFor} from './tags.ts'
import type {Topic, TopicRef} from './types.ts'

const topicQuery = defineQuery(`*[_type == "topic" && slug.current == $slug]${first}{${topic}}`)

/** The topic at `/topics/<slug>`, or `null` when there is none. */
export const getTopic = (slug: string, language: LanguageCode): Promise<Topic | null> =>
  ask(topicQuery, {slug, language}, tagsFor('topic', slug, language))

/** In no order of words: a new title leaves the list as it is, and is read in the order of the page's own language. */
const all = `*[_type == "topic" && defined(slug.current) && ${visible}] | order(_id asc)[0...100]`

const topicsQuery = defineQuery(`${all}{${topic}}`)

/** Their names and addresses, as the front page shows them. */
const topicLinksQuery = defineQuery(`${all}{${topicRef}}`)

export const getTopicLinks = async (language: LanguageCode): Promise<TopicRef[]> =>
  inOrder(await ask<TopicRef[]>(topicLinksQuery, {language}, [allTopics]), titleOf, language)

const topicsAmongQuery = defineQuery(`*[_type == "topic" && _id in $ids]{${topic}}`)

/** What some of them are about. */
export const getTopicsAmong = async (ids: string[], language: LanguageCode): Promise<Topic[]> =>
  ids.length > 0 ? ask(topicsAmongQuery, {ids, language}, [allTopics]) : []

export const getTopics = async (language: LanguageCode): Promise<Topic[]> =>
  inOrder(await ask<Topic[]>(topicsQuery, {language}, [allTopics]), titleOf, language)

const titleOf = ({title}: TopicRef): string | null => title
