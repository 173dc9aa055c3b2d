/**
 * What editors write once and pages of every language show (topics, authors, calls to action, the settings) may say it in French as well:
 * in an object `french` beside the English fields, or in a credential. What is not there in French is shown in English.
 *
 * Questions for French pages ask for these words, all others get `null` in their place, so that an answer says by itself which of
 * both it shows (`shown.ts`). `inPageLanguage` puts the words where pages look for them and leaves a list of what is French.
 */

import {changedWithin} from './changed-within.ts'

/** The fields that may be in French, by what holds them. */
export const frenchFields = {
  author: ['jobTitle', 'portraitAlt', 'bio', 'links'],
  callToAction: ['heading', 'text', 'label', 'url'],
  credential: ['abbreviation', 'name', 'issuer'],
  siteSettings: ['tagline', 'navigation', 'disclaimer', 'legalLines'],
  topic: ['title', 'description'],
} as const

/** Those that a document holds itself, each once. */
export const ownFrenchFields = [
  ...frenchFields.author,
  ...frenchFields.callToAction,
  ...frenchFields.siteSettings,
  ...frenchFields.topic,
] as const

export type FrenchField = (typeof ownFrenchFields)[number]

/** Fields that are lists; the others are texts. */
const lists: readonly string[] = ['navigation', 'legalLines', 'links']

/** The words in French, for a page in French: of a document that has none of its own, an object all the same. */
export const inFrench = (...fields: string[]): string =>
  `"french": select($language == "fr" => {${fields
    .map((field) => `"${/^\w+/.exec(field)?.[0]}": french.${field}`)
    .join(', ')}})`

/** Whether the document says it in French, as `inPageLanguage` decides it: a condition in GROQ. */
export const isInFrench = (field: FrenchField): string =>
  lists.includes(field)
    ? `count(french.${field}) > 0`
    : `defined(french.${field}) && french.${field} == string(french.${field}) && french.${field} != ""`

/** What a French page shows of it, in GROQ. */
export const inFrenchOr = (field: FrenchField): string =>
  `select(${isInFrench(field)} => french.${field}, ${field})`

/** Of something that may be written in both languages: the names of the fields that are in French, on a French page. */
export interface InBoth {
  french?: readonly string[]
}

const isSaid = (value: unknown): boolean =>
  typeof value === 'string' ? value !== '' : Array.isArray(value) && value.length > 0

/** The answer with French words in the place of English ones, wherever there are some. */
export const inPageLanguage = <Answer>(answer: Answer): Answer => chosen(answer) as Answer

function chosen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (!('french' in value)) return changedWithin(value, chosen)
  const {french, ...english} = value
  const own = changedWithin(english, chosen)
  if (typeof french !== 'object' || french === null) return own
  const said = Object.entries(french).filter(
    ([field, words]) => isSaid(words) && Array.isArray(words) === lists.includes(field),
  )
  return {...own, ...Object.fromEntries(said), french: said.map(([field]) => field)}
}
