/** What every page needs to know before it can say anything: its language, the firm's settings, whether this is a preview. */
import {notFound} from 'next/navigation'
import type {LanguageCode} from './addresses.ts'
import {config} from './config.ts'
import {getSettings} from './content/settings.ts'
import {isDraftMode, reviewedId} from './draft/reviewed.ts'
import type {Settings} from './content/types.ts'
import {languageOf, type Language} from './language/language.ts'

export interface Site {
  words: Language
  settings: Settings
  /** The firm's name, or a neutral word as long as nobody has written one. */
  name: string
  /** The origin that readers know. */
  origin: string
  /** An editor's preview: every draft, with the Studio's overlays. */
  isDraft: boolean
  /** A reviewer's page: one draft, and nothing to do but read. */
  isReview: boolean
}

/** The languages in which readers are offered this site: English, and those that its settings name. */
export const spokenBy = ({settings}: Pick<Site, 'settings'>): LanguageCode[] =>
  settings.languages?.includes('fr') ? ['en', 'fr'] : ['en']

/** A page that is there in every language that readers are offered, under an address of the same kind. */
export const inEveryLanguage = (site: Site, path: (code: LanguageCode) => string) =>
  spokenBy(site).map((code) => ({code, path: path(code)}))

export interface LanguageParams {
  language: string
}

export async function openSite(params: Promise<LanguageParams>): Promise<Site> {
  const {language} = await params
  const words = languageOf(language)
  if (!words) notFound()
  const [settings, isDraft, reviewed] = await Promise.all([
    getSettings(words.code),
    isDraftMode(),
    reviewedId(),
  ])
  return {
    words,
    settings,
    get name() {
      return settings.firmName || words.unnamedFirm // read by who shows it
    },
    origin: config().siteUrl,
    isDraft: isDraft && reviewed === undefined,
    isReview: reviewed !== undefined,
  }
}
