/**
 * What the site asks of the lake's webhook: which documents, and what to say about a change.
 *
 * Plain data, also served at `/api/webhook-rule`, so that whoever registers the webhook need not know it. `changed`
 * names every field and says whether it changed; what follows from that is decided in `table.ts`, not here.
 */
import {frenchFields, isInFrench, ownFrenchFields, type FrenchField} from '../content/french.ts'
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
  'heading',
  'label',
  'text',
  'url',
  'from',
  'heroImage',
  'jobTitle',
  'language',
  'links',
  'name',
  'portrait',
  'portraitAlt',
  'publishedAt',
  'related',
  'reviewedAt',
  'reviewedBy',
  'slug',
  'standfirst',
  'title',
  'topics',
  'updatedAt',
  ...ownFrenchFields.map((field) => `french.${field}` as const),
  'french.credentials',
  'unwatched',
] as const

const french = ownFrenchFields
  .map((field: FrenchField) => `select(${isInFrench(field)} => "${field}")`)
  .join(', ')

/** What a change is judged by, before and after. */
export const state = `{"slug": slug.current, language, publishedAt, from, "noindex": seo.noindex, "isAhead": dateTime(publishedAt) > dateTime(_updatedAt) || dateTime(updatedAt) > dateTime(_updatedAt), "isWritten": coalesce(body, "") != "", "authors": authors[]._ref, "topics": topics[]._ref, "translations": translations[]._ref, "french": array::compact([${french}])}`

/** When the lake last wrote a document of these `$types`. */
export const newestQuery = `*[_type in $types] | order(_updatedAt desc)[0]._updatedAt`

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
  'french',
] as const

const cutOf = (picture: string) => ['asset', 'crop', 'hotspot'].map((part) => `${picture}.${part}`)

/**
 * Of a picture what cards and lists show. What it is called stands on the article's own page, which every change concerns; of a portrait it
 * may be in French as well, so it is told by itself.
 */
const partsShown: Partial<Record<string, string[]>> = {
  heroImage: cutOf('heroImage'),
  logo: cutOf('logo'), // its words are the name
  defaultImage: [...cutOf('defaultImage'), 'defaultImage.alt'],
  accent: ['colours.accent'],
  portrait: [...cutOf('portrait'), 'portrait.decorative'],
  portraitAlt: ['portrait.alt'],
}

/** Of credentials those in one language: a selector does not reach into a list. */
const credentialsIn = (parts: readonly string[], within = '') => {
  const line = parts.map((part) => `coalesce(string(${within}${part}), "")`).join(' + "|" + ')
  const lines = (side: string) => `array::join(${side}().credentials[]{"line": ${line}}.line, "\n")`
  return `coalesce(${lines('before')}, "") != coalesce(${lines('after')}, "")`
}

/** Whatever may be in both languages, with what the lake changes in every document. */
const inBoth = [
  ...new Set<string>(ownFrenchFields),
  'credentials',
  'portrait',
  'french',
  '_rev',
  '_updatedAt',
].join(', ')

const facts: Partial<Record<(typeof watchedFields)[number], string>> = {
  credentials: credentialsIn([...frenchFields.credential, 'url']),
  'french.credentials': credentialsIn(frenchFields.credential, 'french.'),
  unwatched: `!delta::changedOnly((${inBoth}))`,
}

const changed = watchedFields
  .map((field) => {
    const parts = partsShown[field] ?? [field]
    const fact = facts[field] ?? parts.map((part) => `delta::changedAny(${part})`).join(' || ')
    return `"${field}": ${fact}`
  })
  .join(', ')

export const webhookRule = {
  on: ['create', 'update', 'delete'],
  filter: `_type in ${JSON.stringify(watchedTypes)}`,
  projection: `{
  _id, _type, _rev, _updatedAt, _createdAt,
  "previousRev": before()._rev,
  "previousAt": before()._updatedAt,
  "operation": delta::operation(),
  "before": before()${state},
  "after": after()${state},
  "changed": {${changed}}
}`,
  includeDrafts: false,
} as const
