/** Topics with what was last written on them, or with what they are about; in the list of all of them, with both. */
import {articlePath, topicPath, type LanguageCode} from '../addresses.ts'
import type {Headline} from '../content/topic-news.ts'
import type {TopicRef} from '../content/types.ts'
import {markOf} from '../language/in-english.ts'

interface Props {
  topics: (TopicRef & {description?: string | null})[]
  code: LanguageCode
  level: 2 | 3
  /** By topic; without any, a topic says what it is about. */
  news?: ReadonlyMap<string, Headline[]>
  /** By topic: how many articles there are, in words. */
  counts?: ReadonlyMap<string, string>
}

export function TopicList({topics, code, level, news, counts}: Props) {
  const Heading = `h${level}` as const
  return (
    <ul className="topics">
      {topics.map((topic) => {
        const {_id, slug, title, description} = topic
        const mark = (field: string) => markOf({code}, topic, field)
        const headlines = news?.get(_id) ?? []
        return (
          <li key={_id}>
            <Heading {...mark('title')}>
              {slug && <a href={topicPath(slug, code)}>{title}</a>}
            </Heading>
            {counts?.has(_id) && (
              <p className="follow">
                <small>{counts.get(_id)}</small>
              </p>
            )}
            {description && (counts || headlines.length === 0) && (
              <p {...mark('description')}>{description}</p>
            )}
            {headlines.length > 0 && (
              <ul className="headlines">
                {headlines.map((article) => (
                  <li key={article._id}>
                    <a href={articlePath(article)}>{article.title}</a>
                  </li>
                ))}
              </ul>
            )}
          </li>
        )
      })}
    </ul>
  )
}
