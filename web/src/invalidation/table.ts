/**
 * The table: from a changed document to the tags that it makes stale and the addresses that are its own.
 *
 * Where a document is shown already, its pages say so themselves, and how much of it they show (`content/shown.ts`): that is
 * what keeps a corrected typo local. Lists are cleared when a document enters, leaves or moves in them, and whoever refers to it
 * when it appears. Pure, so that it can be tested against random content.
 */
import {
  articlePath,
  authorPath,
  codeOf,
  isPageSlug,
  pagePath,
  topicPath,
  type LanguageCode,
} from '../addresses.ts'
import {
  addressesIn,
  addressesInYears,
  allArticles,
  allAuthors,
  allPages,
  allTopics,
  articlesOfAuthor,
  articlesOfTopic,
  besideArticle,
  everyAddress,
  feedOfAuthor,
  feedOfSite,
  feedOfTopic,
  frenchOf,
  partsOfLists,
  translationsOf,
} from '../content/lists.ts'
import {tagsShowing, type Words} from '../content/shown.ts'
import {tagsReading} from '../content/settings-fields.ts'
import {yearOf} from '../content/sitemap-years.ts'
import {addressTag, settingsId, settingsTag, slugTag} from '../content/tags.ts'
import {sitePath} from '../site-path.ts'
import {
  changedIn,
  codesOf,
  codesSeeing,
  hasLanguage,
  type Change,
  type DocumentState,
  type WatchedField,
  type WatchedType,
} from './change.ts'

/** A document that refers to the changed one, and so may show it. */
export interface Dependent {
  id: string
  type: string
  /** It names the changed one as the same in another language. */
  isTranslated?: boolean
}

export interface Effect {
  tags: string[]
  /** The document's own addresses, before and after: what an editor looks at first. */
  paths: string[]
}

/** By which fields cards, feeds and Markdown twins show that they refer to it. Everything else is shown on the whole page alone. */
const referring: Record<WatchedType, ReadonlySet<WatchedField>> = {
  article: new Set(),
  author: new Set<WatchedField>(['authors', 'reviewedBy']),
  callToAction: new Set(),
  page: new Set(),
  redirect: new Set(),
  siteSettings: new Set(),
  topic: new Set<WatchedField>(['topics']),
}

/** What decides in which list of its language an article stands, and where among all others. */
const orderFields: WatchedField[] = ['language', 'publishedAt']

const referredTo: readonly WatchedType[] = ['article', 'author', 'callToAction', 'page', 'topic']

/**
 * Whether those that refer to the changed document have to be known before the table can be read. Only when it appears: where
 * it was referred to, nothing was shown, so no page could say that it shows it.
 */
export const areDependentsNeeded = ({type, before}: Change): boolean =>
  before === null && referredTo.includes(type)

/**
 * `neighbours`: articles beside which the changed one is now and was not (`neighbours.ts`). `french`: topics and authors that are offered
 * in French from now on, or no more (`first-in-french.ts`).
 */
export function effectOf(
  told: Change,
  dependents: Dependent[],
  neighbours: string[] = [],
  french: string[] = [],
): Effect {
  const change = isOfWriting(told) ? {...told, changed: 'all' as const} : told
  const [seenFirst] = codesSeeing(change)
  const tags = new Set([
    ...ownTags(change),
    ...elsewhere[change.type](change),
    ...tagsOfDependents(change, dependents),
    ...neighbours.map(besideArticle),
    ...french.flatMap((id) => [frenchOf(id), ...addressesBesides]),
  ])
  return {
    tags: [...tags],
    paths: [...new Set(states(change).flatMap((state) => pathsOf(change.type, state, seenFirst)))],
  }
}

/** The tags of what shows the document because it refers to it: all that one concerns which no address and no list shows. */
export const tagsOfShown = (change: Change, dependents: Dependent[]): string[] => [
  ...(hasLanguage(change.type)
    ? tagsShowing(change.id, change.changed)
    : tagsShowingInBoth(change)),
  ...tagsOfDependents(change, dependents),
  ...translationsBetween(change),
]

const tagsOfDependents = ({type: changed}: Change, dependents: Dependent[]): string[] => [
  ...dependents.flatMap(({id, type}) =>
    wordsOf(type).flatMap((words) => tagsShowing(id, referring[changed], words)),
  ),
  ...dependents.flatMap(({id, isTranslated}) => (isTranslated ? [translationsOf(id)] : [])),
]

/** Do lists, feeds or the sitemap say when it was written, in place of a date ahead of that? Then every writing counts. */
const isOfWriting = (change: Change): boolean => states(change).some(({isAhead}) => isAhead)
/** An author who refers to a topic is shown in two languages. */
const wordsOf = (type: string): Words[] =>
  type === 'article' || type === 'page' ? [''] : ['', '.fr']

/** Of what is no article. */
const addressesBesides = [everyAddress, addressesIn('pages')]

const elsewhere: Record<WatchedType, (change: Change) => string[]> = {
  article: (change) => [
    ...tagsShowing(change.id, change.changed),
    ...listsEntered(change),
    ...(change.isFound ? [partsOfLists, ...addressesBesides] : []),
    ...feedsEntered(change),
    ...translationsBetween(change),
    ...(isAddressed(change, ['publishedAt', 'updatedAt']) || isHidden(change)
      ? [everyAddress, ...yearsOf(change)]
      : []),
  ],
  author: (change) => [
    ...tagsShowingInBoth(change),
    ...(isListedAnew(change, ['name']) ? [allAuthors] : []),
    ...(isAddressed(change) ? addressesBesides : []),
  ],
  topic: (change) => [
    ...tagsShowingInBoth(change),
    ...(isListedAnew(change, []) ? [allTopics] : []),
    ...(isAddressed(change) ? addressesBesides : []),
  ],
  callToAction: (change) => tagsShowingInBoth(change),
  siteSettings: (change) =>
    change.id === settingsId
      ? [
          settingsTag,
          ...codesOf(change.type, null).flatMap((code) =>
            tagsReading(changedIn(code, change), code),
          ),
        ]
      : [],
  page: (change) => [
    ...tagsShowing(change.id, change.changed),
    ...translationsBetween(change),
    ...(isListedAnew(change, ['title', 'language']) || isFilled(change)
      ? states(change).map(({language}) => allPages(codeOf(language)))
      : []),
    ...(isAddressed(change) || isFilled(change) ? addressesBesides : []),
  ],
  redirect: () => [],
}

/** Of what stands in every language, in words of that language where it has some. */
const tagsShowingInBoth = (change: Change): string[] =>
  codesSeeing(change).flatMap((code) =>
    tagsShowing(change.id, changedIn(code, change), code === 'fr' ? '.fr' : ''),
  )

const ownTags = (change: Change): string[] =>
  states(change).flatMap(({slug, from, language}) => {
    const {type} = change
    if (type === 'redirect') return from ? [slugTag('redirect', from)] : []
    if (!slug) return []
    const seeing = codesSeeing(change)
    return codesOf(type, language).flatMap((code) => [
      ...(hasLanguage(type) || seeing.includes(code) ? [slugTag(type, slug, code)] : []),
      ...(isAddressed(change) ? [addressTag(type, slug, code)] : []),
    ])
  })

/** Does it come, go or move to another address, or does one of these fields change? */
export const isAddressed = (change: Change, besides: WatchedField[] = []): boolean =>
  isListedAnew(change, ['slug', 'language', ...besides])

/** Does the document enter or leave its lists, or move within them? */
export const isListedAnew = (change: Change, order: WatchedField[]): boolean =>
  change.before?.slug == null || change.after?.slug == null || touches(change, order)

/** Was it hidden from what lists all that may be found, or is it no more? */
const isHidden = ({before, after}: Change): boolean => before?.noindex !== after?.noindex

/** The parts of the sitemap in which it is, and was; of all years when nobody told what it was. */
const yearsOf = (change: Change): string[] => [
  ...states(change).flatMap(({publishedAt}) =>
    publishedAt ? [addressesIn(yearOf(publishedAt))] : [],
  ),
  ...(change.isFound ? [addressesInYears] : []),
]

/** Did it get its first text, or lose all of it? */
const isFilled = ({before, after}: Change): boolean => before?.isWritten !== after?.isWritten

const cardLists = {all: allArticles, ofAuthor: articlesOfAuthor, ofTopic: articlesOfTopic}
const feedLists = {all: feedOfSite, ofAuthor: feedOfAuthor, ofTopic: feedOfTopic}
type Lists = typeof cardLists

/** Lists in which the article is now and was not, was and is not, or has another place. */
const listsEntered = (change: Change): string[] =>
  isListedAnew(change, orderFields) ? listsOf(change, cardLists) : listsBetween(change, cardLists)

const feedsEntered = (change: Change): string[] =>
  isListedAnew(change, orderFields) || isHidden(change)
    ? listsOf(change, feedLists)
    : listsBetween(change, feedLists)

/** Every list in which it is or was. */
const listsOf = (change: Change, {all, ofAuthor, ofTopic}: Lists): string[] =>
  states(change).flatMap(({language, authors, topics}) => {
    const code = codeOf(language)
    return [
      all(code),
      ...authors.map((id) => ofAuthor(id, code)),
      ...topics.map((id) => ofTopic(id, code)),
    ]
  })

/** The lists of authors and topics that it got or lost. */
function listsBetween({before, after}: Change, {ofAuthor, ofTopic}: Lists): string[] {
  const code: LanguageCode = codeOf(after?.language ?? null)
  return [
    ...differing(before?.authors, after?.authors).map((id) => ofAuthor(id, code)),
    ...differing(before?.topics, after?.topics).map((id) => ofTopic(id, code)),
  ]
}

/** Documents that it names as the same in another language, or did: their pages name it in return. */
const translationsBetween = ({before, after}: Change): string[] =>
  differing(before?.translations, after?.translations).map(translationsOf)

const differing = (some: string[] = [], others: string[] = []): string[] => [
  ...some.filter((one) => !others.includes(one)),
  ...others.filter((one) => !some.includes(one)),
]

/** What the document is and what it was. */
const states = ({before, after}: Change): DocumentState[] =>
  [after, before].filter((state) => state !== null)

const touches = ({changed}: Change, fields: WatchedField[]): boolean =>
  changed === 'all' || fields.some((field) => changed.has(field))

/** Where a document of this type has its page; of what stands in every language, the page in this one. */
export function pathsOf(
  type: WatchedType,
  {slug, from, language}: Pick<DocumentState, 'slug' | 'from' | 'language'>,
  code: LanguageCode = 'en',
): string[] {
  if (type === 'redirect') {
    const path = from ? sitePath(from)?.path : undefined
    return path ? [path] : []
  }
  if (!slug || /^\.+$/.test(slug)) return [] // no address can end in dots alone
  const known = slug.toWellFormed()
  if (type === 'article') return [articlePath({slug: known, language})]
  if (type === 'author') return [authorPath(known, code)]
  if (type === 'topic') return [topicPath(known, code)]
  return type === 'page' && isPageSlug(slug) ? [pagePath({slug: known, language})] : []
}
