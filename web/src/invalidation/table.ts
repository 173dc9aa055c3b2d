/**
 * The table: from a changed document to the tags that it makes stale and the addresses that are its own.
 *
 * It states which fields each shape of a document shows, and is the counterpart of the queries in `content/`: a field that
 * a query starts to fetch belongs in here. A field that is not named in a row concerns the document's own page alone, which
 * is what keeps a corrected typo local. Where a document is shown already, its pages say so themselves (`content/shown.ts`);
 * lists are cleared when one enters, leaves or moves in them, and whoever refers to it when it appears. Pure, so that it
 * can be tested against random content.
 */
import {articlePath, authorPath, isPageSlug, pagePath, topicPath} from '../addresses.ts'
import {
  allArticles,
  allAuthors,
  allPages,
  allTopics,
  articlesOfAuthor,
  articlesOfTopic,
  wholeArticles,
  wholeArticlesOfAuthor,
  wholeArticlesOfTopic,
} from '../content/lists.ts'
import {shownTag} from '../content/shown.ts'
import {settingsTag, slugTag} from '../content/tags.ts'
import type {Change, DocumentState, WatchedField, WatchedType} from './change.ts'

/** A document that refers to the changed one, and so may show it. */
export interface Dependent {
  type: string
  slug: string | null
  id: string
  authors: string[]
  topics: string[]
}

export interface Neighbours {
  /** Documents that refer to the changed one. */
  direct: Dependent[]
  /** Articles that recommend one of those. */
  behind: Dependent[]
}

export interface Effect {
  tags: string[]
  /** The document's own addresses, before and after: what an editor looks at first. */
  paths: string[]
}

/** What a card shows of an article. */
const cardFields: WatchedField[] = [
  'authors',
  'heroImage',
  'language',
  'publishedAt',
  'slug',
  'standfirst',
  'title',
  'topics',
]

/** What decides whether an article is listed, and where among all others. */
const orderFields: WatchedField[] = ['language', 'publishedAt']

/** What the line under a title shows of an author, on cards too. */
const bylineFields: WatchedField[] = ['credentials', 'name', 'slug']

/** What a link to a topic shows. */
const topicLinkFields: WatchedField[] = ['slug', 'title']

/** What the foot of every page shows of a page. */
const pageLinkFields: WatchedField[] = ['language', 'slug', 'title']

const referredTo: readonly WatchedType[] = ['article', 'author', 'callToAction', 'topic']

/**
 * Which documents around the changed one have to be known before the table can be read. Only one that appears: where it was
 * referred to, nothing was shown, so no page could say that it shows it.
 */
export function neighboursNeeded(change: Change): {direct: boolean; behind: boolean} {
  const direct = change.before === null && referredTo.includes(change.type)
  return {direct, behind: direct && (change.type === 'author' || change.type === 'topic')}
}

export function effectOf(change: Change, neighbours: Neighbours): Effect {
  const tags = new Set<string>(ownTags(change))
  for (const tag of elsewhere[change.type](change, neighbours)) tags.add(tag)
  return {
    tags: [...tags],
    paths: [...new Set(states(change).flatMap((state) => pathsOf(change.type, state)))],
  }
}

const elsewhere: Record<WatchedType, (change: Change, neighbours: Neighbours) => string[]> = {
  article: (change, {direct}) => [
    ...(touches(change, cardFields) ? [shownTag(change.id, 'card')] : []),
    ...listsEntered(change),
    ...wholeListsOf(states(change)),
    ...pageTags(direct),
  ],
  author: (change, {direct, behind}) => [
    shownTag(change.id, 'full'),
    ...(touches(change, bylineFields) ? [shownTag(change.id, 'link')] : []),
    ...(isListedAnew(change, ['name']) ? [allAuthors] : []),
    ...pageTags(direct),
    ...listsOf(articlesIn(direct)),
    ...wholeListsOf(articlesIn(direct)),
    ...pageTags(behind),
  ],
  topic: (change, {direct, behind}) => [
    shownTag(change.id, 'full'),
    ...(touches(change, topicLinkFields) ? [shownTag(change.id, 'link')] : []),
    ...(isListedAnew(change, ['title']) ? [allTopics] : []),
    ...pageTags(direct),
    ...direct.flatMap(({type, id}) => (type === 'author' ? [shownTag(id, 'full')] : [])),
    ...listsOf(articlesIn(direct)),
    ...wholeListsOf(articlesIn(direct)),
    ...pageTags(behind),
  ],
  callToAction: (change, {direct}) => [shownTag(change.id, 'full'), ...pageTags(direct)],
  siteSettings: () => [settingsTag],
  page: (change) => (touches(change, pageLinkFields) ? [allPages] : []),
  redirect: () => [],
}

/** Does the document enter or leave its lists, or move within them? */
const isListedAnew = (change: Change, order: WatchedField[]): boolean =>
  change.before?.slug == null || change.after?.slug == null || touches(change, order)

/** Lists in which the article is now and was not, was and is not, or has another place. */
function listsEntered(change: Change): string[] {
  if (isListedAnew(change, orderFields)) return listsOf(states(change))
  const [after, before] = [change.after, change.before]
  return [
    ...differing(before?.authors, after?.authors).map(articlesOfAuthor),
    ...differing(before?.topics, after?.topics).map(articlesOfTopic),
  ]
}

const differing = (some: string[] = [], others: string[] = []): string[] => [
  ...some.filter((one) => !others.includes(one)),
  ...others.filter((one) => !some.includes(one)),
]

const ownTags = (change: Change): string[] =>
  states(change).flatMap(({slug, from}) => {
    if (change.type === 'redirect') return from ? [slugTag('redirect', from)] : []
    return slug ? [slugTag(change.type, slug)] : []
  })

/** The pages of these documents. */
const pageTags = (documents: Dependent[]): string[] =>
  documents.flatMap(({type, slug}) => (slug ? [slugTag(type, slug)] : []))

/** Every list in which an article with these authors and topics appears. */
function listsOf(articles: Pick<Dependent, 'authors' | 'topics'>[]): string[] {
  if (articles.length === 0) return []
  return [
    allArticles,
    ...articles.flatMap(({authors, topics}) => [
      ...authors.map(articlesOfAuthor),
      ...topics.map(articlesOfTopic),
    ]),
  ]
}

/** Every feed in which an article with these authors and topics appears, and the sitemap. */
function wholeListsOf(articles: Pick<Dependent, 'authors' | 'topics'>[]): string[] {
  if (articles.length === 0) return []
  return [
    wholeArticles,
    ...articles.flatMap(({authors, topics}) => [
      ...authors.map(wholeArticlesOfAuthor),
      ...topics.map(wholeArticlesOfTopic),
    ]),
  ]
}

const articlesIn = (documents: Dependent[]): Dependent[] =>
  documents.filter(({type}) => type === 'article')

/** What the document is and what it was. */
const states = ({before, after}: Change): DocumentState[] =>
  [after, before].filter((state) => state !== null)

const touches = ({changed}: Change, fields: WatchedField[]): boolean =>
  changed === 'all' || fields.some((field) => changed.has(field))

/** Where a document of this type has its page. The new address first. */
export function pathsOf(type: WatchedType, {slug, from, language}: DocumentState): string[] {
  if (type === 'redirect') return from?.startsWith('/') ? [from] : []
  if (!slug) return []
  const known = slug.toWellFormed()
  if (type === 'article') return [articlePath({slug: known, language})]
  if (type === 'author') return [authorPath(known, 'en')]
  if (type === 'topic') return [topicPath(known, 'en')]
  return type === 'page' && isPageSlug(slug) ? [pagePath({slug: known, language})] : []
}
