/** Feeds of the site (`/feed.xml`), a topic and an author (`/topics/<slug>/feed.xml`), in three formats. */
import {authorPath, homePath, topicPath} from '#site/addresses.ts'
import {
  getFeedOfAuthor,
  getFeedOfSite,
  getFeedOfTopic,
  getFollowedAuthor,
  getFollowedTopic,
} from '#site/content/machines.ts'
import {revisionHeader} from '#site/content/revisions.ts'
import type {WholeText} from '#site/content/types.ts'
import {atom} from '#site/feeds/atom.ts'
import {feedFiles, feedPath, isFeedFile, type FeedFile} from '#site/feeds/feed-files.ts'
import {feedItems} from '#site/feeds/feed.ts'
import {jsonFeed} from '#site/feeds/json-feed.ts'
import {rss} from '#site/feeds/rss.ts'
import {absolute} from '#site/metadata.ts'
import {openSite, type LanguageParams, type Site} from '#site/site.ts'

export const dynamic = 'force-static'
export const revalidate = false

export const generateStaticParams = (): Params[] => []

type Params = LanguageParams & {scope: string; slug: string; file: string}

interface Followed {
  title: string
  /** What is followed, in a line of its own; the site's stands in for it. */
  line?: string | null | undefined
  page: string
  articles: WholeText[]
}

const writers: Record<FeedFile, typeof rss> = {
  'feed.xml': rss,
  'atom.xml': atom,
  'feed.json': jsonFeed,
}

async function follow(site: Site, {scope, slug}: Params): Promise<Followed | null> {
  const {code} = site.words
  if (scope === 'site')
    return {title: site.name, page: homePath(code), articles: await getFeedOfSite(code)}
  const isTopic = scope === 'topics'
  const found = await (isTopic ? getFollowedTopic : getFollowedAuthor)(slug, code)
  if (!found) return null
  return {
    title: `${found.title ?? slug} | ${site.name}`,
    line: found.description || found.jobTitle,
    page: isTopic ? topicPath(slug, code) : authorPath(slug, code),
    articles: isTopic
      ? await getFeedOfTopic(found._id, code)
      : await getFeedOfAuthor(found._id, code),
  }
}

export async function GET(_: Request, {params}: {params: Promise<Params>}): Promise<Response> {
  const [site, wanted] = await Promise.all([openSite(params), params])
  const {file} = wanted
  // Before the lake is asked: a 404 that carries the tags of what is there would not be believed.
  if (!isFeedFile(file)) return new Response(null, {status: 404})
  const followed = await follow(site, {...wanted, slug: decodeURIComponent(wanted.slug)})
  if (!followed) return new Response(null, {status: 404})
  const text = writers[file]({
    title: followed.title,
    description: followed.line || (site.settings.tagline ?? ''),
    language: site.words.tag,
    home: absolute(site, followed.page),
    self: absolute(site, feedPath(followed.page, file)),
    items: feedItems(site, followed.articles),
  })
  const headers = {
    'content-type': `${feedFiles[file]}; charset=utf-8`,
    ...revisionHeader([...followed.articles, site.settings]),
  }
  return new Response(text, {headers})
}
