/** `/topics/<slug>/page/<n>`, from the second page on: what was written on it before. */
import {describeTopic, topic} from '#site/components/topic.tsx'
import type {PageMetadata} from '#site/metadata.ts'
import {pageNumber} from '#site/page-number.ts'
import {openSite, type LanguageParams} from '#site/site.ts'

interface Props {
  params: Promise<LanguageParams & {slug: string; page: string}>
}

export const generateStaticParams = (): {slug: string; page: string}[] => []

export async function generateMetadata({params}: Props): Promise<PageMetadata> {
  const [site, {slug, page}] = await Promise.all([openSite(params), params])
  return describeTopic(site, slug, pageNumber(page))
}

export default async function TopicFurther({params}: Props) {
  const [site, {slug, page}] = await Promise.all([openSite(params), params])
  return topic(site, slug, pageNumber(page))
}
