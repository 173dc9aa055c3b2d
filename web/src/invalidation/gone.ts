/**
 * What has gone without a webhook's word.
 *
 * It leaves no trace to ask for. So what pages at hand show is compared with what is still published: the addresses at which they stand, and
 * every document in them, however it is referred to. What no page at hand shows is missed by its number alone, in lists that are counted and in
 * the sitemap.
 */
import {isPageSlug, partOf, type LanguageCode} from '../addresses.ts'
import type {PageCache} from '../cache/page-cache.ts'
import type {PageRecord} from '../cache/page.ts'
import {addressesIn, addressesInYears, everyAddress, partsOfLists} from '../content/lists.ts'
import type {AskLake} from '../content/questions.ts'
import {tagsReading} from '../content/settings-fields.ts'
import {idShownBy, tagsShowing} from '../content/shown.ts'
import {addressTag, settingsId, settingsTag, slugTag} from '../content/tags.ts'
import {codesOf, hasLanguage, type WatchedType} from './change.ts'
import {nameOf} from './gone-names.ts'
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

export type Shown = Pick<PageCache, 'paths' | 'carriedTags' | 'carrying' | 'verdict'>

/** `isKnown`: it was told of as gone, or cleared as such, by this name of it. */
export async function lookForGone(
  cache: Shown,
  ask: AskLake,
  isKnown: (name: string) => boolean = () => false,
): Promise<Gone> {
  const isSeenTo = (name: string, tags: string[]) => isKnown(name) && isNoMoreFresh(cache, tags)
  const whole = wholeOf(cache.paths())
  // All at once: a start waits for these answers.
  const leftIn = folders.map(async ([type, folder, code]) => {
    const params = {type, language: hasLanguage(type) ? code : null, types: watchedTypes}
    const gone = await missingOf(slugsUnder(folder, whole), (slugs) =>
      ask(atAddressesQuery, {...params, slugs}),
    )
    return gone.flatMap((slug) =>
      codesOf(type, code).flatMap((one) => {
        const own = slugTag(type, slug, one)
        return isSeenTo(own, [own]) ? [] : [own, addressTag(type, slug, one)]
      }),
    )
  })
  const ids = [...cache.carriedTags()].flatMap((tag) => idShownBy(tag) ?? [])
  const gone = missingOf([...new Set(ids)], (some) =>
    ask(shownQuery, {ids: some, types: watchedTypes}),
  )
  const [addresses, unseen] = await Promise.all([Promise.all(leftIn), gone])
  const documents = unseen.filter((id) => !isSeenTo(nameOf(id), anyTagOf(id)))
  return {addresses: addresses.flat(), documents}
}

const anyTagOf = (id: string): string[] => [
  ...tagsShowing(id, 'all'),
  ...tagsShowing(id, 'all', '.fr'),
]

/** Whoever carries one of them is made anew anyway. A page that is fresh was made by a lake that did not know yet. */
const isNoMoreFresh = (cache: Shown, tags: string[]): boolean =>
  !cache.carrying(tags).some((page) => page.status === 200 && cache.verdict(page) === 'fresh')

export const isAny = ({addresses, documents}: Gone): boolean =>
  addresses.length + documents.length > 0

/** The tags of whatever shows one of them, and of what shows of documents no more than where they are, or how many. */
export const tagsOfGone = ({addresses, documents}: Gone): string[] => [
  ...addresses,
  ...documents.flatMap((id) =>
    id === settingsId
      ? [settingsTag, ...tagsReading('all', 'en'), ...tagsReading('all', 'fr')]
      : anyTagOf(id),
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

/** Of a list, a later page or a feed may be all that is at hand; of an article, its Markdown. */
function wholeOf(pages: PageRecord[]): Set<string> {
  const whole = new Set<string>()
  for (const {path: address, status} of pages)
    if (status === 200 && address !== undefined) whole.add(partOf(address)?.whole ?? address)
  return whole
}

function slugsUnder(folder: string, addresses: Iterable<string>): string[] {
  const all = [...addresses].flatMap((own) => {
    if (!own.startsWith(folder)) return []
    const slug = decodeURIComponent(own.slice(folder.length))
    if (slug.includes('/')) return []
    return folder === '/' || folder === '/fr/' ? (isPageSlug(slug) ? [slug] : []) : [slug]
  })
  return [...new Set(all)]
}
