/** `/articles`: everything, newest first. */
import {archive} from '#site/components/archive.tsx'
import {archivePath} from '#site/addresses.ts'
import {describe, type PageMetadata} from '#site/metadata.ts'
import {inEveryLanguage, openSite, type LanguageParams} from '#site/site.ts'

interface Props {
  params: Promise<LanguageParams>
}

export async function generateMetadata({params}: Props): Promise<PageMetadata> {
  const site = await openSite(params)
  return describe(site, {
    title: site.words.articles,
    path: archivePath(1, site.words.code),
    translations: inEveryLanguage(site, (code) => archivePath(1, code)),
  })
}

export default async function Articles({params}: Props) {
  return archive(await openSite(params), 1)
}
