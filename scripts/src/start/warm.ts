/** Visit the pages that readers will want first, so that nobody waits for their first rendering. */
import type {SanityClient} from '@sanity/client'

const newest = 20

/** The front page: it must answer before the site counts as up. */
export async function warmFrontPage(site: string): Promise<void> {
  const response = await fetch(site, {signal: AbortSignal.timeout(60_000)})
  await response.text()
}

/** The newest articles, one after the other; a page that fails now is made when a reader asks for it. */
export async function warmArticles(
  site: string,
  lake: SanityClient,
  signal: AbortSignal,
): Promise<void> {
  const slugs = await lake.fetch<string[]>(
    '*[_type == "article" && defined(slug.current) && !(_id in path("drafts.**"))] | order(publishedAt desc)[0...$newest].slug.current',
    {newest},
    {signal},
  )
  for (const slug of slugs) {
    const response = await fetch(`${site}/articles/${encodeURIComponent(slug)}`, {signal})
    await response.text()
  }
}
