/**
 * What a reader finds where there is nothing. The front server sends this page, with status 404, for every address that has
 * none: Next's own `notFound()` leaves a shell that only scripts fill.
 */
import {homePath} from '#site/addresses.ts'
import {PageHead} from '#site/components/PageHead.tsx'
import {Pieces} from '#site/components/Pieces.tsx'
import {Revisions} from '#site/components/Revisions.tsx'
import {SearchForm} from '#site/components/SearchForm.tsx'
import {getNewestArticles} from '#site/content/articles.ts'
import type {PageMetadata} from '#site/metadata.ts'
import {openSite, type LanguageParams} from '#site/site.ts'

interface Props {
  params: Promise<LanguageParams>
}

const OFFERED = 3

export async function generateMetadata({params}: Props): Promise<PageMetadata> {
  const {words, name} = await openSite(params)
  return {title: `${words.errors[404].title} | ${name}`, robots: {index: false}}
}

export default async function NotFoundPage({params}: Props) {
  const site = await openSite(params)
  const {words, settings} = site
  const articles = await getNewestArticles(OFFERED, words.code)
  return (
    <>
      <PageHead {...words.errors[404]} below={<SearchForm words={words} />} />
      <div className="wrap">
        <p>
          <a className="button" href={homePath(words.code)}>
            {words.backToFrontPage}
          </a>
        </p>
        {articles.length > 0 && (
          <section aria-labelledby="perhaps">
            <h2 className="rubric" id="perhaps">
              {words.perhapsThese}
            </h2>
            <Pieces articles={articles} site={site} as="grid" level={3} />
          </section>
        )}
      </div>
      <Revisions of={[settings, ...articles]} />
    </>
  )
}
