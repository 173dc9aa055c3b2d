/** The articles before and after this one. */
import {articlePath} from '../addresses.ts'
import type {Surroundings} from '../content/articles.ts'
import type {Site} from '../site.ts'

type Props = Pick<Surroundings, 'previous' | 'next'> & {words: Site['words']}

export function Neighbours({previous, next, words}: Props) {
  if (!previous?.slug && !next?.slug) return null
  return (
    <nav className="neighbours wrap" aria-label={words.betweenArticles}>
      {previous?.slug && (
        <a rel="prev" href={articlePath(previous)}>
          <span>← {words.previousArticle}</span> {previous.title}
        </a>
      )}
      {next?.slug && (
        <a className="later" rel="next" href={articlePath(next)}>
          <span>{words.nextArticle} →</span> {next.title}
        </a>
      )}
    </nav>
  )
}
