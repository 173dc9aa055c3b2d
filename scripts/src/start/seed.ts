/**
 * The first content of a new directory: the seed article, a statement on accessibility, and settings with a neutral name.
 *
 * Called once in a directory's life. A lake that holds content already (restored, or from an earlier version) gets none.
 */
import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import type {SanityClient} from '@sanity/client'
import {importFile} from '../import/import-file.ts'

const article = fileURLToPath(new URL('../../seed/so-you-didnt-get-the-job.txt', import.meta.url))

/** Everything that the firm will change first, in the Studio under "Site settings". */
const settings = {
  _id: 'siteSettings',
  _type: 'siteSettings',
  firmName: 'The Career Desk',
  tagline: 'Career advice for people who are looking for their next role.',
  languages: ['en'],
}

/** What the software can truly say of itself; the firm adds to it, or takes it away. */
const statements = [
  {language: 'en', title: 'Accessibility', slug: 'accessibility'},
  {language: 'fr', title: 'Accessibilité', slug: 'accessibilite', translationOf: 'accessibility'},
].map(({language, title, slug, translationOf}) => ({
  _id: `page-${slug}`,
  _type: 'page',
  title,
  slug: {_type: 'slug', current: slug},
  language,
  ...(translationOf
    ? {translations: [{_type: 'reference', _key: 'en', _ref: `page-${translationOf}`}]}
    : {}),
  body: readFileSync(new URL(`../../seed/accessibility.${language}.md`, import.meta.url), 'utf8'),
}))

export async function seed(lake: SanityClient): Promise<void> {
  const count = await lake.fetch<number>('count(*[_type in ["article", "author", "siteSettings"]])')
  if (count > 0) return
  await lake.createIfNotExists(settings)
  for (const statement of statements) await lake.createIfNotExists(statement)
  await importFile(article, lake, {topics: ['Interviews']})
}
