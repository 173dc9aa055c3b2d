/** One subject: what was written on it, page by page. */
import {notFound} from 'next/navigation'
import type {ReactNode} from 'react'
import {homePath, listPath, numbered, topicPath} from '../addresses.ts'
import {getArticlesOfTopic} from '../content/articles.ts'
import {offeredIn} from '../content/offered.ts'
import {getTopic} from '../content/topics.ts'
import type {Topic} from '../content/types.ts'
import {editable} from '../draft/edit-attributes.ts'
import {markOf} from '../language/in-english.ts'
import {describe, type PageMetadata} from '../metadata.ts'
import {numberedTitle, orNotFound} from '../page-number.ts'
import {inEveryLanguage, type Site} from '../site.ts'
import {breadcrumbList} from '../structured-data/breadcrumb-list.ts'
import {organization, webSite} from '../structured-data/organization.ts'
import {Breadcrumbs} from './Breadcrumbs.tsx'
import {FeedLink} from './FeedLink.tsx'
import {JsonLd} from './JsonLd.tsx'
import {PageHead} from './PageHead.tsx'
import {Pager} from './Pager.tsx'
import {Pieces} from './Pieces.tsx'
import {Revisions} from './Revisions.tsx'

async function read(slug: string, {words}: Site): Promise<Topic> {
  const topic = await getTopic(decodeURIComponent(slug), words.code)
  if (!topic) notFound()
  return topic
}

export async function describeTopic(site: Site, slug: string, page = 1): Promise<PageMetadata> {
  const {_id, title, description, slug: own} = await read(slug, site)
  const at = topicPath(own ?? '', site.words.code)
  // In French it may have no articles: the list of topics there has those that do.
  const nearest = inEveryLanguage(site, (code) =>
    code === 'en' ? topicPath(own ?? '', code) : listPath('topics', code),
  )
  if (page > 1)
    return describe(site, {
      title: numberedTitle(title, page),
      path: numbered(at, page),
      nearest,
    })
  const [offered, {pages}] = await Promise.all([
    offeredIn(site, 'topic', _id),
    getArticlesOfTopic(_id, 1, site.words.code),
  ])
  return describe(site, {
    title: title ?? '',
    description: description || site.words.articlesOn(title ?? ''),
    hasFeeds: pages > 0,
    translations: offered.map((code) => ({code, path: topicPath(own ?? '', code)})),
    nearest,
    noindex: offered.length === 0,
    path: at,
  })
}

export async function topic(site: Site, slug: string, page = 1): Promise<ReactNode> {
  const {words, settings} = site
  const found = await read(slug, site)
  const {articles, pages} = orNotFound(await getArticlesOfTopic(found._id, page, words.code), page)
  const own = topicPath(found.slug ?? '', words.code)
  const edit = (path: string) => editable(site, found, 'topic', path)
  const trail = [
    {label: words.home, path: homePath(words.code)},
    {label: words.topics, path: listPath('topics', words.code)},
  ]
  return (
    <>
      <PageHead
        title={found.title ?? ''}
        text={found.description}
        edit={{title: edit('title'), text: edit('description')}}
        mark={{title: markOf(words, found, 'title'), text: markOf(words, found, 'description')}}
        below={page === 1 && pages > 0 && <FeedLink of={own} words={words} />}
      >
        <Breadcrumbs trail={trail} label={words.breadcrumbs} />
      </PageHead>
      <section className="wrap" aria-label={words.articlesOn(found.title ?? '')}>
        <Pieces articles={articles} site={site} as="rows" level={2} hidesTopic />
        <Pager page={page} pages={pages} words={words} at={(number) => numbered(own, number)} />
      </section>
      <Revisions of={[found, settings, ...articles]} />
      <JsonLd graph={[breadcrumbList(site, trail), webSite(site), organization(site)]} />
    </>
  )
}
