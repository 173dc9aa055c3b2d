/** What the firm offers to somebody who has just read this. */
import {safeHref} from '../addresses.ts'
import type {CallToAction as Content} from '../content/types.ts'
import {editable} from '../draft/edit-attributes.ts'
import {inEnglish} from '../language/in-english.ts'
import type {Site} from '../site.ts'

export function CallToAction({content, site}: {content: Content; site: Site}) {
  const href = safeHref(content.url)
  if (!content.heading && !content.text) return null
  const edit = (path: string) => editable(site, content, 'callToAction', path)
  return (
    <section
      className="offer"
      aria-labelledby={content.heading ? 'offer' : undefined}
      {...inEnglish(site.words)}
    >
      {content.heading && (
        <h2 id="offer" {...edit('heading')}>
          {content.heading}
        </h2>
      )}
      {content.text && <p {...edit('text')}>{content.text}</p>}
      {href && content.label && (
        <p>
          <a className="button" href={href}>
            {content.label}
          </a>
        </p>
      )}
    </section>
  )
}
