/** The public history of an article: what was changed, and when. */
import {historyOf} from '../content/change-notes.ts'
import type {Article} from '../content/types.ts'
import type {Site} from '../site.ts'
import {Day} from './Day.tsx'

export function Changes({article, site}: {article: Article; site: Site}) {
  const notes = historyOf(article)
  if (notes.length === 0) return null
  return (
    <section className="changes" aria-labelledby="changes">
      <h2 id="changes">{site.words.whatChanged}</h2>
      <ul>
        {notes.map(({date, note}) => (
          <li key={`${date} ${note}`}>
            <Day date={date} site={site} /> {note}
          </li>
        ))}
      </ul>
    </section>
  )
}
