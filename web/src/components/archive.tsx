/** One page of the archive, with real addresses for the others. */
import type {ReactNode} from 'react'
import {archivePath} from '../addresses.ts'
import {orNotFound} from '../page-number.ts'
import {getArticlePage} from '../content/articles.ts'
import type {Site} from '../site.ts'
import {organization, webSite} from '../structured-data/organization.ts'
import {JsonLd} from './JsonLd.tsx'
import {PageHead} from './PageHead.tsx'
import {Pager} from './Pager.tsx'
import {Pieces} from './Pieces.tsx'
import {Revisions} from './Revisions.tsx'

export async function archive(site: Site, page: number): Promise<ReactNode> {
  const {words, settings} = site
  const {articles, total, pages} = orNotFound(await getArticlePage(page, words.code), page)
  return (
    <>
      <PageHead
        title={words.articles}
        text={total > 0 ? null : words.nothingPublishedText}
        below={total > 0 && <p className="follow">{words.articleCount(total)}</p>}
      />
      <div className="wrap">
        {total > 0 && <Pieces articles={articles} site={site} as="rows" level={2} />}
        <Pager page={page} pages={pages} words={words} at={(n) => archivePath(n, words.code)} />
      </div>
      <Revisions of={[settings, ...articles]} />
      <JsonLd graph={[webSite(site), organization(site)]} />
    </>
  )
}
