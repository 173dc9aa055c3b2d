/**
 * The lists that pages show, as cache tags. A page that shows a list carries its tag; the webhook clears it when a document
 * enters, leaves or moves in it. What the list shows of a document is the matter of that document's own tags (`shown.ts`).
 *
 * They are named by id, not by slug: an article knows the ids of its authors and topics, before and after a change.
 */
import type {LanguageCode} from '../addresses.ts'
import {isOfAddress, listTag, settingsTag} from './tags.ts'

/** A list of articles exists once for each language: what enters the English one leaves the French one alone. */
type List = (code: LanguageCode) => string
type ListOf = (id: string, code: LanguageCode) => string

/** Every article, newest first: the front page and the archive. */
export const allArticles: List = (code) => listTag(`articles:${code}`)

/** The articles of one topic: its page, and its news on the front page. */
export const articlesOfTopic: ListOf = (id, code) => listTag(`topic:${code}:${id}`)

/** The articles of one author: the author's page. */
export const articlesOfAuthor: ListOf = (id, code) => listTag(`author:${code}:${id}`)

/** Whatever shows a part of one of these three, for a change of which nobody tells in which of them the article was. */
export const partsOfLists = listTag('parts-of-lists')

/**
 * The articles beside this one, in its first topic or else among all: “related”, “previous” and “next” on its page. Not the list
 * in which they stand: what enters that concerns the pages beside it, and not thousands of others.
 */
export const besideArticle = (id: string): string => listTag(`beside:${id}`)

/** Whether there is anything in French of this topic or by this author. */
export const frenchOf = (id: string): string => listTag(`in-french:${id}`)

/** The articles, or the pages, that name this one as the same in another language. */
export const translationsOf = (id: string): string => listTag(`translations:${id}`)

/** The same lists as feeds hold them: without articles that must not be found, and a text that changed counts. */
export const feedOfSite: List = (code) => listTag(`feed:${code}`)
export const feedOfTopic: ListOf = (id, code) => listTag(`feed-topic:${code}:${id}`)
export const feedOfAuthor: ListOf = (id, code) => listTag(`feed-author:${code}:${id}`)

/** Every address that may be found, with the dates that articles show. */
export const everyAddress = listTag('addresses')

/** Those of one part of a large sitemap: of the articles of a year, or of `pages`, which are all others. */
export const addressesIn = (part: string): string => listTag(`addresses:${part}`)

/** Those of every year, for a change of which nobody tells in which year the article was. */
export const addressesInYears = listTag('addresses-in-years')

/** Is it the tag of the sitemap, or of a part of it? */
export const isOfAddresses = (tag: string): boolean => tag.startsWith(everyAddress)

/** Every author, with name, credentials and portrait. */
export const allAuthors = listTag('authors')

/** Every page that the foot of all pages links to. */
export const allPages: List = (code) => listTag(`pages:${code}`)

/** Every topic, with title and description. */
export const allTopics = listTag('topics')

/**
 * Is a question with this tag about few documents, however many there are: one at its address, those beside it? The lake looks these up;
 * to make or count a list it may read them all.
 */
export const isTagOfFew = (tag: string): boolean =>
  isOfAddress(tag) || tag === settingsTag || ofFew.some((list) => tag.startsWith(list))

const ofFew = [besideArticle(''), frenchOf(''), translationsOf('')]
