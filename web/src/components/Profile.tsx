/** What stands behind an author's name: their own words, credentials, subjects, and where else they are. */
import {safeHref, topicPath} from '../addresses.ts'
import {present} from '../content/present.ts'
import {rendered} from '../content/rendered.ts'
import type {Author} from '../content/types.ts'
import {editable} from '../draft/edit-attributes.ts'
import {englishLabels, inEnglish} from '../language/in-english.ts'
import type {Site} from '../site.ts'
import {CredentialList} from './CredentialList.tsx'
import {Prose} from './Prose.tsx'

export function Profile({author, site}: {author: Author; site: Site}) {
  const {words} = site
  const mark = inEnglish(words)
  const bio = rendered(author.bio ?? '', {labels: englishLabels})
  const topics = present(author.topics).filter(({slug}) => slug)
  const links = present(author.links).filter(({label, url}) => label && safeHref(url))
  return (
    <div className="columns wrap">
      <div className="text">
        {author.bio && (
          <Prose html={bio.html} edit={editable(site, author, 'author', 'bio')} {...mark} />
        )}
        <CredentialList author={author} words={words} />
        {topics.length > 0 && (
          <p className="facts">
            <strong>{words.writesAbout}</strong>
            {topics.map(({_id, slug, title}) => (
              <a key={_id} href={topicPath(slug ?? '', words.code)} {...mark}>
                {title}
              </a>
            ))}
          </p>
        )}
        {links.length > 0 && (
          <p className="facts">
            <strong>{words.elsewhere}</strong>
            {links.map(({label, url}) => (
              <a key={url} href={safeHref(url)} rel="external noopener" {...mark}>
                {label}
              </a>
            ))}
          </p>
        )}
      </div>
    </div>
  )
}
