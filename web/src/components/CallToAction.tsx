/** What the firm offers to somebody who has just read this. */
import {safeHref} from '../addresses.ts'
import type {CallToAction as Content} from '../content/types.ts'

export function CallToAction({content}: {content: Content}) {
  const href = safeHref(content.url)
  if (!content.heading && !content.text) return null
  return (
    <section className="offer" aria-labelledby={content.heading ? 'offer' : undefined}>
      {content.heading && <h2 id="offer">{content.heading}</h2>}
      {content.text && <p>{content.text}</p>}
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
