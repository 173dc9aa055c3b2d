/**
 * Which page, feed or file stands at an address: the same folders that Next serves editors from, by the same rules as its rewrites in
 * `next.config.ts`.
 */
import type {ReactNode} from 'react'
import * as home from '#site/app/reader/[language]/page.tsx'
import * as plain from '#site/app/reader/[language]/[slug]/page.tsx'
import * as articles from '#site/app/reader/[language]/articles/page.tsx'
import * as archive from '#site/app/reader/[language]/articles/page/[page]/page.tsx'
import * as article from '#site/app/reader/[language]/articles/[slug]/page.tsx'
import * as authors from '#site/app/reader/[language]/authors/page.tsx'
import * as author from '#site/app/reader/[language]/authors/[slug]/page.tsx'
import * as authorFurther from '#site/app/reader/[language]/authors/[slug]/page/[page]/page.tsx'
import * as topics from '#site/app/reader/[language]/topics/page.tsx'
import * as topic from '#site/app/reader/[language]/topics/[slug]/page.tsx'
import * as topicFurther from '#site/app/reader/[language]/topics/[slug]/page/[page]/page.tsx'
import * as search from '#site/app/reader/[language]/search/page.tsx'
import * as notFoundPage from '#site/app/reader/[language]/not-found-page/page.tsx'
import * as feeds from '#site/app/reader/[language]/feeds/[scope]/[slug]/[file]/route.ts'
import * as machine from '#site/app/reader/[language]/machine/[file]/route.ts'
import * as twins from '#site/app/reader/[language]/twins/[slug]/route.ts'
import * as styles from '#site/app/styles/[file]/route.ts'
import type {PageMetadata} from '#site/metadata.ts'

type Params = Record<string, string>

export interface Props<P> {
  params: Promise<P>
  searchParams: Promise<Record<string, string>>
}

/** A page, whichever its parameters are: the table gives it those that it was written for. */
export interface PageModule {
  generateMetadata(props: Props<never>): Promise<PageMetadata>
  default(props: Props<never>): Promise<ReactNode>
}

export interface FileModule {
  GET(request: Request, context: {params: Promise<never>}): Promise<Response>
}

export type Place = {params: Params; isFleeting?: boolean} & (
  {page: PageModule} | {file: FileModule}
)

const feed = /^(?:feed\.xml|atom\.xml|feed\.json)$/
const machineFile = /^(?:sitemap(?:-(?:pages|\d{4})(?:-\d{1,2})?)?\.xml|robots\.txt|llms\.txt)$/

/** What stands at the path, its language taken off. */
function placeOf(segments: string[], language: string): Place | undefined {
  const [first = '', second = '', third = '', fourth = ''] = segments
  const page = (found: PageModule, params: Params = {}): Place => ({
    page: found,
    params: {language, ...params},
  })
  const file = (found: FileModule, params: Params): Place => ({
    file: found,
    params: {language, ...params},
  })
  switch (segments.length) {
    case 0:
      return page(home)
    case 1:
      if (feed.test(first)) return file(feeds, {scope: 'site', slug: 'all', file: first})
      if (machineFile.test(first)) return file(machine, {file: first})
      if (first === 'articles') return page(articles)
      if (first === 'authors') return page(authors)
      if (first === 'topics') return page(topics)
      if (first === 'search') return {...page(search), isFleeting: true}
      if (first === 'not-found-page') return page(notFoundPage)
      return page(plain, {slug: first})
    case 2:
      if (first === 'articles' && second.endsWith('.md') && second !== '.md')
        return file(twins, {slug: second.slice(0, -'.md'.length)})
      if (first === 'articles') return page(article, {slug: second})
      if (first === 'authors') return page(author, {slug: second})
      return first === 'topics' ? page(topic, {slug: second}) : undefined
    case 3:
      if ((first === 'authors' || first === 'topics') && feed.test(third))
        return file(feeds, {scope: first, slug: second, file: third})
      return first === 'articles' && second === 'page' ? page(archive, {page: third}) : undefined
    case 4:
      if (third !== 'page') return undefined
      if (first === 'authors') return page(authorFurther, {slug: second, page: fourth})
      return first === 'topics' ? page(topicFurther, {slug: second, page: fourth}) : undefined
    default:
      return undefined
  }
}

export function placeAt(path: string): Place | undefined {
  const segments = path === '/' ? [] : path.slice(1).split('/')
  if (segments[0] === 'styles' && segments.length === 2)
    return {file: styles, params: {file: segments[1] ?? ''}, isFleeting: true}
  return segments[0] === 'fr' ? placeOf(segments.slice(1), 'fr') : placeOf(segments, 'en')
}
