/** `/articles/<slug>`: the page that everything else is for. */
import {notFound} from 'next/navigation'
import {articlePath, homePath, listPath, topicPath} from '#site/addresses.ts'
import {AuthorCard} from '#site/components/AuthorCard.tsx'
import {Breadcrumbs} from '#site/components/Breadcrumbs.tsx'
import {Byline} from '#site/components/Byline.tsx'
import {CallToAction} from '#site/components/CallToAction.tsx'
import {Changes} from '#site/components/Changes.tsx'
import {Contents} from '#site/components/Contents.tsx'
import {Figure} from '#site/components/Figure.tsx'
import {JsonLd} from '#site/components/JsonLd.tsx'
import {Neighbours} from '#site/components/Neighbours.tsx'
import {Pieces} from '#site/components/Pieces.tsx'
import {Prose} from '#site/components/Prose.tsx'
import {Revisions} from '#site/components/Revisions.tsx'
import {Share} from '#site/components/Share.tsx'
import {Translations} from '#site/components/Translations.tsx'
import {getArticle, getSurroundings} from '#site/content/articles.ts'
import {suffixOf} from '#site/content/credentials.ts'
import {BESIDE} from '#site/content/fragments.ts'
import {present} from '#site/content/present.ts'
import {inOtherLanguages} from '#site/content/translations.ts'
import type {Article} from '#site/content/types.ts'
import {editable} from '#site/draft/edit-attributes.ts'
import {showDate} from '#site/language/dates.ts'
import {markOf} from '#site/language/in-english.ts'
import {twinPath} from '#site/feeds/plain-text.ts'
import {rendered} from '#site/content/rendered.ts'
import {ownStandfirst} from '#site/content/standfirst.ts'
import {absolute, describe, type PageMetadata} from '#site/metadata.ts'
import {openSite, type LanguageParams, type Site} from '#site/site.ts'
import {blogPosting} from '#site/structured-data/blog-posting.ts'
import {breadcrumbList, type Crumb} from '#site/structured-data/breadcrumb-list.ts'
import {organization, webSite} from '#site/structured-data/organization.ts'
import {person, personUrl} from '#site/structured-data/person.ts'

interface Props {
  params: Promise<LanguageParams & {slug: string}>
}

const WORDS_A_MINUTE = 200

export const generateStaticParams = (): {slug: string}[] => []

async function read({params}: Props): Promise<{site: Site; article: Article}> {
  const [site, {slug}] = await Promise.all([openSite(params), params])
  const article = await getArticle(decodeURIComponent(slug), site.words.code)
  if (!article) notFound()
  return {site, article}
}

export async function generateMetadata(props: Props): Promise<PageMetadata> {
  const {site, article} = await read(props)
  const surroundings = await getSurroundings(article, site.words.code)
  const {seo} = article
  const date = (stored: string | null) =>
    showDate(stored, site.words.tag, site.settings.timeZone)?.machine
  return describe(site, {
    title: seo?.title || article.title || '',
    description:
      seo?.description ||
      article.standfirst ||
      rendered(article.body ?? '', {labels: site.words.markdown}).opening,
    path: articlePath(article),
    picture: seo?.image?.ref ? seo.image : article.heroImage,
    by: present(article.authors)
      .map((author) => [author.name ?? '', suffixOf(author)].filter(Boolean).join(', '))
      .join(' · '),
    noindex: seo?.noindex,
    markdown: twinPath(article),
    translations: inOtherLanguages(site, article, surroundings, articlePath),
    article: {
      published: date(article.publishedAt),
      modified: date(article.updatedAt),
      authors: present(article.authors).flatMap((author) => personUrl(site, author) ?? []),
    },
  })
}

function trailOf({words}: Site, article: Article): Crumb[] {
  const topic = present(article.topics)[0]
  const home = {label: words.home, path: homePath(words.code)}
  if (!topic?.slug) return [home, {label: words.articles, path: listPath('articles', words.code)}]
  return [
    home,
    {
      label: topic.title ?? '',
      path: topicPath(topic.slug, words.code),
      ...markOf(words, topic, 'title'),
    },
  ]
}

export default async function ArticlePage(props: Props) {
  const {site, article} = await read(props)
  const {words, settings} = site
  const surroundings = await getSurroundings(article, words.code)
  const {nearest, previous, next} = surroundings
  const labels = words.markdown
  const body = rendered(article.body ?? '', {labels})
  const standfirst = ownStandfirst(article.standfirst, body.opening)
  const authors = present(article.authors)
  const picked = present(article.related).filter(({_id, slug}) => slug && _id !== article._id)
  const pickedIds = new Set(picked.map(({_id}) => _id))
  const related = [...picked, ...nearest.filter(({_id}) => !pickedIds.has(_id))].slice(0, BESIDE)
  const trail = trailOf(site, article)
  const url = absolute(site, articlePath(article))
  const edit = (path: string) => editable(site, article, 'article', path)
  return (
    <>
      <article>
        <header className="opening reading wrap">
          <Breadcrumbs trail={trail} label={words.breadcrumbs} />
          <h1 {...edit('title')}>{article.title}</h1>
          {standfirst && (
            <p className="standfirst" {...edit('standfirst')}>
              {standfirst}
            </p>
          )}
          <Byline
            article={article}
            site={site}
            minutes={Math.max(1, Math.round(body.words / WORDS_A_MINUTE))}
          />
          <Translations of={inOtherLanguages(site, article, surroundings, articlePath)} />
        </header>
        <Figure
          className="hero wrap"
          edit={edit('heroImage')}
          picture={article.heroImage}
          ratio={16 / 9}
          sizes="(min-width: 74rem) 70rem, 100vw"
          widest={1600}
          credit={words.photo}
          isFirst
        />
        <div className="columns wrap">
          <Contents toc={body.toc} words={words} />
          <div className="text">
            <Prose
              className={body.isLettered ? 'prose lettered' : 'prose'}
              html={body.html}
              edit={edit('body')}
            />
            <Changes article={article} site={site} />
            <Share site={site} url={url} title={article.title ?? ''} />
            {article.callToAction && <CallToAction content={article.callToAction} site={site} />}
            {authors.length > 0 && (
              <section className="authors" aria-labelledby="authors">
                <h2 className="rubric" id="authors">
                  {authors.length > 1 ? words.aboutTheAuthors : words.aboutTheAuthor}
                </h2>
                {authors.map((author) => (
                  <AuthorCard key={author._id} author={author} site={site} />
                ))}
              </section>
            )}
            {settings.disclaimer && (
              <p className="changes" {...markOf(words, settings, 'disclaimer')}>
                {settings.disclaimer}
              </p>
            )}
            <p className="printed">{url}</p>
          </div>
        </div>
      </article>
      {related.length > 0 && (
        <section className="related wrap" aria-labelledby="related">
          <h2 className="rubric" id="related">
            {words.readNext}
          </h2>
          <Pieces articles={related} site={site} as="grid" level={3} />
        </section>
      )}
      <Neighbours previous={previous} next={next} words={words} />
      <Revisions
        of={[
          article,
          settings,
          ...authors,
          ...present(article.topics),
          article.reviewedBy,
          article.callToAction,
          ...related,
          previous,
          next,
          ...surroundings.named,
          ...surroundings.naming,
        ]}
      />
      <JsonLd
        graph={[
          blogPosting(site, article, body),
          ...authors.map((author) => person(site, author)),
          breadcrumbList(site, trail),
          webSite(site),
          organization(site),
        ]}
      />
    </>
  )
}
