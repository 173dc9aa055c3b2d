/** From one page of a list to the pages beside it. */
import {ARTICLES_PER_PAGE} from '../content/articles.ts'
import type {Site} from '../site.ts'

interface Props {
  page: number
  /** Articles in the whole list. */
  total: number
  words: Site['words']
  at: (page: number) => string
}

export function Pager({page, total, words, at}: Props) {
  const pages = Math.ceil(total / ARTICLES_PER_PAGE)
  if (pages < 2) return null
  return (
    <nav className="pager" aria-label={words.pages}>
      {page > 1 && (
        <a rel="prev" href={at(page - 1)}>
          ← {words.newer}
        </a>
      )}
      <span>{words.pageOf(page, pages)}</span>
      {page < pages && (
        <a rel="next" href={at(page + 1)}>
          {words.older} →
        </a>
      )}
    </nav>
  )
}
