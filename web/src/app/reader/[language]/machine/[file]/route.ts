/** `/sitemap.xml`, `/robots.txt`, `/llms.txt`: what machines look for before they look at pages. */
import {getNewestLines} from '#site/content/articles.ts'
import {getSitemapContent} from '#site/content/machines.ts'
import {getPageLinks} from '#site/content/pages.ts'
import {revisionHeader} from '#site/content/revisions.ts'
import {getTopics} from '#site/content/topics.ts'
import {llms, robots} from '#site/feeds/plain-text.ts'
import {sitemap} from '#site/feeds/sitemap.ts'
import {openSite, spokenBy, type LanguageParams, type Site} from '#site/site.ts'

export const dynamic = 'force-static'
export const revalidate = false

export const generateStaticParams = (): Params[] => []

type Params = LanguageParams & {file: string}

/** As many articles as an overview can hold. */
const LISTED = 500

const files: Record<string, {type: string; write: (site: Site) => Promise<string>}> = {
  'robots.txt': {type: 'text/plain', write: async ({origin}) => robots(origin)},
  'sitemap.xml': {
    type: 'application/xml',
    write: async (site) => sitemap(site.origin, await getSitemapContent(), spokenBy(site)),
  },
  'llms.txt': {
    type: 'text/plain',
    async write(site) {
      const {code} = site.words
      const [articles, topics, pages] = await Promise.all([
        getNewestLines(LISTED, code),
        getTopics(site.words.code),
        getPageLinks(code),
      ])
      return llms(site, {articles, topics, pages})
    },
  },
}

export async function GET(_: Request, {params}: {params: Promise<Params>}): Promise<Response> {
  const [site, {file}] = await Promise.all([openSite(params), params])
  const known = Object.hasOwn(files, file) ? files[file] : undefined
  const isElsewhere = site.words.code !== 'en' && file !== 'llms.txt'
  if (!known || isElsewhere) return new Response(null, {status: 404})
  const text = await known.write(site)
  const headers = {
    'content-type': `${known.type}; charset=utf-8`,
    ...revisionHeader([site.settings]),
  }
  return new Response(text, {headers})
}
