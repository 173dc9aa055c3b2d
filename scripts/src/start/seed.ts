/**
 * The first content of a new directory: the seed article and settings with a neutral name.
 *
 * Called once in a directory's life. A lake that holds content already (restored, or from an earlier version) gets none.
 */
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

export async function seed(lake: SanityClient): Promise<void> {
  const count = await lake.fetch<number>('count(*[_type in ["article", "author", "siteSettings"]])')
  if (count > 0) return
  await lake.createIfNotExists(settings)
  await importFile(article, lake, {topics: ['Interviews']})
}
