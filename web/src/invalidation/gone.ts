/**
 * What has gone without a webhook's word.
 *
 * It leaves no trace to ask for. So what pages at hand show is compared with what is still published: the addresses at which they stand, and
 * every document in them, however it is referred to. What no page at hand shows is missed by its number alone, in lists that are counted and in
 * the sitemap.
 */
import {isPageSlug, partOf, type LanguageCode} from '../addresses.ts'
import type {PageRecord} from '../cache/page.ts'
import {addressesIn, addressesInYears, everyAddress, partsOfLists} from '../content/lists.ts'
import type {AskLake} from '../content/questions.ts'
import {tagsReading} from '../content/settings-fields.ts'
import {idShownBy, tagsShowing} from '../content/shown.ts'
import {addressTag, settingsId, settingsTag, slugTag} from '../content/tags.ts'
import {codesOf, hasLanguage, type WatchedType} from './change.ts'
import {watchedTypes} from './webhook-rule.ts'

export interface Gone {
  /** The tags of addresses at which nothing stands any more. */
  addresses: string[]
  /** The ids of documents that are shown and are not there. */
  documents: string[]
}

const atOnce = 500
const documents = `"documents": count(*[_type in $types])`
const atAddressesQuery = `{
  "present": *[_type == $type && slug.current in $slugs && ($language == null || coalesce(language, "en") == $language)].slug.current,
  ${documents}
}`
const shownQuery = `{"present": *[_id in $ids]._id, ${documents}}`

interface Present {
  present: string[]
  documents: number
}

type Folder = readonly [type: WatchedType, folder: string, code: LanguageCode]

const folders: Folder[] = [
  ['article', '/articles/', 'en'],
  ['author', '/authors/', 'en'],
  ['topic', '/topics/', 'en'],
  ['page', '/', 'en'],
  ['article', '/fr/articles/', 'fr'],
  ['author', '/fr/authors/', 'fr'],
  ['topic', '/fr/topics/', 'fr'],
  ['page', '/fr/', 'fr'],
]

export async function lookForGone(pages: PageRecord[], ask: AskLake): Promise<Gone> {
  const addresses: string[] = []
  for (const [type, folder, code] of folders) {
    const slugs = slugsUnder(folder, pages)
    const params = {type, language: hasLanguage(type) ? code : null}
    const gone = await missingOf(slugs, (some) =>
      ask(atAddressesQuery, {...params, slugs: some, types: watchedTypes}),
    )
    for (const slug of gone)
      for (const one of codesOf(type, code))
        addresses.push(slugTag(type, slug, one), addressTag(type, slug, one))
  }
  const ids = new Set(pages.flatMap(({tags}) => tags.flatMap((tag) => idShownBy(tag) ?? [])))
  const gone = await missingOf([...ids], (some) =>
    ask(shownQuery, {ids: some, types: watchedTypes}),
  )
  return {addresses, documents: gone}
}

export const isAny = ({addresses, documents}: Gone): boolean =>
  addresses.length + documents.length > 0

/** The tags of whatever shows one of them, and of what shows of documents no more than where they are, or how many. */
export const tagsOfGone = ({addresses, documents}: Gone): string[] => [
  ...addresses,
  ...documents.flatMap((id) =>
    id === settingsId
      ? [settingsTag, ...tagsReading('all', 'en'), ...tagsReading('all', 'fr')]
      : [...tagsShowing(id, 'all'), ...tagsShowing(id, 'all', '.fr')],
  ),
  partsOfLists,
  everyAddress,
  addressesInYears,
  addressesIn('pages'),
]

/** Not a word about what is gone from a lake that has nothing at all, nor from what is no lake. */
async function missingOf(
  names: string[],
  ask: (some: string[]) => Promise<Present>,
): Promise<string[]> {
  const missing: string[] = []
  for (let from = 0; from < names.length; from += atOnce) {
    const some = names.slice(from, from + atOnce)
    const {present, documents} = await ask(some)
    if (!Array.isArray(present) || typeof documents !== 'number' || documents === 0) return []
    const found = new Set(present)
    missing.push(...some.filter((name) => !found.has(name)))
  }
  return missing
}

function slugsUnder(folder: string, pages: PageRecord[]): string[] {
  const all = pages.flatMap(({path: address = '', status}) => {
    // Of a list, a later page or a feed may be all that is at hand; of an article, its Markdown.
    const own = partOf(address)?.whole ?? address
    if (status !== 200 || !own.startsWith(folder)) return []
    const slug = decodeURIComponent(own.slice(folder.length))
    if (slug.includes('/')) return []
    return folder === '/' || folder === '/fr/' ? (isPageSlug(slug) ? [slug] : []) : [slug]
  })
  return [...new Set(all)]
}
