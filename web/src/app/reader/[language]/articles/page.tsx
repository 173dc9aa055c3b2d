/** `/articles`: everything, newest first. */
import type {Metadata} from 'next'
import {Archive} from '#site/components/Archive.tsx'
import {archivePath} from '#site/addresses.ts'
import {describe} from '#site/metadata.ts'
import {inEveryLanguage, openSite, type LanguageParams} from '#site/site.ts'

interface Props {
  params: Promise<LanguageParams>
}

export async function generateMetadata({params}: Props): Promise<Metadata> {
  const site = await openSite(params)
  return describe(site, {
    title: site.words.articles,
    path: archivePath(1, site.words.code),
    translations: inEveryLanguage(site, (code) => archivePath(1, code)),
  })
}

export default async function Articles({params}: Props) {
  return <Archive site={await openSite(params)} page={1} />
}
