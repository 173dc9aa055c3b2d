/**
 * What the site asks of the lake's webhook: which documents, and what to say about a change.
 *
 * Plain data, also served at `/api/webhook-rule`, so that whoever registers the webhook need not know it. `changed`
 * names every field and says whether it changed; what follows from that is decided in `table.ts`, not here.
 */
import {settingsFields} from '../content/settings-fields.ts'

export const watchedTypes = [
  'article',
  'author',
  'callToAction',
  'page',
  'redirect',
  'siteSettings',
  'topic',
] as const

export const watchedFields = [
  ...settingsFields,
  'authors',
  'bio',
  'body',
  'callToAction',
  'changeNotes',
  'credentials',
  'description',
  'formerSlugs',
  'from',
  'heroImage',
  'jobTitle',
  'language',
  'links',
  'name',
  'portrait',
  'publishedAt',
  'related',
  'reviewedAt',
  'reviewedBy',
  'slug',
  'standfirst',
  'title',
  'topics',
  'updatedAt',
] as const

/** What a change is judged by, before and after. */
export const state = `{"slug": slug.current, language, publishedAt, from, "noindex": seo.noindex, "isAhead": dateTime(publishedAt) > dateTime(_updatedAt) || dateTime(updatedAt) > dateTime(_updatedAt), "isWritten": coalesce(body, "") != "", "authors": authors[]._ref, "topics": topics[]._ref, "translations": translations[]._ref}`

/** The names in it. */
export const stateFields = [
  'slug',
  'language',
  'publishedAt',
  'from',
  'noindex',
  'isAhead',
  'isWritten',
  'authors',
  'topics',
  'translations',
] as const

const cutOf = (picture: string) => ['asset', 'crop', 'hotspot'].map((part) => `${picture}.${part}`)

/** Of a picture what cards and lists show. What it is called stands on the article's own page, which every change concerns. */
const partsShown: Partial<Record<string, string[]>> = {
  heroImage: cutOf('heroImage'),
  logo: cutOf('logo'), // beside the name it has no words
  defaultImage: [...cutOf('defaultImage'), 'defaultImage.alt'],
  accent: ['colours.accent'],
}

const changed = watchedFields
  .map((field) => {
    const parts = partsShown[field] ?? [field]
    return `"${field}": ${parts.map((part) => `delta::changedAny(${part})`).join(' || ')}`
  })
  .join(', ')

export const webhookRule = {
  on: ['create', 'update', 'delete'],
  filter: `_type in ${JSON.stringify(watchedTypes)}`,
  projection: `{
  _id, _type, _rev, _updatedAt,
  "previousRev": before()._rev,
  "operation": delta::operation(),
  "before": before()${state},
  "after": after()${state},
  "changed": {${changed}}
}`,
  includeDrafts: false,
} as const
