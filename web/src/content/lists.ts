/**
 * The lists that pages show, as cache tags. A page that shows a list carries its tag; the webhook clears it when a document
 * enters, leaves or changes what the list shows of it (title, slug, standfirst, hero image, authors, topics, dates).
 *
 * They are named by id, not by slug: an article knows the ids of its authors and topics, before and after a change.
 */
import {listTag} from './tags.ts'

/** Every article, newest first: the front page and the archive. */
export const allArticles = listTag('articles')

/** The articles of one topic: its page, and “related” and “next” on each of its articles. */
export const articlesOfTopic = (id: string): string => listTag(`topic:${id}`)

/** The articles of one author: the author's page. */
export const articlesOfAuthor = (id: string): string => listTag(`author:${id}`)

/**
 * The same lists with whole texts, as feeds hold them; the first also stands for the sitemap. A corrected typo clears these
 * and leaves the lists above alone.
 */
export const wholeArticles = listTag('whole')
export const wholeArticlesOfTopic = (id: string): string => listTag(`whole-topic:${id}`)
export const wholeArticlesOfAuthor = (id: string): string => listTag(`whole-author:${id}`)

/** Every author, with name, credentials and portrait. */
export const allAuthors = listTag('authors')

/** Every page that the foot of all pages links to. */
export const allPages = listTag('pages')

/** Every topic, with title and description. */
export const allTopics = listTag('topics')
