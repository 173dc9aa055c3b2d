/** Who is speaking: under an article, and in the list of authors. */
import {authorPath} from '../addresses.ts'
import {suffixOf} from '../content/credentials.ts'
import type {Author} from '../content/types.ts'
import {editable} from '../draft/edit-attributes.ts'
import {rendered} from '../content/rendered.ts'
import {labelsOf, markOf} from '../language/in-english.ts'
import type {Site} from '../site.ts'
import {Portrait} from './Portrait.tsx'
import {Prose} from './Prose.tsx'

interface Props {
  author: Author
  site: Site
  level?: 2 | 3
}

export function AuthorCard({author, site, level = 3}: Props) {
  const Heading = `h${level}` as const
  const suffix = suffixOf(author)
  const edit = (path: string) => editable(site, author, 'author', path)
  return (
    <div className="author">
      <Portrait author={author} size="large" words={site.words} />
      <div>
        <Heading {...edit('name')}>
          {author.slug ? (
            <a href={authorPath(author.slug, site.words.code)}>{author.name}</a>
          ) : (
            author.name
          )}
          {suffix && <span className="suffix">, {suffix}</span>}
        </Heading>
        {author.jobTitle && (
          <p className="role" {...edit('jobTitle')} {...markOf(site.words, author, 'jobTitle')}>
            {author.jobTitle}
          </p>
        )}
        {author.bio && (
          <Prose
            className="bio"
            edit={edit('bio')}
            html={
              rendered(author.bio, {
                headingBase: level + 1,
                idPrefix: `bio-${author._id}-`,
                labels: labelsOf(site.words, author, 'bio'),
              }).html
            }
            {...markOf(site.words, author, 'bio')}
          />
        )}
      </div>
    </div>
  )
}
