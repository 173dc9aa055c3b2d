/** What stands behind an author's name: their own words, credentials, subjects, and where else they are. */
import {safeHref, topicPath} from '../addresses.ts'
import {present} from '../content/present.ts'
import {rendered} from '../content/rendered.ts'
import type {Author} from '../content/types.ts'
import {editable} from '../draft/edit-attributes.ts'
import {labelsOf, markOf} from '../language/in-english.ts'
import type {Site} from '../site.ts'
import {CredentialList} from './CredentialList.tsx'
import {Prose} from './Prose.tsx'

export function Profile({author, site}: {author: Author; site: Site}) {
  const {words} = site
  const bio = rendered(author.bio ?? '', {labels: labelsOf(words, author, 'bio')})
  const topics = present(author.topics).filter(({slug}) => slug)
  const links = present(author.links).filter(({label, url}) => label && safeHref(url))
  return (
    <div className="columns wrap">
      <div className="text">
        {author.bio && (
          <Prose
            html={bio.html}
            edit={editable(site, author, 'author', 'bio')}
            {...markOf(words, author, 'bio')}
          />
        )}
        <CredentialList author={author} words={words} />
        {topics.length > 0 && (
          <p className="facts">
            <strong>{words.writesAbout}</strong>
            {topics.map((topic) => (
              <a
                key={topic._id}
                href={topicPath(topic.slug ?? '', words.code)}
                {...markOf(words, topic, 'title')}
              >
                {topic.title}
              </a>
            ))}
          </p>
        )}
        {links.length > 0 && (
          <p className="facts">
            <strong>{words.elsewhere}</strong>
            {links.map(({label, url}) => (
              <a
                key={url}
                href={safeHref(url)}
                rel="external noopener"
                {...markOf(words, author, 'links')}
              >
                {label}
              </a>
            ))}
          </p>
        )}
      </div>
    </div>
  )
}
