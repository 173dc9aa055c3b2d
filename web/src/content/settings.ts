/** The firm's own settings: one document, asked for by every page, which notes what it reads of it (`settings-fields.ts`). */
import {defineQuery} from 'groq'
import type {LanguageCode} from '../addresses.ts'
import {ownReading} from '../rendering/reading.ts'
import {ask} from './client.ts'
import {picture} from './fragments.ts'
import {inFrench} from './french.ts'
import {settingsFields, telling, type SettingsField} from './settings-fields.ts'
import {settingsId, settingsTag} from './tags.ts'
import type {Settings} from './types.ts'

const asked: Record<SettingsField, string> = {
  firmName: 'firmName',
  tagline: 'tagline',
  logo: `logo${picture}`,
  accent: '"accent": colours.accent',
  navigation: 'navigation[]{label, url}',
  socialLinks: 'socialLinks[]{label, url}',
  defaultImage: `defaultImage${picture}`,
  contact: 'contact{email, phone, address}',
  disclaimer: 'disclaimer',
  legalLines: 'legalLines',
  licence: 'licence{number, url}',
  newsletter: 'newsletter',
  timeZone: 'timeZone',
  languages: 'languages',
}

const settingsQuery = defineQuery(
  `*[_id == "${settingsId}"][0]{_id, _rev, ${Object.values(asked).join(', ')}, ${inFrench('tagline', 'navigation[]{label, url}', 'disclaimer', 'legalLines')}}`,
)

/** Before anybody has written any, pages still have something to stand on. */
const unwritten = {
  _id: settingsId,
  _rev: 'none',
  ...(Object.fromEntries(settingsFields.map((field) => [field, null])) as Record<
    SettingsField,
    null
  >),
} satisfies Settings

export async function getSettings(language: LanguageCode): Promise<Settings> {
  const reads = ownReading()?.reads
  const settings =
    (await ask<Settings | null>(settingsQuery, {language}, [settingsTag])) ?? unwritten
  return reads ? telling(settings, reads, language) : settings
}
