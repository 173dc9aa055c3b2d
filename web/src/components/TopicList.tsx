/** Topics with what they are about. */
import {topicPath} from '../addresses.ts'
import type {Topic} from '../content/types.ts'

export function TopicList({topics}: {topics: Topic[]}) {
  return (
    <ul className="topics">
      {topics.map(({_id, slug, title, description}) => (
        <li key={_id}>
          {slug && <a href={topicPath(slug)}>{title}</a>}
          {description && <p>{description}</p>}
        </li>
      ))}
    </ul>
  )
}
