/** `/articles/<slug>.md`: the article as its author wrote it. Search engines are told that the page is the original. */
import {articlePath} from '#site/addresses.ts'
import {getText} from '#site/content/articles.ts'
import {revisionHeader} from '#site/content/revisions.ts'
import {markdownTwin} from '#site/feeds/plain-text.ts'
import {absolute} from '#site/metadata.ts'
import {openSite, type LanguageParams} from '#site/site.ts'

export const dynamic = 'force-static'
export const revalidate = false

export const generateStaticParams = (): Params[] => []

type Params = LanguageParams & {slug: string}

export async function GET(_: Request, {params}: {params: Promise<Params>}): Promise<Response> {
  const [site, {slug}] = await Promise.all([openSite(params), params])
  const {words, settings} = site
  const article = await getText(decodeURIComponent(slug), words.code, settings.timeZone)
  if (!article) return new Response(null, {status: 404})
  return new Response(markdownTwin(site, article), {
    headers: {
      'content-type': 'text/markdown; charset=utf-8',
      'x-robots-tag': 'noindex',
      ...revisionHeader([article, site.settings]),
      link: `<${absolute(site, articlePath(article))}>; rel="canonical"`,
    },
  })
}
