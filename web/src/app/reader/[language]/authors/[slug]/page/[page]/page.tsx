/** `/authors/<slug>/page/<n>`, from the second page on: what they wrote before. */
import {describeAuthor, author} from '#site/components/author.tsx'
import type {PageMetadata} from '#site/metadata.ts'
import {pageNumber} from '#site/page-number.ts'
import {openSite, type LanguageParams} from '#site/site.ts'

interface Props {
  params: Promise<LanguageParams & {slug: string; page: string}>
}

export const generateStaticParams = (): {slug: string; page: string}[] => []

export async function generateMetadata({params}: Props): Promise<PageMetadata> {
  const [site, {slug, page}] = await Promise.all([openSite(params), params])
  return describeAuthor(site, slug, pageNumber(page))
}

export default async function AuthorFurther({params}: Props) {
  const [site, {slug, page}] = await Promise.all([openSite(params), params])
  return author(site, slug, pageNumber(page))
}
