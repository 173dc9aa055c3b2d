/** Several articles: as a grid of cards, as two large ones side by side, or as rows with dates. */
import type {Teaser} from '../content/types.ts'
import type {Site} from '../site.ts'
import {Card} from './Card.tsx'

const shapes = {grid: 'card', pair: 'large', rows: 'row'} as const

interface Props {
  articles: Teaser[]
  site: Site
  as: 'grid' | 'pair' | 'rows'
  level: 2 | 3
  hidesTopic?: boolean
  hidesAuthor?: boolean
}

export function Pieces({articles, site, as, ...card}: Props) {
  if (articles.length === 0) return <p className="empty">{site.words.noArticlesHere}</p>
  return (
    <ul className={as === 'rows' ? 'rows' : 'grid'}>
      {articles.map((article) => (
        <li key={article._id}>
          <Card article={article} site={site} shape={shapes[as]} {...card} />
        </li>
      ))}
    </ul>
  )
}
