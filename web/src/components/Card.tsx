/** An article as others point to it: the lead of the front page, a card in a grid (a large one in a pair), a row in a list. */
import {articlePath} from '../addresses.ts'
import {present} from '../content/present.ts'
import type {Teaser} from '../content/types.ts'
import {editable} from '../draft/edit-attributes.ts'
import {markOf} from '../language/in-english.ts'
import type {Site} from '../site.ts'
import {Day} from './Day.tsx'
import {Image} from './Figure.tsx'
import {PlainNames} from './Names.tsx'
import {sourceOf} from '../pictures/address.ts'

type Shape = 'lead' | 'large' | 'card' | 'row'

const SIZES: Record<Shape, string> = {
  lead: '(min-width: 60rem) 43rem, 100vw',
  large: '(min-width: 60rem) 35rem, (min-width: 44rem) 46vw, 100vw',
  card: '(min-width: 60rem) 23rem, (min-width: 40rem) 46vw, 100vw',
  row: '(min-width: 40rem) 14rem, 100vw',
}

const WIDEST: Record<Shape, number> = {lead: 1400, large: 1280, card: 960, row: 960}

interface Props {
  article: Teaser
  site: Site
  shape: Shape
  level: 2 | 3
  /** The topic is known from the page's headline. */
  hidesTopic?: boolean
  /** So is the author, unless there are others. */
  hidesAuthor?: boolean
}

export function Card({article, site, shape, level, hidesTopic, hidesAuthor}: Props) {
  if (!article.slug) return null
  const topic = present(article.topics)[0]
  const authors = present(article.authors)
  const Heading = `h${level}` as const
  const edit = (path: string) => editable(site, article, 'article', path)
  const hasPicture = sourceOf(article.heroImage) !== undefined
  const words = (
    <>
      <Heading {...edit('title')}>
        <a href={articlePath(article)}>{article.title}</a>
      </Heading>
      {article.standfirst && (
        <p className="summary" {...edit('standfirst')}>
          {article.standfirst}
        </p>
      )}
    </>
  )
  return (
    <article
      className={`piece ${shape === 'large' ? 'card' : shape}${hasPicture ? '' : ' unpictured'}`}
    >
      {hasPicture && (
        <Image
          picture={article.heroImage}
          ratio={shape === 'lead' ? 16 / 10 : 3 / 2}
          sizes={SIZES[shape]}
          widest={WIDEST[shape]}
          isFirst={shape === 'lead'}
          isDecoration
        />
      )}
      <div>
        {topic && !hidesTopic && (
          <p className="topic" {...markOf(site.words, topic, 'title')}>
            {topic.title}
          </p>
        )}
        {shape === 'row' ? <div className="words">{words}</div> : words}
        <p className="credit">
          {authors.length > (hidesAuthor ? 1 : 0) && (
            <span>
              {site.words.by} <PlainNames authors={authors} words={site.words} />
            </span>
          )}
          <Day date={article.publishedAt} site={site} />
        </p>
      </div>
    </article>
  )
}
