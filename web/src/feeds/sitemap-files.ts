/**
 * Which sitemap stands at an address. A site whose pages fit in one has one, `/sitemap.xml`. Of a larger one that is the list of the others:
 * `/sitemap-2026.xml` has what was published in that year, `/sitemap-pages.xml` what is no article.
 *
 * A part is asked for by itself, and the list asks the same questions: so a publish costs one part and the list.
 */
import type {LanguageCode} from '../addresses.ts'
import {
  countAddresses,
  getAddressesOfYear,
  getSitemapContent,
  getStandingAddresses,
  getYears,
} from '../content/sitemap.ts'
import {spokenBy, type Site} from '../site.ts'
import {
  articleEntries,
  entriesOfItsOwn,
  inFiles,
  mostInOne,
  sitemap,
  sitemapIndex,
  standingEntries,
  type Entry,
  type SitemapFile,
} from './sitemap.ts'

const standing = 'pages'

/** Parts are there for small sites, too: what was listed while a site was large stays good. */
const partFile = /^sitemap-(pages|\d{4})(?:-([2-9]|[1-9]\d+))?\.xml$/

/** The sitemap, or nothing when there is no such part. */
export async function sitemapAt(
  site: Pick<Site, 'origin' | 'settings'>,
  name: string,
  most = mostInOne,
): Promise<string | undefined> {
  const codes = spokenBy(site)
  if (name === 'sitemap.xml') return whole(site.origin, codes, most)
  const [, part, number = '1'] = partFile.exec(name) ?? []
  if (!part) return undefined
  const found = inFiles(part, await entriesIn(part, codes), most)[Number(number) - 1]
  return found && sitemap(site.origin, found.entries)
}

async function whole(origin: string, codes: LanguageCode[], most: number): Promise<string> {
  const count = await countAddresses(codes.length)
  if (count + entriesOfItsOwn * codes.length > most)
    return sitemapIndex(origin, await allFiles(codes, most))
  const {articles, ...others} = await getSitemapContent()
  const entries = [...standingEntries(others, codes), ...articleEntries(articles, codes)]
  return sitemap(origin, entries)
}

async function allFiles(codes: LanguageCode[], most: number): Promise<SitemapFile[]> {
  const parts = [standing, ...(await getYears())]
  const files = parts.map(async (part) => inFiles(part, await entriesIn(part, codes), most))
  return (await Promise.all(files)).flat()
}

const entriesIn = async (part: string, codes: LanguageCode[]): Promise<Entry[]> =>
  part === standing
    ? standingEntries(await getStandingAddresses(), codes)
    : articleEntries(await getAddressesOfYear(part), codes)
