/** `/topics`: what this publication is about, with the latest on each. In French, as far as there is anything in French. */
import {listPath} from '#site/addresses.ts'
import {JsonLd} from '#site/components/JsonLd.tsx'
import {PageHead} from '#site/components/PageHead.tsx'
import {Revisions} from '#site/components/Revisions.tsx'
import {TopicList} from '#site/components/TopicList.tsx'
import {getTopicSummaries} from '#site/content/topic-news.ts'
import {getTopics} from '#site/content/topics.ts'
import {describe, type PageMetadata} from '#site/metadata.ts'
import {inEveryLanguage, openSite, type LanguageParams} from '#site/site.ts'
import {organization, webSite} from '#site/structured-data/organization.ts'

interface Props {
  params: Promise<LanguageParams>
}

export async function generateMetadata({params}: Props): Promise<PageMetadata> {
  const site = await openSite(params)
  return describe(site, {
    title: site.words.topics,
    path: listPath('topics', site.words.code),
    translations: inEveryLanguage(site, (code) => listPath('topics', code)),
  })
}

export default async function Topics({params}: Props) {
  const site = await openSite(params)
  const {code} = site.words
  const all = await getTopics(code)
  const summaries = await getTopicSummaries(all, code)
  const totalOf = ({_id}: {_id: string}) => summaries.get(_id)?.total ?? 0
  const topics = code === 'fr' ? all.filter((topic) => totalOf(topic) > 0) : all
  const news = new Map(topics.map(({_id}) => [_id, summaries.get(_id)?.newest ?? []]))
  const counts = new Map(
    topics
      .filter((topic) => totalOf(topic) > 0)
      .map((topic) => [topic._id, site.words.articleCount(totalOf(topic))]),
  )
  return (
    <>
      <PageHead
        title={site.words.topics}
        text={topics.length === 0 ? site.words.noTopicsYet : null}
      />
      <div className="wrap">
        <TopicList topics={topics} code={code} level={2} news={news} counts={counts} />
      </div>
      <Revisions of={[site.settings, ...topics, ...[...news.values()].flat()]} />
      <JsonLd graph={[webSite(site), organization(site)]} />
    </>
  )
}
