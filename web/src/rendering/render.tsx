/**
 * Pages without Next's pipeline: the page's own functions, their frame and their head.
 *
 * Readers get plain HTML. Next would render each page twice over (as a tree for React in the browser, and as HTML), to have the one
 * taken out again: many times the work. It still renders what needs React in the browser, which is what an editor sees first; from
 * then on the preview follows the draft by pages that come from here (`server/draft-pages.ts`).
 */
import {Frame} from '#site/components/Frame.tsx'
import {HeadTags} from '#site/components/HeadTags.tsx'
import {getPageLinks} from '#site/content/pages.ts'
import {openSite} from '#site/site.ts'
import type {Render, Rendered} from './door.ts'
import {whileReading} from './reading.ts'
import {placeAt, type PageModule} from './table.ts'

export const render: Render = (target, ask, {seesDrafts = false, reads} = {}) =>
  whileReading({ask, seesDrafts, reads}, async () => {
    const {pathname, searchParams} = new URL(target, 'http://site')
    const place = placeAt(pathname)
    if (!place) return undefined
    const params = Promise.resolve(place.params as never)
    try {
      const made =
        'page' in place
          ? await pageOf(place.page, {
              params,
              searchParams: Promise.resolve(Object.fromEntries(searchParams)),
            })
          : await fileOf(await place.file.GET(new Request(`http://site${pathname}`), {params}))
      return {...made, isFleeting: place.isFleeting === true}
    } catch (error) {
      if (isNotFound(error)) return {status: 404, headers: {}}
      throw error
    }
  })

type Props = Parameters<PageModule['default']>[0]

async function pageOf(page: PageModule, props: Props): Promise<Rendered> {
  const [site, metadata, content] = await Promise.all([
    openSite(props.params),
    page.generateMetadata(props),
    page.default(props),
  ])
  const pages = await getPageLinks(site.words.code)
  return {
    status: 200,
    headers: {'content-type': 'text/html; charset=utf-8'},
    page: (
      <Frame
        site={site}
        pages={pages}
        head={<HeadTags metadata={metadata} />}
        counterparts={metadata.counterparts}
      >
        {content}
      </Frame>
    ),
  }
}

const fileOf = async (answer: Response): Promise<Rendered> => ({
  status: answer.status,
  headers: Object.fromEntries(answer.headers),
  file: Buffer.from(await answer.arrayBuffer()),
})

/** What Next's `notFound()` throws. */
const isNotFound = (error: unknown): boolean =>
  error instanceof Error && 'digest' in error && error.digest === 'NEXT_HTTP_ERROR_FALLBACK;404'
