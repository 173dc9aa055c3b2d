/**
 * The table: from a changed document to the tags that it makes stale and the addresses that are its own.
 *
 * It states which pages show which fields, and is the counterpart of the queries in `content/`: a field that a query
 * starts to fetch belongs in here. A field that is not named in a row concerns the document's own page alone, which is
 * what keeps a corrected typo local. Pure, so that it can be tested against random content.
 */
import {articlePath, authorPath, isPageSlug, pagePath, topicPath} from '../addresses.ts'
import {
  allArticles,
  allAuthors,
  allPages,
  allTopics,
  articlesOfAuthor,
  articlesOfTopic,
} from '../content/lists.ts'
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

/** What a list shows of an article, and what decides whether and where it is listed. */
const teaserFields: WatchedField[] = [
  'authors',
  'heroImage',
  'language',
  'publishedAt',
  'slug',
  'standfirst',
  'title',
  'topics',
]

/** What the line under a title shows of an author, in lists too. */
const bylineFields: WatchedField[] = ['credentials', 'name', 'slug']

/** What a link to a topic shows. */
const topicLinkFields: WatchedField[] = ['slug', 'title']

/** What the foot of every page shows of a page. */
const pageLinkFields: WatchedField[] = ['language', 'slug', 'title']

/** The fields of which other documents' pages show something. For the rest no neighbour needs to be known. */
const shownElsewhere: Record<WatchedType, WatchedField[] | 'all'> = {
  article: teaserFields,
  author: 'all',
  callToAction: 'all',
  page: [],
  redirect: [],
  siteSettings: [],
  topic: topicLinkFields,
}

/** Which documents around the changed one have to be known before the table can be read. */
export function neighboursNeeded(change: Change): {direct: boolean; behind: boolean} {
  const fields = shownElsewhere[change.type]
  const direct = fields === 'all' || touches(change, fields)
  const inTeasers =
    (change.type === 'author' && touches(change, bylineFields)) ||
    (change.type === 'topic' && touches(change, topicLinkFields))
  return {direct, behind: direct && inTeasers}
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
  article: (change, {direct}) => {
    if (!touches(change, teaserFields)) return []
    return [...pageTags(direct), ...listsOf(states(change))]
  },
  author: (change, {direct, behind}) => [
    ...pageTags(direct),
    allAuthors,
    ...(touches(change, bylineFields) ? [...listsOf(articlesIn(direct)), ...pageTags(behind)] : []),
  ],
  topic: (change, {direct, behind}) => [
    allTopics,
    ...(touches(change, topicLinkFields)
      ? [
          ...pageTags(direct),
          ...(direct.some(({type}) => type === 'author') ? [allAuthors] : []),
          ...listsOf(articlesIn(direct)),
          ...pageTags(behind),
        ]
      : []),
  ],
  callToAction: (_change, {direct}) => pageTags(direct),
  siteSettings: () => [settingsTag],
  page: (change) => (touches(change, pageLinkFields) ? [allPages] : []),
  redirect: () => [],
}

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
