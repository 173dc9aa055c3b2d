/** `/authors/<slug>`: a person, what stands behind the name, and what they last wrote. */
import {author, describeAuthor} from '#site/components/author.tsx'
import type {PageMetadata} from '#site/metadata.ts'
import {openSite, type LanguageParams} from '#site/site.ts'

interface Props {
  params: Promise<LanguageParams & {slug: string}>
}

export const generateStaticParams = (): {slug: string}[] => []

export async function generateMetadata({params}: Props): Promise<PageMetadata> {
  const [site, {slug}] = await Promise.all([openSite(params), params])
  return describeAuthor(site, slug)
}

export default async function AuthorPage({params}: Props) {
  const [site, {slug}] = await Promise.all([openSite(params), params])
  return author(site, slug)
}
