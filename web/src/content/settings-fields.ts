/**
 * Which fields of the settings a page has read, as cache tags.
 *
 * All pages ask one question for the settings, but few read all that is answered: the sitemap knows no tagline, and only a page
 * without a picture looks at the one to share in its place. So a page carries no tag of that question; it notes what it reads
 * while it is rendered. What every page's frame reads has one tag in common: tags are kept in memory with every page.
 */
import type {LanguageCode} from '../addresses.ts'
import {frenchFields} from './french.ts'

export const settingsFields = [
  'firmName',
  'tagline',
  'logo',
  'accent',
  'navigation',
  'socialLinks',
  'defaultImage',
  'contact',
  'disclaimer',
  'legalLines',
  'licence',
  'newsletter',
  'timeZone',
  'languages',
] as const

export type SettingsField = (typeof settingsFields)[number]

/** What head, masthead and colophon read. A page that reads less of it carries a tag for each field that it does read. */
const framing: readonly SettingsField[] = [
  'firmName',
  'tagline',
  'logo',
  'accent',
  'navigation',
  'socialLinks',
  'contact',
  'legalLines',
  'licence',
  'newsletter',
  'languages',
]

type InFrench = (typeof frenchFields.siteSettings)[number]

/** What may be written in French as well is another thing there. */
export type ReadField = SettingsField | `${InFrench}.fr`

const isInBoth = (field: SettingsField): field is InFrench =>
  frenchFields.siteSettings.some((one) => one === field)

const readIn = (field: SettingsField, code: LanguageCode): ReadField =>
  code === 'fr' && isInBoth(field) ? `${field}.fr` : field

const frames = (['en', 'fr'] as const).map((code) => ({
  code,
  tag: code === 'en' ? 'settings:frame' : `settings:frame.${code}`,
  fields: framing.map((field) => readIn(field, code)),
}))
const tagOf = (field: ReadField): string => `settings:${field}`

/** The tags of a page that has read these fields. */
export function tagsOfRead(read: ReadonlySet<ReadField>): string[] {
  const frame = frames.find(({fields}) => fields.every((field) => read.has(field)))
  const apart = [...read].filter((field) => !frame?.fields.includes(field))
  return [...(frame ? [frame.tag] : []), ...apart.map(tagOf)]
}

/** The tags of whatever has read one of these fields in pages of that language. */
export function tagsReading(
  fields: ReadonlySet<string> | 'all',
  code: LanguageCode = 'en',
): string[] {
  const changed = settingsFields.filter((field) => fields === 'all' || fields.has(field))
  return [
    ...changed.map((field) => tagOf(readIn(field, code))),
    ...frames.flatMap((frame) =>
      frame.code === code && changed.some((field) => framing.includes(field)) ? [frame.tag] : [],
    ),
  ]
}

/** The same settings, which tell of each field that is read. */
export function telling<Settings extends Record<SettingsField, unknown>>(
  settings: Settings,
  reads: (field: ReadField) => void,
  code: LanguageCode = 'en',
): Settings {
  const told = {...settings}
  for (const field of settingsFields) {
    const value = settings[field]
    Object.defineProperty(told, field, {
      enumerable: true,
      get() {
        reads(readIn(field, code))
        return value
      },
    })
  }
  return told
}
