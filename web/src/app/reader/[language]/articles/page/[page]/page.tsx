/** `/articles/page/<n>`, from the second page on. */
import type {Metadata} from 'next'
import {notFound} from 'next/navigation'
import {archivePath} from '#site/addresses.ts'
import {Archive} from '#site/components/Archive.tsx'
import {describe} from '#site/metadata.ts'
import {openSite, type LanguageParams} from '#site/site.ts'

interface Props {
  params: Promise<LanguageParams & {page: string}>
}

export const generateStaticParams = (): {page: string}[] => []

async function pageOf({params}: Props): Promise<number> {
  const {page} = await params
  if (!/^[1-9]\d{0,4}$/.test(page) || page === '1') notFound()
  return Number(page)
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const [site, page] = await Promise.all([openSite(props.params), pageOf(props)])
  const {words} = site
  return describe(site, {
    title: `${words.articles} (${page})`,
    path: archivePath(page, words.code),
  })
}

export default async function ArticlesPage(props: Props) {
  const [site, page] = await Promise.all([openSite(props.params), pageOf(props)])
  return <Archive site={site} page={page} />
}
