/** What a page says about itself to search engines and to those who share it. Addresses come from the settings only. */
import type {Picture, WordlessPicture} from './content/types.ts'
import {cardKey, cardPath} from './cards/card.ts'
import {CARD} from './cards/drawing.ts'
import {config} from './config.ts'
import {homePath, type LanguageCode} from './addresses.ts'
import {feedFiles, feedPath, type FeedFile} from './feeds/feed-files.ts'
import {addressOf, frame, sourceOf} from './pictures/address.ts'
import {languageOf} from './language/language.ts'
import {spokenBy, type Site} from './site.ts'

export interface PageFacts {
  title: string
  description?: string | null | undefined
  path: string
  picture?: (WordlessPicture & Pick<Picture, 'alt'>) | null | undefined
  noindex?: boolean | null | undefined
  /** The same page in other languages. */
  translations?: InLanguage[]
  /** What comes closest to it in a language in which it is not there, or is there with nothing on it. */
  nearest?: InLanguage[]
  /** It can be followed: feeds stand beside it. */
  hasFeeds?: boolean
  /** Its text as Markdown. */
  markdown?: string
  /** Whose words these are, with credentials: on the card for those who share a page without a picture. */
  by?: string
  /** Set on an article. */
  article?: {published: string | undefined; modified: string | undefined; authors: string[]}
}

interface InLanguage {
  code: LanguageCode
  path: string
}

/** Where the masthead leads in other languages, by language tag: addresses in full. */
export type Counterparts = Record<string, string>

/** What a page says of itself: of Next's `Metadata`, which it is too, as much as our pages use. */
export interface PageMetadata {
  title: string
  description?: string | undefined
  robots?: {index: false} | {'max-image-preview': 'large'}
  alternates?: {
    canonical: string
    languages?: Record<string, string>
    types: Record<string, TypeOfPage[]>
  }
  /** For the masthead alone. */
  counterparts?: Counterparts
  openGraph?: OpenGraph
  twitter?: {card: 'summary' | 'summary_large_image'}
}

/** The page in another type: as a feed, as Markdown. */
interface TypeOfPage {
  url: string
  title?: string
}

interface OpenGraph {
  type: 'website' | 'article'
  locale: string
  title: string
  description: string | undefined
  url: string
  siteName: string
  images: SharedImage[]
  publishedTime?: string | undefined
  modifiedTime?: string | undefined
  authors?: string[]
}

export interface SharedImage {
  url: string
  width: number
  height: number
  alt?: string
  type?: string
}

const SHARED = {width: 1200, height: 630}

export function absolute(site: Site, address: string): string {
  return new URL(address, site.origin).href
}

/** The page's own picture, the site's, or a card that is painted for it. */
function sharedImage(site: Site, {picture, title, by = ''}: PageFacts): SharedImage | undefined {
  const chosen = sourceOf(picture) ? picture : site.settings.defaultImage
  const source = sourceOf(chosen)
  if (!source || !chosen) return card(site, title, by)
  const part = frame(chosen, source, SHARED.width / SHARED.height)
  const url = absolute(site, addressOf(source, part, SHARED.width, 'jpeg'))
  return {url, ...SHARED, type: 'image/jpeg', ...(chosen.alt ? {alt: chosen.alt} : {})}
}

function card(site: Site, title: string, by: string): SharedImage | undefined {
  const {draftSecret} = config()
  if (!draftSecret) return undefined
  const facts = {title, by, firm: site.name, accent: site.settings.accent ?? ''}
  const url = absolute(site, cardPath(facts, cardKey(draftSecret)))
  return {url, ...CARD, type: 'image/png', alt: by ? `${title} (${by})` : title}
}

function typesOf(
  site: Site,
  {path, title, hasFeeds, markdown}: PageFacts,
): Record<string, TypeOfPage[]> {
  const home = homePath(site.words.code)
  const followed = hasFeeds ? path : home
  const files = hasFeeds
    ? Object.entries(feedFiles)
    : [['feed.xml', feedFiles['feed.xml']] as const]
  const feeds = files.map(([file, type]): [string, TypeOfPage[]] => [
    type,
    [
      {
        url: absolute(site, feedPath(followed, file as FeedFile)),
        title: followed === home ? site.name : title,
      },
    ],
  ])
  const twin: [string, TypeOfPage[]][] = markdown
    ? [['text/markdown', [{url: absolute(site, markdown)}]]]
    : []
  return Object.fromEntries([...feeds, ...twin])
}

export const counterpartsIn = (site: Site, places: InLanguage[]): Counterparts =>
  Object.fromEntries(
    places.map(({code, path}) => [languageOf(code)?.tag ?? code, absolute(site, path)]),
  )

/** Every language in which the page is there, itself included; nothing when it is there in one only. */
function languagesOf(site: Site, {path, translations = []}: PageFacts) {
  const offered = translations.filter(({code}) => code !== site.words.code)
  if (offered.length === 0) return undefined
  const all = [{code: site.words.code, path}, ...offered]
  const english = all.find(({code}) => code === 'en')
  return {
    ...counterpartsIn(site, all),
    // For readers of any other language.
    ...(english ? {'x-default': absolute(site, english.path)} : {}),
  }
}

/** A page's title before the publication's name; that alone as long as the page has none. */
const titled = (site: Site, title: string): string =>
  title ? `${title.replace(/\.$/, '')} | ${site.name}` : site.name

export function describe(site: Site, facts: PageFacts): PageMetadata {
  const {title, path, article} = facts
  const description = facts.description || site.settings.tagline || undefined
  const image = sharedImage(site, facts)
  const url = absolute(site, path)
  const images = image ? [image] : []
  const languages = languagesOf(site, facts)
  const shared = {
    locale: site.words.tag.replace('-', '_'),
    title,
    description,
    url,
    siteName: site.name,
    images,
  }
  return {
    title: path === homePath(site.words.code) ? title : titled(site, title),
    description,
    alternates: {
      canonical: url,
      types: typesOf(site, facts),
      ...(languages ? {languages} : {}),
    },
    counterparts: {...counterpartsIn(site, facts.nearest ?? []), ...languages},
    robots:
      facts.noindex || site.isDraft || site.isReview || !spokenBy(site).includes(site.words.code)
        ? {index: false}
        : {'max-image-preview': 'large'},
    openGraph: article
      ? {
          ...shared,
          type: 'article',
          publishedTime: article.published,
          modifiedTime: article.modified,
          authors: article.authors,
        }
      : {...shared, type: 'website'},
    twitter: {card: image ? 'summary_large_image' : 'summary'},
  }
}
