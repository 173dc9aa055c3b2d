/** `/`: the lead story, what is new, and the way in by topic. No article stands there twice, however few there are. */
import {homePath, listPath} from '#site/addresses.ts'
import {Card} from '#site/components/Card.tsx'
import {JsonLd} from '#site/components/JsonLd.tsx'
import {Pieces} from '#site/components/Pieces.tsx'
import {Revisions} from '#site/components/Revisions.tsx'
import {TopicList} from '#site/components/TopicList.tsx'
import {areThereMoreThan, getNewestArticles} from '#site/content/articles.ts'
import {getTopicNews} from '#site/content/topic-news.ts'
import {getTopicLinks, getTopicsAmong} from '#site/content/topics.ts'
import type {Topic, TopicRef} from '#site/content/types.ts'
import {describe, type PageMetadata} from '#site/metadata.ts'
import {inEveryLanguage, openSite, type LanguageParams} from '#site/site.ts'
import {organization, webSite} from '#site/structured-data/organization.ts'

interface Props {
  params: Promise<LanguageParams>
}

/** A lead, two large ones, and two rows of three. */
const SHOWN = 9

/** From how many on, beside the lead, two of them are large: fewer stand well as one row. */
const ENOUGH_FOR_LEVELS = 4

export async function generateMetadata({params}: Props): Promise<PageMetadata> {
  const site = await openSite(params)
  const {tagline} = site.settings
  const title = tagline ? `${site.name}: ${tagline}` : site.name
  return describe(site, {
    title,
    description: tagline,
    path: homePath(site.words.code),
    hasFeeds: true,
    translations: inEveryLanguage(site, homePath),
  })
}

export default async function Home({params}: Props) {
  const site = await openSite(params)
  const {words, settings} = site
  const [articles, hasMore, topics] = await Promise.all([
    getNewestArticles(SHOWN, words.code),
    areThereMoreThan(SHOWN, words.code),
    getTopicLinks(words.code),
  ])
  const news = await getTopicNews(topics, articles, words.code)
  const [lead, ...others] = articles
  const large = others.length < ENOUGH_FOR_LEVELS ? [] : others.slice(0, 2)
  // All that was written on a topic may stand above; then it says what it is about.
  const seen = topics.filter(({_id}) => news.get(_id)?.length === 0)
  const subjects = await getTopicsAmong(
    seen.map(({_id}) => _id),
    words.code,
  )
  const ways = topics
    .map((topic): TopicRef & Partial<Topic> => subjects.find(({_id}) => _id === topic._id) ?? topic)
    .filter(({_id, description}) => description || news.get(_id)?.length)
  // One topic alone, with nothing new in it, is no choice.
  const isChoice = ways.length > 1 || ways.some(({_id}) => news.get(_id)?.length)
  const revisions = [settings, ...articles, ...topics, ...subjects, ...[...news.values()].flat()]
  const graph = <JsonLd graph={[webSite(site), organization(site)]} />
  if (!lead) {
    return (
      <div className="front blank wrap">
        <h1>{words.nothingPublished}</h1>
        <p className="standfirst">{words.nothingPublishedText}</p>
        <Revisions of={revisions} />
        {graph}
      </div>
    )
  }
  return (
    <div className="front wrap">
      <h1 className="visually-hidden">{site.name}</h1>
      <Card article={lead} site={site} shape="lead" level={2} />
      {others.length > 0 && (
        <section aria-labelledby="latest">
          <h2 className="rubric" id="latest">
            {words.latest}
          </h2>
          {large.length > 0 && <Pieces articles={large} site={site} as="pair" level={3} />}
          <Pieces articles={others.slice(large.length)} site={site} as="grid" level={3} />
          {hasMore && (
            <p className="more">
              <a href={listPath('articles', words.code)}>{words.allArticles}</a>
            </p>
          )}
        </section>
      )}
      {isChoice && (
        <section aria-labelledby="topics">
          <h2 className="rubric" id="topics">
            {words.browseByTopic}
          </h2>
          <TopicList topics={ways} code={words.code} level={3} news={news} />
        </section>
      )}
      <Revisions of={revisions} />
      {graph}
    </div>
  )
}
