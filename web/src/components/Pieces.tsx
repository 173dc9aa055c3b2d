/** Several articles: as a grid of cards, or as rows with dates. */
import type {Teaser} from '../content/types.ts'
import type {Site} from '../site.ts'
import {Card} from './Card.tsx'

interface Props {
  articles: Teaser[]
  site: Site
  as: 'grid' | 'rows'
  level: 2 | 3
  hidesTopic?: boolean
  hidesAuthor?: boolean
}

export function Pieces({articles, site, as, ...card}: Props) {
  if (articles.length === 0) return <p className="empty">{site.words.noArticlesHere}</p>
  return (
    <ul className={as}>
      {articles.map((article) => (
        <li key={article._id}>
          <Card article={article} site={site} shape={as === 'grid' ? 'card' : 'row'} {...card} />
        </li>
      ))}
    </ul>
  )
}
