/** `/topics/<slug>`: one subject, and what was last written on it. */
import {describeTopic, topic} from '#site/components/topic.tsx'
import type {PageMetadata} from '#site/metadata.ts'
import {openSite, type LanguageParams} from '#site/site.ts'

interface Props {
  params: Promise<LanguageParams & {slug: string}>
}

export const generateStaticParams = (): {slug: string}[] => []

export async function generateMetadata({params}: Props): Promise<PageMetadata> {
  const [site, {slug}] = await Promise.all([openSite(params), params])
  return describeTopic(site, slug)
}

export default async function TopicPage({params}: Props) {
  const [site, {slug}] = await Promise.all([openSite(params), params])
  return topic(site, slug)
}
