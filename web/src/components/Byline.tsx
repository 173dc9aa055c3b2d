/** Who wrote it and when: three dates that are never mixed, each only if it is there. */
import {present} from '../content/present.ts'
import type {Article} from '../content/types.ts'
import {sameDay} from '../language/dates.ts'
import type {Site} from '../site.ts'
import {Day} from './Day.tsx'
import {Names} from './Names.tsx'
import {Portrait} from './Portrait.tsx'

export function Byline({article, site, minutes}: {article: Article; site: Site; minutes: number}) {
  const {words, settings} = site
  const authors = present(article.authors)
  const {publishedAt, updatedAt, reviewedAt, reviewedBy} = article
  const isUpdated = updatedAt && !sameDay(updatedAt, publishedAt, settings.timeZone)
  return (
    <div className="byline">
      {authors[0] && <Portrait author={authors[0]} size="small" words={words} />}
      <div>
        {authors.length > 0 && (
          <p className="by">
            {words.by} <Names authors={authors} words={words} />
          </p>
        )}
        <p className="dates">
          {publishedAt && (
            <span>
              {words.published} <Day date={publishedAt} site={site} />
            </span>
          )}
          {isUpdated && (
            <span>
              {words.updated} <Day date={updatedAt} site={site} />
            </span>
          )}
          {reviewedAt && (
            <span>
              {words.reviewed} <Day date={reviewedAt} site={site} />
              {reviewedBy && (
                <>
                  {` ${words.reviewedBy} `}
                  <Names authors={[reviewedBy]} words={words} />
                </>
              )}
            </span>
          )}
          <span>{words.minutesToRead(minutes)}</span>
        </p>
      </div>
    </div>
  )
}
