/** The firm's own settings: one document, asked for by every page. */
import {defineQuery} from 'groq'
import {ask} from './client.ts'
import {picture} from './fragments.ts'
import {settingsId, settingsTag} from './tags.ts'
import type {Settings} from './types.ts'

const settingsQuery = defineQuery(`*[_id == "${settingsId}"][0]{
  _id, _rev, firmName, tagline, logo${picture}, "accent": colours.accent, navigation[]{label, url},
  socialLinks[]{label, url}, defaultImage${picture}, contact{email, phone, address}, legalLines, timeZone, languages
}`)

/** Before anybody has written any, pages still have something to stand on. */
const unwritten: Settings = {
  _id: settingsId,
  _rev: 'none',
  firmName: null,
  tagline: null,
  logo: null,
  accent: null,
  navigation: null,
  socialLinks: null,
  defaultImage: null,
  contact: null,
  legalLines: null,
  timeZone: null,
  languages: null,
}

export async function getSettings(): Promise<Settings> {
  return (await ask<Settings | null>(settingsQuery, {}, [settingsTag])) ?? unwritten
}
