/** Pages that belong to no topic: one by its slug, and the links to all of them. */
import {defineQuery} from 'groq'
import {isPageSlug, type LanguageCode} from '../addresses.ts'
import {ask, askOwn} from './client.ts'
import {inLanguage, link, visible, written} from './fragments.ts'
import {allPages} from './lists.ts'
import {ownQuestion} from './questions.ts'
import {tagsFor} from './tags.ts'
import type {DocumentLink, Page} from './types.ts'

const page = ownQuestion(
  `_type == "page" && slug.current == $slug && ${inLanguage}`,
  `{${link}, body, "translations": translations[]._ref}`,
)

/** The page at `/<slug>`, or `null`: also for a name that the site needs itself. */
export const getPage = async (slug: string, language: LanguageCode): Promise<Page | null> =>
  isPageSlug(slug) ? askOwn<Page>(page, {slug, language}, tagsFor('page', slug, language)) : null

const linksQuery = defineQuery(
  `*[_type == "page" && defined(slug.current) && ${visible} && defined(title) && ${written} && ${inLanguage}] | order(title asc, _id asc)[0...20]{${link}}`,
)

export async function getPageLinks(language: LanguageCode): Promise<DocumentLink[]> {
  const links = await ask<DocumentLink[]>(linksQuery, {language}, [allPages(language)])
  return links.filter(({slug}) => slug !== null && isPageSlug(slug))
}
