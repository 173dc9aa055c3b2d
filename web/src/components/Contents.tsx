/** The table of contents, from three headings up. */
import type {TocEntry} from '../markdown/index.ts'
import type {Site} from '../site.ts'

const FEWEST = 3

export function Contents({toc, words}: {toc: TocEntry[]; words: Site['words']}) {
  const top = Math.min(...toc.map(({depth}) => depth))
  const entries = toc.filter(({depth}) => depth <= top + 1)
  if (entries.length < FEWEST) return null
  return (
    <nav className="contents" aria-labelledby="contents">
      <h2 id="contents">{words.inThisArticle}</h2>
      <ol>
        {entries.map(({id, text, depth}) => (
          <li key={id} className={depth > top ? 'deeper' : undefined}>
            <a href={`#${id}`}>{text}</a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
