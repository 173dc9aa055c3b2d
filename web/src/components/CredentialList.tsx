/** What the letters behind a name stand for, as far as the firm has written it down. */
import {safeHref} from '../addresses.ts'
import {present} from '../content/present.ts'
import type {Author, Credential} from '../content/types.ts'
import {markOf} from '../language/in-english.ts'
import type {Site} from '../site.ts'

export function CredentialList({author, words}: {author: Author; words: Site['words']}) {
  const explained = present(author.credentials).filter(
    ({abbreviation, name, issuer}) => abbreviation && (name || issuer),
  )
  if (explained.length === 0) return null
  return (
    <section className="credentials" aria-labelledby="credentials">
      <h2 className="rubric" id="credentials">
        {words.credentials}
      </h2>
      <dl>
        {explained.map((credential) => (
          <div key={credential.abbreviation}>
            <dt>{credential.abbreviation}</dt>
            <Meaning of={credential} words={words} />
          </div>
        ))}
      </dl>
    </section>
  )
}

function Meaning({of: credential, words}: {of: Credential; words: Site['words']}) {
  const {name, issuer, url} = credential
  const href = safeHref(url)
  const mark = {
    name: markOf(words, credential, 'name'),
    issuer: markOf(words, credential, 'issuer'),
  }
  // Each says its language by itself only where they differ.
  const differ = name && issuer && mark.name.lang !== mark.issuer.lang
  return (
    <dd {...(differ ? {} : name ? mark.name : mark.issuer)}>
      {differ ? <span {...mark.name}>{name}</span> : name}
      {name && issuer && ', '}
      {href && issuer ? (
        <a href={href} rel="external noopener" {...(differ ? mark.issuer : {})}>
          {issuer}
        </a>
      ) : differ ? (
        <span {...mark.issuer}>{issuer}</span>
      ) : (
        issuer
      )}
    </dd>
  )
}
