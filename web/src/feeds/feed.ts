/** What a feed says, before it is written as RSS, Atom or JSON: plain values, all addresses absolute. */
import {articlePath, authorPath} from '../addresses.ts'
import {present} from '../content/present.ts'
import type {WholeText, WordlessPicture} from '../content/types.ts'
import {rendered} from '../content/rendered.ts'
import {absolute} from '../metadata.ts'
import {addressOf, frame, sourceOf} from '../pictures/address.ts'
import type {Site} from '../site.ts'
import {absoluteHtml} from './absolute-html.ts'
import {notAfter} from './honest-date.ts'

export interface FeedItem {
  /** The address it was first at, by which readers of feeds know it after a move. */
  id: string
  url: string
  title: string
  summary: string | null
  html: string
  picture: FeedPicture | undefined
  published: Date
  updated: Date
  authors: {name: string; url: string | undefined}[]
  topics: string[]
}

/** The lead picture, as its page shows it. */
export interface FeedPicture {
  url: string
  /** The type of the file at the address. */
  type: 'image/jpeg'
  /** In pixels. */
  width: number
  height: number
}

export interface Feed {
  title: string
  description: string
  language: string
  /** The page that it follows. */
  home: string
  /** Its own address. */
  self: string
  items: FeedItem[]
}

const dateOf = (stored: string | null): Date | undefined => {
  const date = new Date(stored ?? '')
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** Articles as feed items. An address that another one of them has now, or had first as well, is no id of theirs. */
export function feedItems(site: Site, articles: WholeText[]): FeedItem[] {
  const items = articles.flatMap((article) => feedItem(site, article))
  const taken = new Set(items.map(({url}) => url))
  const seen = new Set<string>()
  for (const {id} of items) (seen.has(id) ? taken : seen).add(id)
  return items.map((item) => (taken.has(item.id) ? {...item, id: item.url} : item))
}

/** The shape of the lead picture on its page, and the width in pixels that is enough above the columns of a reader of feeds. */
const SHAPE = 16 / 9
const WIDEST = 1200

function pictureOf(site: Site, picture: WordlessPicture | null): FeedPicture | undefined {
  const source = sourceOf(picture)
  if (!picture || !source) return undefined
  const part = frame(picture, source, SHAPE)
  const width = Math.min(WIDEST, part.width)
  return {
    url: absolute(site, addressOf(source, part, width, 'jpeg')),
    type: 'image/jpeg',
    width,
    height: Math.round((width * part.height) / part.width),
  }
}

/** Nothing when it has no date that can be read. */
function feedItem(site: Site, article: WholeText): FeedItem[] {
  const honest = (stored: string | null) => {
    const date = dateOf(stored)
    return date && notAfter(date, article._updatedAt)
  }
  const published = honest(article.publishedAt)
  if (!published) return []
  const url = absolute(site, articlePath(article))
  const [first] = present(article.formerSlugs)
  const {html, opening} = rendered(article.body ?? '', {labels: site.words.markdown})
  return [
    {
      id: absolute(site, articlePath({...article, slug: first || article.slug})),
      url,
      title: article.title || url,
      summary: article.standfirst || opening || null,
      html: absoluteHtml(html, url),
      picture: pictureOf(site, article.heroImage),
      published,
      updated: honest(article.updatedAt) ?? published,
      authors: present(article.authors).flatMap(({name, slug}) =>
        name
          ? [{name, url: slug ? absolute(site, authorPath(slug, site.words.code)) : undefined}]
          : [],
      ),
      topics: present(article.topics).flatMap(({title}) => title ?? []),
    },
  ]
}

/** When something in it changed last; the beginning of time as long as there is nothing. */
export const feedUpdated = ({items}: Feed): Date =>
  new Date(Math.max(0, ...items.map(({updated}) => updated.getTime())))
