/** One page of the archive, with real addresses for the others. */
import {notFound} from 'next/navigation'
import type {ReactNode} from 'react'
import {archivePath} from '../addresses.ts'
import {ARTICLES_PER_PAGE, getArticlePage} from '../content/articles.ts'
import type {Site} from '../site.ts'
import {organization, webSite} from '../structured-data/organization.ts'
import {JsonLd} from './JsonLd.tsx'
import {PageHead} from './PageHead.tsx'
import {Pieces} from './Pieces.tsx'
import {Revisions} from './Revisions.tsx'

export async function archive(site: Site, page: number): Promise<ReactNode> {
  const {words, settings} = site
  const {articles, total} = await getArticlePage(page, words.code)
  if (articles.length === 0 && page > 1) notFound()
  const pages = Math.max(1, Math.ceil(total / ARTICLES_PER_PAGE))
  return (
    <>
      <PageHead
        title={words.articles}
        text={total > 0 ? words.articleCount(total) : words.nothingPublishedText}
      />
      <div className="wrap">
        {total > 0 && <Pieces articles={articles} site={site} as="rows" level={2} />}
        {pages > 1 && (
          <nav className="pager" aria-label={words.pages}>
            {page > 1 && (
              <a rel="prev" href={archivePath(page - 1, words.code)}>
                ← {words.newer}
              </a>
            )}
            <span>{words.pageOf(page, pages)}</span>
            {page < pages && (
              <a rel="next" href={archivePath(page + 1, words.code)}>
                {words.older} →
              </a>
            )}
          </nav>
        )}
      </div>
      <Revisions of={[settings, ...articles]} />
      <JsonLd graph={[webSite(site), organization(site)]} />
    </>
  )
}
