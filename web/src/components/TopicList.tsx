/** Topics with what they are about, or with what was last written on them. */
import {articlePath, topicPath, type LanguageCode} from '../addresses.ts'
import type {Headline} from '../content/articles.ts'
import type {TopicRef} from '../content/types.ts'

interface Props {
  topics: (TopicRef & {description?: string | null})[]
  code: LanguageCode
  level: 2 | 3
  /** By topic; without it, a topic says what it is about. */
  news?: ReadonlyMap<string, Headline[]>
}

export function TopicList({topics, code, level, news}: Props) {
  const Heading = `h${level}` as const
  return (
    <ul className="topics">
      {topics.map(({_id, slug, title, description}) => (
        <li key={_id}>
          <Heading>{slug && <a href={topicPath(slug, code)}>{title}</a>}</Heading>
          {news ? (
            <ul className="headlines">
              {news.get(_id)?.map((article) => (
                <li key={article._id}>
                  <a href={articlePath(article)}>{article.title}</a>
                </li>
              ))}
            </ul>
          ) : (
            description && <p>{description}</p>
          )}
        </li>
      ))}
    </ul>
  )
}
