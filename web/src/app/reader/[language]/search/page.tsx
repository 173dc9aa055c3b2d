/** `/search?q=…`: what was written on something. Rendered for each question, never kept; see `server/search-answer.ts`. */
import {articlePath, searchPath} from '#site/addresses.ts'
import {Day} from '#site/components/Day.tsx'
import {Marked} from '#site/components/Marked.tsx'
import {PlainNames} from '#site/components/Names.tsx'
import {PageHead} from '#site/components/PageHead.tsx'
import {Pieces} from '#site/components/Pieces.tsx'
import {Revisions} from '#site/components/Revisions.tsx'
import {SearchForm} from '#site/components/SearchForm.tsx'
import {getNewestArticles} from '#site/content/articles.ts'
import type {Language} from '#site/language/language.ts'
import {searchIndex} from '#site/search/door.ts'
import {counterpartsIn, type PageMetadata} from '#site/metadata.ts'
import {inEveryLanguage, openSite, type LanguageParams} from '#site/site.ts'

export const dynamic = 'force-dynamic'
export const fetchCache = 'default-cache'

interface Props {
  params: Promise<LanguageParams>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

const OFFERED = 3
const LONGEST = 100

async function questionOf({searchParams}: Props): Promise<string> {
  const {q} = await searchParams
  // Characters that no page may hold are no part of a question.
  return typeof q === 'string'
    ? q
        .slice(0, LONGEST)
        .replace(/\p{Cc}+/gu, ' ')
        .trim()
    : ''
}

export async function generateMetadata(props: Props): Promise<PageMetadata> {
  const [site, question] = await Promise.all([openSite(props.params), questionOf(props)])
  const {words, name} = site
  const title = question ? `${words.search}: ${question}` : words.search
  const query = question ? `?${new URLSearchParams({q: question})}` : ''
  const counterparts = counterpartsIn(
    site,
    inEveryLanguage(site, (code) => searchPath(code) + query),
  )
  return {title: `${title} | ${name}`, robots: {index: false}, counterparts}
}

/** Stands for the question in the sentence around it. */
const PLACE = '\ufffc'

/** The question may be read from the other side than the sentence around it. */
function Asked({question, total, words}: {question: string; total: number; words: Language}) {
  const [before, after] = words.found(total, PLACE).split(PLACE)
  return (
    <>
      {before}
      <bdi>{question}</bdi>
      {after}
    </>
  )
}

export default async function Search(props: Props) {
  const [site, question] = await Promise.all([openSite(props.params), questionOf(props)])
  const {words} = site
  const {hits, total} = searchIndex()?.search(question, words.code) ?? {hits: [], total: 0}
  const offered = hits.length === 0 ? await getNewestArticles(OFFERED, words.code) : []
  return (
    <>
      <Revisions of={[site.settings, ...hits, ...offered]} />
      <PageHead
        title={question ? <Asked {...{question, total, words}} /> : words.search}
        below={<SearchForm words={words} question={question} />}
      />
      <div className="wrap">
        {hits.length > 0 && (
          <ol className="rows found">
            {hits.map((hit) => (
              <li key={hit.slug}>
                <article className="piece row">
                  <div>
                    <div className="words">
                      <h2>
                        <a href={articlePath(hit)}>
                          <Marked parts={hit.title} />
                        </a>
                      </h2>
                      <p className="summary">
                        <Marked parts={hit.excerpt} />
                      </p>
                    </div>
                    <p className="credit">
                      {hit.authors.length > 0 && (
                        <span>
                          {words.by}{' '}
                          <PlainNames
                            authors={hit.authors.map((name) => ({_id: name, name}))}
                            words={words}
                          />
                        </span>
                      )}
                      <Day date={hit.publishedAt} site={site} />
                    </p>
                  </div>
                </article>
              </li>
            ))}
          </ol>
        )}
        {hits.length > 0 && hits.length < total && (
          <p className="more">{words.bestOfFound(hits.length)}</p>
        )}
        {question && hits.length === 0 && <p>{words.nothingFoundText}</p>}
        {offered.length > 0 && (
          <section aria-labelledby="perhaps">
            <h2 className="rubric" id="perhaps">
              {question ? words.perhapsThese : words.latest}
            </h2>
            <Pieces articles={offered} site={site} as="grid" level={3} />
          </section>
        )}
      </div>
    </>
  )
}
