/** From one page of a list to the pages beside it, and in few steps to any other. */
import type {Site} from '../site.ts'
import {stepsFrom} from './page-steps.ts'

interface Props {
  page: number
  /** How many there are. */
  pages: number
  words: Site['words']
  at: (page: number) => string
}

export function Pager({page, pages, words, at}: Props) {
  if (pages < 2) return null
  const own = {'aria-current': 'page', 'aria-label': words.pageOf(page, pages)} as const
  return (
    <nav className="pager" aria-label={words.pages}>
      {page > 1 && (
        <a rel="prev" href={at(page - 1)}>
          ← {words.newer}
        </a>
      )}
      {page < pages && (
        <a rel="next" href={at(page + 1)}>
          {words.older} →
        </a>
      )}
      <ol>
        {stepsFrom(page, pages).map((number, index) =>
          number === undefined ? (
            <li key={`gap ${index}`} aria-hidden="true">
              …
            </li>
          ) : (
            <li key={number}>
              <a href={at(number)} {...(number === page ? own : {})}>
                {words.number(number)}
              </a>
            </li>
          ),
        )}
      </ol>
    </nav>
  )
}
