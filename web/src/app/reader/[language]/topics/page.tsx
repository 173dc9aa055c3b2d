/** `/topics`: what this publication is about. */
import {listPath} from '#site/addresses.ts'
import {JsonLd} from '#site/components/JsonLd.tsx'
import {PageHead} from '#site/components/PageHead.tsx'
import {Revisions} from '#site/components/Revisions.tsx'
import {TopicList} from '#site/components/TopicList.tsx'
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
  const topics = await getTopics(site.words.code)
  return (
    <>
      <PageHead
        title={site.words.topics}
        text={topics.length === 0 ? site.words.noTopicsYet : null}
      />
      <div className="wrap">
        <TopicList topics={topics} code={site.words.code} level={2} />
      </div>
      <Revisions of={[site.settings, ...topics]} />
      <JsonLd graph={[webSite(site), organization(site)]} />
    </>
  )
}
