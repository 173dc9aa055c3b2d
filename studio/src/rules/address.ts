/** The addresses of documents that have a page, as the site gives them: English without a prefix, French under /fr. */

export const addressedTypes = ['article', 'author', 'topic', 'page']

type Language = string | null | undefined

const folders: Record<string, string> = {
  article: '/articles',
  author: '/authors',
  topic: '/topics',
  page: '',
}
const prefixes = ['', '/fr']
const prefixOf = (language: Language) => (language === 'fr' ? '/fr' : '')

/** Authors and topics have a page in every language, articles and pages in their own. */
const isEverywhere = (type: string) => type === 'author' || type === 'topic'

/** Every address at which a document stands; the first is its own. */
export function addressesOf(type: string, slug: string, language?: Language): string[] {
  const folder = folders[type]
  if (folder === undefined || !slug) return []
  const all = isEverywhere(type) ? prefixes : [prefixOf(language)]
  return all.map((prefix) => `${prefix}${folder}/${slug}`)
}

/** An address without what may stand behind it, so that two ways to write one path are one. */
export function pathOf(address: string): string {
  const path = address.replace(/[?#].*$/s, '').replace(/\/+$/, '')
  try {
    return decodeURI(path) || '/'
  } catch {
    return path || '/'
  }
}
