/**
 * Which fields of the settings a page has read, as cache tags.
 *
 * All pages ask one question for the settings, but few read all that is answered: the sitemap knows no tagline, and only a page
 * without a picture looks at the one to share in its place. So a page carries no tag of that question; it notes what it reads
 * while it is rendered. What every page's frame reads has one tag in common: tags are kept in memory with every page.
 */
export const settingsFields = [
  'firmName',
  'tagline',
  'logo',
  'accent',
  'navigation',
  'socialLinks',
  'defaultImage',
  'contact',
  'legalLines',
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
  'languages',
]

const frameTag = 'settings:frame'
const tagOf = (field: SettingsField): string => `settings:${field}`

/** The tags of a page that has read these fields. */
export function tagsOfRead(read: ReadonlySet<SettingsField>): string[] {
  const isFramed = framing.every((field) => read.has(field))
  const apart = [...read].filter((field) => !isFramed || !framing.includes(field))
  return [...(isFramed ? [frameTag] : []), ...apart.map(tagOf)]
}

/** The tags of whatever has read one of these fields. */
export function tagsReading(fields: ReadonlySet<string> | 'all'): string[] {
  const changed = settingsFields.filter((field) => fields === 'all' || fields.has(field))
  const isFraming = changed.some((field) => framing.includes(field))
  return [...changed.map(tagOf), ...(isFraming ? [frameTag] : [])]
}

/** The same settings, which tell of each field that is read. */
export function telling<Settings extends Record<SettingsField, unknown>>(
  settings: Settings,
  reads: (field: SettingsField) => void,
): Settings {
  const told = {...settings}
  for (const field of settingsFields) {
    const value = settings[field]
    Object.defineProperty(told, field, {
      enumerable: true,
      get() {
        reads(field)
        return value
      },
    })
  }
  return told
}
