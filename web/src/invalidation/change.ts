/** A change of one published document, as the webhook tells it or as the sweep finds it. */
import {codeOf, isSiteLanguage, type LanguageCode} from '../addresses.ts'
import {stateFields, watchedFields, watchedTypes} from './webhook-rule.ts'

export type WatchedType = (typeof watchedTypes)[number]
export type WatchedField = (typeof watchedFields)[number]

/** Articles and pages are in one language; authors and topics stand in all of them. */
export const hasLanguage = (type: WatchedType): boolean => type === 'article' || type === 'page'

/** The languages in which it stands at its slug: one, or all of them. */
export const codesOf = (type: WatchedType, language: string | null): LanguageCode[] =>
  hasLanguage(type) ? [codeOf(language)] : ['en', 'fr']

export interface DocumentState {
  slug: string | null
  language: string | null
  publishedAt: string | null
  /** The address that a redirect leads away from. */
  from: string | null
  /** Kept out of feeds and of the sitemap. */
  noindex: boolean
  /** It is dated later than it was written. */
  isAhead: boolean
  /** It has a text: a page without one is linked nowhere. */
  isWritten: boolean
  authors: string[]
  topics: string[]
  translations: string[]
  /** The fields that are written in French as well. */
  french: string[]
}

export interface Change {
  id: string
  type: WatchedType
  /** The revision that readers must see, or nothing when the document is gone. */
  rev: string | undefined
  /** The one that it followed, if that was told. */
  previousRev?: string | undefined
  /** When the lake wrote that one, if that was told. */
  previousAt?: string | undefined
  /** When the lake wrote it, if that was told: what came late is known by it. */
  updatedAt?: string | undefined
  /** When it was made, if that was told: of several at one address the first is shown. */
  createdAt?: string | undefined
  before: DocumentState | null
  after: DocumentState | null
  /** A sweep found it: whether it was anything before, and what, nobody told. */
  isFound?: boolean | undefined
  /** The fields that changed, or `all` when that is not known, or everything did. */
  changed: ReadonlySet<WatchedField> | 'all'
}

/** Was the one written before the other? Both as the lake says it. */
export const isBefore = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && Date.parse(one) < Date.parse(other)

/** Read the body of a webhook, or say in a sentence what is wrong with it. */
export function readChange(body: unknown): Change | string {
  if (!isRecord(body)) return 'The body must be a JSON object.'
  const {_id: id, _type: type, _rev: rev} = body
  if (typeof id !== 'string' || id.length === 0)
    return 'The body must say which document changed: "_id".'
  if (!isWatched(type)) return `Documents of type ${JSON.stringify(type)} are not watched here.`
  const before = readState(body.before, type)
  const after = readState(body.after, type)
  if (!before && !after)
    return 'The body says neither what the document was nor what it is. Give the webhook the projection that /api/webhook-rule names.'
  const isWhole = before !== null && after !== null && isRecord(body.changed)
  return {
    id,
    type,
    rev: after && typeof rev === 'string' ? rev : undefined,
    previousRev: text(body.previousRev) ?? undefined,
    previousAt: text(body.previousAt) ?? undefined,
    updatedAt: text(body._updatedAt) ?? undefined,
    createdAt: text(body._createdAt) ?? undefined,
    before,
    after,
    changed: isWhole ? changedFields(body.changed) : 'all',
  }
}

/** What a webhook does not tell that was registered with an older rule than that of today. */
export function untold(body: unknown): string[] {
  if (!isRecord(body)) return []
  const state = isRecord(body.after) ? body.after : body.before
  const facts = isRecord(body.changed) ? body.changed : undefined
  const itself = isRecord(body.before) ? ['_createdAt', 'previousAt'] : ['_createdAt']
  return [
    ...itself.filter((field) => !(field in body)),
    ...(isRecord(state) ? stateFields.filter((field) => !(field in state)) : []),
    ...(facts ? watchedFields.filter((field) => !(field in facts)) : []),
  ]
}

/**
 * What changed in the eyes of readers of one language: French pages show the English words where there are no French ones. `unwatched`
 * stands for whatever else changed, which no list shows.
 */
export function changedIn(
  code: LanguageCode,
  {changed, before, after}: Change,
): ReadonlySet<string> | 'all' {
  if (changed === 'all') return 'all'
  const isHidden = (field: string) =>
    before?.french.includes(field) === true && after?.french.includes(field) === true
  const seen = [...changed].flatMap((field) => {
    const own = /^french\.(.+)$/.exec(field)?.[1]
    if (code === 'en') return own ? [] : [field]
    return own ? [own] : isHidden(field) ? [] : [field]
  })
  return new Set(seen)
}

/** The languages in which the change is seen; all of them, where nothing is known to have changed. */
export function codesSeeing(change: Change): LanguageCode[] {
  const all: LanguageCode[] = ['en', 'fr']
  const seeing = all.filter((code) => {
    const fields = changedIn(code, change)
    return fields === 'all' || fields.size > 0
  })
  return seeing.length > 0 ? seeing : all
}

function changedFields(facts: unknown): ReadonlySet<WatchedField> {
  const known = isRecord(facts) ? facts : {}
  return new Set(watchedFields.filter((field) => known[field] !== false))
}

function readState(value: unknown, type: WatchedType): DocumentState | null {
  if (!isRecord(value)) return null
  // In a language that the site does not have it is on no page, and nobody may wait for it.
  const isRead = !hasLanguage(type) || isSiteLanguage(value.language ?? null)
  return {
    slug: isRead ? text(value.slug) : null,
    language: text(value.language),
    publishedAt: text(value.publishedAt),
    from: text(value.from),
    noindex: value.noindex === true,
    isAhead: value.isAhead === true,
    isWritten: value.isWritten !== false,
    authors: texts(value.authors),
    topics: texts(value.topics),
    translations: texts(value.translations),
    french: texts(value.french),
  }
}

const isWatched = (type: unknown): type is WatchedType =>
  watchedTypes.some((watched) => watched === type)

const text = (value: unknown): string | null => (typeof value === 'string' && value ? value : null)

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
