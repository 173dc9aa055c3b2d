/** `/<slug>`: about, contact, privacy, accessibility: what an editor writes beside the articles. */
import {notFound} from 'next/navigation'
import {homePath, pagePath} from '#site/addresses.ts'
import {Breadcrumbs} from '#site/components/Breadcrumbs.tsx'
import {Contents} from '#site/components/Contents.tsx'
import {JsonLd} from '#site/components/JsonLd.tsx'
import {Prose} from '#site/components/Prose.tsx'
import {Revisions} from '#site/components/Revisions.tsx'
import {Translations} from '#site/components/Translations.tsx'
import {getPage} from '#site/content/pages.ts'
import {getTranslationsOfPage, inOtherLanguages} from '#site/content/translations.ts'
import type {Page} from '#site/content/types.ts'
import {editable} from '#site/draft/edit-attributes.ts'
import {rendered} from '#site/content/rendered.ts'
import {describe, type PageMetadata} from '#site/metadata.ts'
import {openSite, type LanguageParams, type Site} from '#site/site.ts'
import {breadcrumbList} from '#site/structured-data/breadcrumb-list.ts'
import {organization, webSite} from '#site/structured-data/organization.ts'

interface Props {
  params: Promise<LanguageParams & {slug: string}>
}

export const generateStaticParams = (): {slug: string}[] => []

async function read({params}: Props): Promise<{site: Site; page: Page}> {
  const [site, {slug}] = await Promise.all([openSite(params), params])
  const page = await getPage(decodeURIComponent(slug), site.words.code)
  if (!page) notFound()
  return {site, page}
}

export async function generateMetadata(props: Props): Promise<PageMetadata> {
  const {site, page} = await read(props)
  const translations = await getTranslationsOfPage(page)
  return describe(site, {
    title: page.title ?? '',
    description: rendered(page.body ?? '', {labels: site.words.markdown}).opening,
    path: pagePath(page),
    translations: inOtherLanguages(site, page, translations, pagePath),
  })
}

export default async function PlainPage(props: Props) {
  const {site, page} = await read(props)
  const {words, settings} = site
  const translations = await getTranslationsOfPage(page)
  const body = rendered(page.body ?? '', {labels: words.markdown})
  const own = pagePath(page)
  const trail = [
    {label: words.home, path: homePath(words.code)},
    {label: page.title ?? '', path: own},
  ]
  const edit = (path: string) => editable(site, page, 'page', path)
  return (
    <>
      <header className="opening reading wrap">
        <Breadcrumbs trail={trail} label={words.breadcrumbs} own={own} />
        <h1 {...edit('title')}>{page.title}</h1>
        <Translations of={inOtherLanguages(site, page, translations, pagePath)} />
      </header>
      <div className="columns wrap">
        <Contents toc={body.toc} words={words} />
        <div className="text">
          <Prose html={body.html} edit={edit('body')} />
        </div>
      </div>
      <Revisions of={[page, settings, ...translations.named, ...translations.naming]} />
      <JsonLd graph={[breadcrumbList(site, trail), webSite(site), organization(site)]} />
    </>
  )
}
