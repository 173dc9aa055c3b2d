/** A person, what stands behind the name, and what they wrote, page by page. */
import {notFound} from 'next/navigation'
import type {ReactNode} from 'react'
import {authorPath, homePath, listPath, numbered} from '../addresses.ts'
import {getArticlesOfAuthor} from '../content/articles.ts'
import {getAuthor} from '../content/authors.ts'
import {suffixOf} from '../content/credentials.ts'
import {offeredIn} from '../content/offered.ts'
import {present} from '../content/present.ts'
import {rendered} from '../content/rendered.ts'
import type {Author} from '../content/types.ts'
import {editable} from '../draft/edit-attributes.ts'
import {labelsOf, markOf} from '../language/in-english.ts'
import {describe, type PageMetadata} from '../metadata.ts'
import {numberedTitle, orNotFound} from '../page-number.ts'
import {inEveryLanguage, type Site} from '../site.ts'
import {breadcrumbList} from '../structured-data/breadcrumb-list.ts'
import {organization, webSite} from '../structured-data/organization.ts'
import {person} from '../structured-data/person.ts'
import {profilePage} from '../structured-data/profile-page.ts'
import {Breadcrumbs} from './Breadcrumbs.tsx'
import {FeedLink} from './FeedLink.tsx'
import {JsonLd} from './JsonLd.tsx'
import {Pager} from './Pager.tsx'
import {Pieces} from './Pieces.tsx'
import {Portrait} from './Portrait.tsx'
import {Profile} from './Profile.tsx'
import {Revisions} from './Revisions.tsx'
import {Unbroken} from './Unbroken.tsx'

async function read(slug: string, {words}: Site): Promise<Author> {
  const found = await getAuthor(decodeURIComponent(slug), words.code)
  if (!found) notFound()
  return found
}

export async function describeAuthor(site: Site, slug: string, page = 1): Promise<PageMetadata> {
  const found = await read(slug, site)
  const suffix = suffixOf(found)
  const title = [found.name, suffix].filter(Boolean).join(', ')
  const path = authorPath(found.slug ?? '', site.words.code)
  // Who it is, a page says in every language.
  const nearest = inEveryLanguage(site, (code) => authorPath(found.slug ?? '', code))
  if (page > 1)
    return describe(site, {title: numberedTitle(title, page), path: numbered(path, page), nearest})
  const [offered, {pages}] = await Promise.all([
    offeredIn(site, 'author', found._id),
    getArticlesOfAuthor(found._id, 1, site.words.code),
  ])
  const bio = rendered(found.bio ?? '', {labels: labelsOf(site.words, found, 'bio')})
  return describe(site, {
    title,
    description: bio.opening || found.jobTitle || site.words.articlesBy(found.name ?? ''),
    path,
    hasFeeds: pages > 0,
    translations: offered.map((code) => ({code, path: authorPath(found.slug ?? '', code)})),
    nearest,
    noindex: offered.length === 0,
    picture: found.portrait && {...found.portrait, alt: found.portraitAlt},
  })
}

/** The first page says who it is; those after it go on with the articles. */
export async function author(site: Site, slug: string, page = 1): Promise<ReactNode> {
  const {words, settings} = site
  const found = await read(slug, site)
  const {articles, pages} = orNotFound(await getArticlesOfAuthor(found._id, page, words.code), page)
  const suffix = suffixOf(found)
  const own = authorPath(found.slug ?? '', words.code)
  const edit = (path: string) => editable(site, found, 'author', path)
  const trail = [
    {label: words.home, path: homePath(words.code)},
    {label: words.authors, path: listPath('authors', words.code)},
  ]
  const isFirst = page === 1
  return (
    <>
      <header className="opening profile wrap">
        <Breadcrumbs trail={trail} label={words.breadcrumbs} />
        <Portrait author={found} size="large" words={words} isFirst />
        <div>
          <h1 {...edit('name')}>
            <Unbroken text={found.name ?? ''} />
            {suffix && (
              <span className="suffix">
                <span className="visually-hidden">, </span>
                {suffix}
              </span>
            )}
          </h1>
          {found.jobTitle && (
            <p className="standfirst" {...edit('jobTitle')} {...markOf(words, found, 'jobTitle')}>
              {found.jobTitle}
            </p>
          )}
          {isFirst && pages > 0 && <FeedLink of={own} words={words} />}
        </div>
      </header>
      {isFirst && <Profile author={found} site={site} />}
      <section className="wrap" aria-labelledby="articles">
        <h2 className="rubric" id="articles">
          {words.articlesBy(found.name ?? '')}
        </h2>
        <Pieces articles={articles} site={site} as="rows" level={3} hidesAuthor />
        <Pager page={page} pages={pages} words={words} at={(number) => numbered(own, number)} />
      </section>
      <Revisions of={[found, settings, ...present(found.topics), ...articles]} />
      <JsonLd
        graph={[
          ...(isFirst ? [profilePage(site, found, articles), person(site, found)] : []),
          breadcrumbList(site, trail),
          webSite(site),
          organization(site),
        ]}
      />
    </>
  )
}
