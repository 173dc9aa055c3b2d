/**
 * In which languages a topic or an author is offered to readers, though both have a page in every one: in English always, in French as soon
 * as there is an article in French. Only whether there is one is asked, so that the next leaves the page alone that says so.
 */
import {defineQuery} from 'groq'
import type {LanguageCode} from '../addresses.ts'
import {spokenBy, type Site} from '../site.ts'
import {getArticlesOfAuthor, getArticlesOfTopic} from './articles.ts'
import {ask} from './client.ts'
import {listed} from './fragments.ts'
import {frenchOf, partsOfLists} from './lists.ts'

const any = (scope: string) => `count(*[${listed} && language == "fr" && ${scope}][0...1]) > 0`

const ofTopicQuery = defineQuery(any('references($id)'))
const ofAuthorQuery = defineQuery(any('$id in authors[]._ref'))

const kinds = {
  author: {query: ofAuthorQuery, articles: getArticlesOfAuthor},
  topic: {query: ofTopicQuery, articles: getArticlesOfTopic},
}

/** Those in which it is offered; on a page in another, none. */
export async function offeredIn(
  site: Pick<Site, 'settings' | 'words'>,
  kind: keyof typeof kinds,
  id: string,
): Promise<LanguageCode[]> {
  const spoken = spokenBy(site)
  const {query, articles} = kinds[kind]
  // Its own list is on the French page anyway.
  if (site.words.code === 'fr') return (await articles(id, 1, 'fr')).pages > 0 ? spoken : []
  if (!spoken.includes('fr')) return spoken
  const isInFrench = await ask<boolean>(query, {id}, [frenchOf(id), partsOfLists])
  return isInFrench ? spoken : ['en']
}
