/**
 * Which sitemap stands at an address. A site whose pages fit in one has one, `/sitemap.xml`. Of a larger one that is the list of the
 * others: `/sitemap-2026.xml` has what was published in that year, `/sitemap-pages.xml` what is no article.
 *
 * A part is asked for by itself, and of each year the list asks only how much is in it: so a publish costs one part and the list, and
 * never all addresses.
 */
import type {LanguageCode} from '../addresses.ts'
import {years} from '../content/sitemap-years.ts'
import type {Revised} from '../content/revisions.ts'
import {
  countAddresses,
  getAddressesOfYear,
  getSitemapContent,
  getStandingAddresses,
  getYears,
  summaryOfYear,
  type DatedAddress,
} from '../content/sitemap.ts'
import {spokenBy, type Site} from '../site.ts'
import {
  articleEntries,
  entriesOfItsOwn,
  filesOf,
  latestOf,
  mostInOne,
  sitemap,
  sitemapIndex,
  standingEntries,
  type Entry,
} from './sitemap.ts'

const standing = 'pages'

/** Parts are there for small sites, too: what was listed while a site was large stays good. */
const partFile = /^sitemap-(pages|\d{4})(?:-([2-9]|[1-9]\d))?\.xml$/

export interface SitemapFile {
  text: string
  /** Of the articles in it the one that was written last, if there are any: of all revisions too many. */
  newest?: Revised
}

/** The sitemap, or nothing when there is no such part. */
export async function sitemapAt(
  site: Pick<Site, 'origin' | 'settings'>,
  name: string,
  most = mostInOne,
): Promise<SitemapFile | undefined> {
  const codes = spokenBy(site)
  if (name === 'sitemap.xml') return whole(site.origin, codes, most)
  const [, part, number = '1'] = partFile.exec(name) ?? []
  if (!part) return undefined
  const first = (Number(number) - 1) * most
  const {entries, newest} = await entriesIn(part, codes, [first, first + most])
  return entries.length > 0 ? {text: sitemap(site.origin, entries), newest} : undefined
}

async function whole(origin: string, codes: LanguageCode[], most: number): Promise<SitemapFile> {
  const count = await countAddresses(codes.length)
  if (count + entriesOfItsOwn * codes.length > most)
    return {text: sitemapIndex(origin, await allFiles(codes, most))}
  const {articles, ...others} = await getSitemapContent()
  const entries = [...standingEntries(others, codes), ...articleEntries(articles, codes)]
  return {text: sitemap(origin, entries), newest: newestOf(articles)}
}

const newestOf = (articles: DatedAddress[]): Revised =>
  articles.reduce<DatedAddress | undefined>(
    (newest, one) => (newest && newest._updatedAt >= one._updatedAt ? newest : one),
    undefined,
  )

async function allFiles(codes: LanguageCode[], most: number): Promise<Entry[]> {
  const {length: count} = standingEntries(await getStandingAddresses(), codes)
  const ofYears = (await getYears()).map(async (year) => {
    const {publishedAt, updatedAt, ...summary} = await summaryOfYear(year, codes)
    return filesOf(year, {...summary, lastmod: latestOf(publishedAt, updatedAt)}, most)
  })
  return [...filesOf(standing, {count}, most), ...(await Promise.all(ofYears)).flat()]
}

/**
 * What stands between two places of a part. How much there is in a year is asked first: nothing is read for an address that somebody made
 * up.
 */
async function entriesIn(
  part: string,
  codes: LanguageCode[],
  [first, last]: [number, number],
): Promise<{entries: Entry[]; newest?: Revised}> {
  if (part === standing)
    return {entries: standingEntries(await getStandingAddresses(), codes).slice(first, last)}
  if (!years.includes(part)) return {entries: []}
  const {count} = await summaryOfYear(part, codes)
  if (first >= count) return {entries: []}
  const articles = await getAddressesOfYear(part, codes, [first, last])
  return {entries: articleEntries(articles, codes), newest: newestOf(articles)}
}
