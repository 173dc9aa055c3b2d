/** What the firm offers to somebody who has just read this. */
import {safeHref} from '../addresses.ts'
import type {CallToAction as Content} from '../content/types.ts'
import {editable} from '../draft/edit-attributes.ts'
import {markOf} from '../language/in-english.ts'
import type {Site} from '../site.ts'

export function CallToAction({content, site}: {content: Content; site: Site}) {
  const href = safeHref(content.url)
  if (!content.heading && !content.text) return null
  const edit = (path: string) => editable(site, content, 'callToAction', path)
  const mark = (field: string) => markOf(site.words, content, field)
  // Once around all of it, unless it is partly in French.
  const isMixed = content.french !== undefined && content.french.length > 0
  const each = (field: string) => (isMixed ? mark(field) : {})
  return (
    <section
      className="offer"
      aria-labelledby={content.heading ? 'offer' : undefined}
      {...(isMixed ? {} : mark('heading'))}
    >
      {content.heading && (
        <h2 id="offer" {...edit('heading')} {...each('heading')}>
          {content.heading}
        </h2>
      )}
      {content.text && (
        <p {...edit('text')} {...each('text')}>
          {content.text}
        </p>
      )}
      {href && content.label && (
        <p>
          <a className="button" href={href} {...each('label')}>
            {content.label}
          </a>
        </p>
      )}
    </section>
  )
}
