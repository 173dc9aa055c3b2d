/** `/authors/<slug>`: a person, what stands behind the name, and what they wrote. */
import {notFound} from 'next/navigation'
import {authorPath, homePath, listPath, safeHref, topicPath} from '#site/addresses.ts'
import {Breadcrumbs} from '#site/components/Breadcrumbs.tsx'
import {CredentialList} from '#site/components/CredentialList.tsx'
import {JsonLd} from '#site/components/JsonLd.tsx'
import {Pieces} from '#site/components/Pieces.tsx'
import {Portrait} from '#site/components/Portrait.tsx'
import {Prose} from '#site/components/Prose.tsx'
import {Revisions} from '#site/components/Revisions.tsx'
import {getArticlesOfAuthor} from '#site/content/articles.ts'
import {getAuthor} from '#site/content/authors.ts'
import {Unbroken} from '#site/components/Unbroken.tsx'
import {suffixOf} from '#site/content/credentials.ts'
import {present} from '#site/content/present.ts'
import type {Author} from '#site/content/types.ts'
import {editable} from '#site/draft/edit-attributes.ts'
import {rendered} from '#site/content/rendered.ts'
import {describe, type PageMetadata} from '#site/metadata.ts'
import {inEveryLanguage, openSite, type LanguageParams, type Site} from '#site/site.ts'
import {breadcrumbList} from '#site/structured-data/breadcrumb-list.ts'
import {organization, webSite} from '#site/structured-data/organization.ts'
import {person} from '#site/structured-data/person.ts'
import {profilePage} from '#site/structured-data/profile-page.ts'

interface Props {
  params: Promise<LanguageParams & {slug: string}>
}

export const generateStaticParams = (): {slug: string}[] => []

async function read({params}: Props): Promise<{site: Site; author: Author}> {
  const [site, {slug}] = await Promise.all([openSite(params), params])
  const author = await getAuthor(decodeURIComponent(slug), site.words.code)
  if (!author) notFound()
  return {site, author}
}

export async function generateMetadata(props: Props): Promise<PageMetadata> {
  const {site, author} = await read(props)
  const suffix = suffixOf(author)
  const title = suffix ? `${author.name}, ${suffix}` : (author.name ?? '')
  const path = authorPath(author.slug ?? '', site.words.code)
  return describe(site, {
    title,
    description: author.jobTitle || site.words.articlesBy(author.name ?? ''),
    path,
    hasFeeds: true,
    translations: inEveryLanguage(site, (code) => authorPath(author.slug ?? '', code)),
    picture: author.portrait,
  })
}

export default async function AuthorPage(props: Props) {
  const {site, author} = await read(props)
  const {words, settings} = site
  const articles = await getArticlesOfAuthor(author._id, words.code)
  const suffix = suffixOf(author)
  const bio = rendered(author.bio ?? '', {labels: words.markdown})
  const topics = present(author.topics).filter(({slug}) => slug)
  const links = present(author.links).filter(({label, url}) => label && safeHref(url))
  const trail = [
    {label: words.home, path: homePath(words.code)},
    {label: words.authors, path: listPath('authors', words.code)},
  ]
  const edit = (path: string) => editable(site, author, 'author', path)
  return (
    <>
      <header className="opening profile wrap">
        <Breadcrumbs trail={trail} label={words.breadcrumbs} />
        <Portrait author={author} size="large" />
        <div>
          <h1 {...edit('name')}>
            <Unbroken text={author.name ?? ''} />
            {suffix && <span className="suffix">, {suffix}</span>}
          </h1>
          {author.jobTitle && <p className="standfirst">{author.jobTitle}</p>}
        </div>
      </header>
      <div className="columns wrap">
        <div className="text">
          {author.bio && <Prose html={bio.html} edit={edit('bio')} />}
          <CredentialList author={author} words={words} />
          {topics.length > 0 && (
            <p className="facts">
              <strong>{words.writesAbout}</strong>
              {topics.map(({_id, slug, title}) => (
                <a key={_id} href={topicPath(slug ?? '', words.code)}>
                  {title}
                </a>
              ))}
            </p>
          )}
          {links.length > 0 && (
            <p className="facts">
              <strong>{words.elsewhere}</strong>
              {links.map(({label, url}) => (
                <a key={url} href={safeHref(url)} rel="external noopener">
                  {label}
                </a>
              ))}
            </p>
          )}
        </div>
      </div>
      <section className="wrap" aria-labelledby="articles">
        <h2 className="rubric" id="articles">
          {words.articlesBy(author.name ?? '')}
        </h2>
        <Pieces articles={articles} site={site} as="rows" level={3} />
      </section>
      <Revisions of={[author, settings, ...topics, ...articles]} />
      <JsonLd
        graph={[
          profilePage(site, author, articles),
          person(site, author),
          breadcrumbList(site, trail),
          webSite(site),
          organization(site),
        ]}
      />
    </>
  )
}
