/** `/topics/<slug>`: one subject, and everything written on it. */
import {notFound} from 'next/navigation'
import {homePath, listPath, topicPath} from '#site/addresses.ts'
import {Breadcrumbs} from '#site/components/Breadcrumbs.tsx'
import {JsonLd} from '#site/components/JsonLd.tsx'
import {PageHead} from '#site/components/PageHead.tsx'
import {Pieces} from '#site/components/Pieces.tsx'
import {Revisions} from '#site/components/Revisions.tsx'
import {getArticlesOfTopic} from '#site/content/articles.ts'
import {getTopic} from '#site/content/topics.ts'
import type {Topic} from '#site/content/types.ts'
import {describe, type PageMetadata} from '#site/metadata.ts'
import {inEveryLanguage, openSite, type LanguageParams, type Site} from '#site/site.ts'
import {breadcrumbList} from '#site/structured-data/breadcrumb-list.ts'
import {organization, webSite} from '#site/structured-data/organization.ts'

interface Props {
  params: Promise<LanguageParams & {slug: string}>
}

export const generateStaticParams = (): {slug: string}[] => []

async function read({params}: Props): Promise<{site: Site; topic: Topic}> {
  const [site, {slug}] = await Promise.all([openSite(params), params])
  const topic = await getTopic(decodeURIComponent(slug), site.words.code)
  if (!topic) notFound()
  return {site, topic}
}

export async function generateMetadata(props: Props): Promise<PageMetadata> {
  const {site, topic} = await read(props)
  const {title, description} = topic
  return describe(site, {
    title: title ?? '',
    description: description || site.words.articlesOn(title ?? ''),
    hasFeeds: true,
    translations: inEveryLanguage(site, (code) => topicPath(topic.slug ?? '', code)),
    path: topicPath(topic.slug ?? '', site.words.code),
  })
}

export default async function TopicPage(props: Props) {
  const {site, topic} = await read(props)
  const articles = await getArticlesOfTopic(topic._id, site.words.code)
  const trail = [
    {label: site.words.home, path: homePath(site.words.code)},
    {label: site.words.topics, path: listPath('topics', site.words.code)},
  ]
  return (
    <>
      <PageHead title={topic.title ?? ''} text={topic.description}>
        <Breadcrumbs trail={trail} label={site.words.breadcrumbs} />
      </PageHead>
      <section className="wrap" aria-label={site.words.articlesOn(topic.title ?? '')}>
        <Pieces articles={articles} site={site} as="rows" level={2} hidesTopic />
      </section>
      <Revisions of={[topic, site.settings, ...articles]} />
      <JsonLd graph={[breadcrumbList(site, trail), webSite(site), organization(site)]} />
    </>
  )
}
