/** Topics with what they are about. */
import {topicPath, type LanguageCode} from '../addresses.ts'
import type {Topic} from '../content/types.ts'

export function TopicList({topics, code}: {topics: Topic[]; code: LanguageCode}) {
  return (
    <ul className="topics">
      {topics.map(({_id, slug, title, description}) => (
        <li key={_id}>
          {slug && <a href={topicPath(slug, code)}>{title}</a>}
          {description && <p>{description}</p>}
        </li>
      ))}
    </ul>
  )
}
