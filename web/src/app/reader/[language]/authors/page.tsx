/** `/authors`: who writes here. */
import {listPath} from '#site/addresses.ts'
import {AuthorCard} from '#site/components/AuthorCard.tsx'
import {JsonLd} from '#site/components/JsonLd.tsx'
import {PageHead} from '#site/components/PageHead.tsx'
import {Revisions} from '#site/components/Revisions.tsx'
import {getAuthors} from '#site/content/authors.ts'
import {describe, type PageMetadata} from '#site/metadata.ts'
import {inEveryLanguage, openSite, type LanguageParams} from '#site/site.ts'
import {organization, webSite} from '#site/structured-data/organization.ts'

interface Props {
  params: Promise<LanguageParams>
}

export async function generateMetadata({params}: Props): Promise<PageMetadata> {
  const site = await openSite(params)
  return describe(site, {
    title: site.words.authors,
    path: listPath('authors', site.words.code),
    translations: inEveryLanguage(site, (code) => listPath('authors', code)),
  })
}

export default async function Authors({params}: Props) {
  const site = await openSite(params)
  const authors = await getAuthors(site.words.code)
  return (
    <>
      <PageHead
        title={site.words.authors}
        text={authors.length === 0 ? site.words.noAuthorsYet : null}
      />
      <ul className="people wrap">
        {authors.map((author) => (
          <li key={author._id}>
            <AuthorCard author={author} site={site} level={2} />
          </li>
        ))}
      </ul>
      <Revisions of={[site.settings, ...authors]} />
      <JsonLd graph={[webSite(site), organization(site)]} />
    </>
  )
}
