/** What stands behind an author's name: their own words, credentials, subjects, and where else they are. */
import {safeHref, topicPath} from '../addresses.ts'
import {present} from '../content/present.ts'
import {rendered} from '../content/rendered.ts'
import type {Author} from '../content/types.ts'
import {editable} from '../draft/edit-attributes.ts'
import type {Site} from '../site.ts'
import {CredentialList} from './CredentialList.tsx'
import {Prose} from './Prose.tsx'

export function Profile({author, site}: {author: Author; site: Site}) {
  const {words} = site
  const bio = rendered(author.bio ?? '', {labels: words.markdown})
  const topics = present(author.topics).filter(({slug}) => slug)
  const links = present(author.links).filter(({label, url}) => label && safeHref(url))
  return (
    <div className="columns wrap">
      <div className="text">
        {author.bio && <Prose html={bio.html} edit={editable(site, author, 'author', 'bio')} />}
        <CredentialList author={author} words={words} />
        {topics.length > 0 && (
          <p className="facts">
            <strong>{words.writesAbout}</strong>
            {topics.map(({_id, slug, title}) => (
              <a key={_id} href={topicPath(slug ?? '', words.code)}>
                {title}
              </a>
            ))}
          </p>
        )}
        {links.length > 0 && (
          <p className="facts">
            <strong>{words.elsewhere}</strong>
            {links.map(({label, url}) => (
              <a key={url} href={safeHref(url)} rel="external noopener">
                {label}
              </a>
            ))}
          </p>
        )}
      </div>
    </div>
  )
}
