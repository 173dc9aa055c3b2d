/** What the gallery says in which language: the words that a French page must show, and those that it has in English alone. */
import {galleryDocuments} from './content.ts'

/** As one compares words, whatever spaces a page sets between them, and whatever it joins with commas. */
export const partsOf = (text: string): string[] =>
  text.replace(/\s/g, '').split(',').filter(Boolean)

/** The fields of it that nobody wrote in French as well. */
function onlyInEnglish(value: {french?: object}): [field: string, inner: unknown][] {
  const {french = {}, ...own} = value
  return Object.entries(own).filter(([field]) => !(field in french))
}

/** Whatever it says; a network's name is the same in both languages. */
function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === 'LinkedIn' ? [] : [value]
  return Object.entries(value as object).flatMap(([field, inner]) =>
    field === '_key' || field === 'url' ? [] : wordsIn(inner),
  )
}

/** What the gallery says in French beside the English. */
export const textsInFrench = (): string[] => frenchIn(galleryDocuments(new Map()))

function frenchIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([field, inner]) =>
    field === 'french' ? wordsIn(inner) : frenchIn(inner),
  )
}

/** What the gallery's documents without a language say, where readers meet it. The names of people and of places on the web are in none. */
export function textsWithoutLanguage(): Set<string> {
  const fields =
    /^(?:description|disclaimer|heading|issuer|jobTitle|label|legalLines|name|tagline|text|title)$/
  const textsOf = (value: unknown): string[] =>
    typeof value === 'object' && value !== null
      ? onlyInEnglish(value).flatMap(([field, inner]) =>
          typeof inner === 'object'
            ? textsOf(field === 'legalLines' ? {text: (inner as string[])[0]} : inner)
            : fields.test(field)
              ? [String(inner)]
              : field === 'bio'
                ? String(inner).split(/\n\n|\*\*/)
                : [],
        )
      : []
  const documents = galleryDocuments(new Map()).filter(
    ({_id, _type}) =>
      /^(?:author|callToAction|siteSettings|topic)$/.test(_type) && _id !== 'author-guest',
  )
  const texts = documents.flatMap(({name: _name, ...document}) => textsOf(document))
  return new Set(texts.filter((text) => text !== 'LinkedIn').flatMap(partsOf))
}
