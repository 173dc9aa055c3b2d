/** What feeds ask: whole articles. */
import {defineQuery} from 'groq'
import type {LanguageCode} from '../addresses.ts'
import {ask} from './client.ts'
import {findable, first, inLanguage, wholeText} from './fragments.ts'
import {frenchFields, inFrench} from './french.ts'
import {feedOfAuthor, feedOfSite, feedOfTopic} from './lists.ts'
import {addressTag} from './tags.ts'
import type {WholeText} from './types.ts'

/** How many articles a feed holds. */
const NEWEST = 20

const newest = (scope: string) =>
  `*[${findable} && ${inLanguage}${scope}] | order(publishedAt desc, _id asc)[0...${NEWEST}]{${wholeText}}`

const siteQuery = defineQuery(newest(''))
const topicQuery = defineQuery(newest(' && references($id)'))
const authorQuery = defineQuery(newest(' && $id in authors[]._ref'))

/** Whose feed it is, in a name and a line: a new biography does not make the feed anew. */
export interface Followed {
  _id: string
  title: string | null
  /** A topic's. */
  description?: string | null
  /** An author's. */
  jobTitle?: string | null
}

const topicNameQuery = defineQuery(
  `*[_type == "topic" && slug.current == $slug]${first}{_id, _rev, title, description, ${inFrench(...frenchFields.topic)}}`,
)
const authorNameQuery = defineQuery(
  `*[_type == "author" && slug.current == $slug]${first}{_id, _rev, "title": name, jobTitle, ${inFrench('jobTitle')}}`,
)

export const getFollowedTopic = (slug: string, language: LanguageCode): Promise<Followed | null> =>
  ask(topicNameQuery, {slug, language}, [addressTag('topic', slug, language)])

export const getFollowedAuthor = (slug: string, language: LanguageCode): Promise<Followed | null> =>
  ask(authorNameQuery, {slug, language}, [addressTag('author', slug, language)])

export const getFeedOfSite = (language: LanguageCode): Promise<WholeText[]> =>
  ask(siteQuery, {language}, [feedOfSite(language)])

export const getFeedOfTopic = (id: string, language: LanguageCode): Promise<WholeText[]> =>
  ask(topicQuery, {id, language}, [feedOfTopic(id, language)])

export const getFeedOfAuthor = (id: string, language: LanguageCode): Promise<WholeText[]> =>
  ask(authorQuery, {id, language}, [feedOfAuthor(id, language)])
