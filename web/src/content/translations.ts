/** The same text in other languages: articles and pages name each other, from one side or both. */
import {defineQuery} from 'groq'
import {codeOf, isSiteLanguage, type LanguageCode} from '../addresses.ts'
import {spokenBy, type Site} from '../site.ts'
import {ask} from './client.ts'
import {address} from './fragments.ts'
import {translationsOf} from './lists.ts'
import {present} from './present.ts'
import type {DocumentAddress} from './types.ts'

/** Whichever side names the other: those that the document names, and those that name it. */
export interface Translations {
  named: DocumentAddress[]
  naming: DocumentAddress[]
}

/** The fields of an answer, for a question with the parameters `id` and `named`. */
export const translationsOfType = (type: 'article' | 'page') =>
  `"named": *[_id in $named && _type == "${type}"] | order(_id asc){${address}},
  "naming": *[_type == "${type}" && references($id) && $id in translations[]._ref] | order(_id asc)[0...10]{${address}}`

const ofPageQuery = defineQuery(`{${translationsOfType('page')}}`)

export const getTranslationsOfPage = (page: {
  _id: string
  translations: (string | null)[] | null
}): Promise<Translations> =>
  ask(ofPageQuery, {id: page._id, named: present(page.translations)}, [translationsOf(page._id)])

/** One address for each other language that readers are offered: of those that it names first. */
export function inOtherLanguages(
  site: Pick<Site, 'settings'>,
  {language}: {language: string | null},
  {named, naming}: Translations,
  pathOf: (document: {slug: string; language: string | null}) => string,
): {code: LanguageCode; path: string}[] {
  const offered = spokenBy(site)
  const found = new Map<LanguageCode, string>()
  for (const {slug, language: other} of [...named, ...naming]) {
    const code = codeOf(other)
    if (
      !slug ||
      !isSiteLanguage(other) ||
      code === codeOf(language) ||
      found.has(code) ||
      !offered.includes(code)
    )
      continue
    found.set(code, pathOf({slug, language: other}))
  }
  return [...found].map(([code, path]) => ({code, path}))
}
