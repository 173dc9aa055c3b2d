/** `/articles/page/<n>`, from the second page on. */
import {archivePath} from '#site/addresses.ts'
import {archive} from '#site/components/archive.tsx'
import {describe, type PageMetadata} from '#site/metadata.ts'
import {numberedTitle, pageNumber} from '#site/page-number.ts'
import {inEveryLanguage, openSite, type LanguageParams} from '#site/site.ts'

interface Props {
  params: Promise<LanguageParams & {page: string}>
}

export const generateStaticParams = (): {page: string}[] => []

const pageOf = async ({params}: Props): Promise<number> => pageNumber((await params).page)

export async function generateMetadata(props: Props): Promise<PageMetadata> {
  const [site, page] = await Promise.all([openSite(props.params), pageOf(props)])
  const {words} = site
  return describe(site, {
    title: numberedTitle(words.articles, page),
    path: archivePath(page, words.code),
    nearest: inEveryLanguage(site, (code) => archivePath(1, code)),
  })
}

export default async function ArticlesPage(props: Props) {
  const [site, page] = await Promise.all([openSite(props.params), pageOf(props)])
  return archive(site, page)
}
