/** Topics with what was last written on them, or with what they are about. */
import {articlePath, topicPath, type LanguageCode} from '../addresses.ts'
import type {Headline} from '../content/articles.ts'
import type {TopicRef} from '../content/types.ts'
import {inEnglish} from '../language/in-english.ts'

interface Props {
  topics: (TopicRef & {description?: string | null})[]
  code: LanguageCode
  level: 2 | 3
  /** By topic; without any, a topic says what it is about. */
  news?: ReadonlyMap<string, Headline[]>
}

export function TopicList({topics, code, level, news}: Props) {
  const Heading = `h${level}` as const
  const mark = inEnglish({code})
  return (
    <ul className="topics">
      {topics.map(({_id, slug, title, description}) => {
        const headlines = news?.get(_id) ?? []
        return (
          <li key={_id}>
            <Heading {...mark}>{slug && <a href={topicPath(slug, code)}>{title}</a>}</Heading>
            {headlines.length > 0 ? (
              <ul className="headlines">
                {headlines.map((article) => (
                  <li key={article._id}>
                    <a href={articlePath(article)}>{article.title}</a>
                  </li>
                ))}
              </ul>
            ) : (
              description && <p {...mark}>{description}</p>
            )}
          </li>
        )
      })}
    </ul>
  )
}
