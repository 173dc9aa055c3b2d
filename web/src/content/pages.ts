/** Pages that belong to no topic: one by its slug, and the links to all of them. */
import {defineQuery} from 'groq'
import {isPageSlug, type LanguageCode} from '../addresses.ts'
import {ask} from './client.ts'
import {inLanguage} from './fragments.ts'
import {allPages} from './lists.ts'
import {tagsFor} from './tags.ts'
import type {Page, PageLink} from './types.ts'

const link = '_id, _rev, title, "slug": slug.current, language'

const pageQuery = defineQuery(
  `*[_type == "page" && slug.current == $slug && ${inLanguage}][0]{${link}, body}`,
)

/** The page at `/<slug>`, or `null`: also for a name that the site needs itself. */
export const getPage = async (slug: string, language: LanguageCode): Promise<Page | null> =>
  isPageSlug(slug) ? ask(pageQuery, {slug, language}, tagsFor('page', slug)) : null

const linksQuery = defineQuery(
  `*[_type == "page" && defined(slug.current) && defined(title) && ${inLanguage}] | order(title asc, _id asc)[0...20]{${link}}`,
)

export async function getPageLinks(language: LanguageCode): Promise<PageLink[]> {
  const links = await ask<PageLink[]>(linksQuery, {language}, [allPages])
  return links.filter(({slug}) => slug !== null && isPageSlug(slug))
}
