/** `/sitemap.xml` and its parts, `/robots.txt`, `/llms.txt`: what machines look for before they look at pages. */
import {getNewestLines} from '#site/content/articles.ts'
import {getPageLinks} from '#site/content/pages.ts'
import {revisionHeader, type Revised} from '#site/content/revisions.ts'
import {getTopics} from '#site/content/topics.ts'
import {llms, robots} from '#site/feeds/plain-text.ts'
import {sitemapAt} from '#site/feeds/sitemap-files.ts'
import {openSite, type LanguageParams, type Site} from '#site/site.ts'

export const dynamic = 'force-static'
export const revalidate = false

export const generateStaticParams = (): Params[] => []

type Params = LanguageParams & {file: string}

/** As many articles as an overview can hold. */
const LISTED = 500

interface File {
  type: string
  /** Its text and what it was made from besides the settings; nothing when it is not there. */
  write: (site: Site) => Promise<{text: string; of: Revised[]} | undefined>
}

const sitemapFile = (name: string): File => ({
  type: 'application/xml',
  async write(site) {
    const found = await sitemapAt(site, name)
    return found && {text: found.text, of: [found.newest]}
  },
})

const files: Record<string, File> = {
  'robots.txt': {type: 'text/plain', write: async ({origin}) => ({text: robots(origin), of: []})},
  'llms.txt': {
    type: 'text/plain',
    async write(site) {
      const {code} = site.words
      const [articles, topics, pages] = await Promise.all([
        getNewestLines(LISTED, code),
        getTopics(site.words.code),
        getPageLinks(code),
      ])
      const text = llms(site, {articles, topics, pages})
      return {text, of: [...articles, ...topics, ...pages]}
    },
  },
}

const named = (file: string) => (Object.hasOwn(files, file) ? files[file] : undefined)

export async function GET(_: Request, {params}: {params: Promise<Params>}): Promise<Response> {
  const [site, {file}] = await Promise.all([openSite(params), params])
  const known = file.startsWith('sitemap') ? sitemapFile(file) : named(file)
  const isElsewhere = site.words.code !== 'en' && file !== 'llms.txt'
  const written = isElsewhere ? undefined : await known?.write(site)
  if (!known || !written) return new Response(null, {status: 404})
  const headers = {
    'content-type': `${known.type}; charset=utf-8`,
    ...revisionHeader([site.settings, ...written.of]),
  }
  return new Response(written.text, {headers})
}
