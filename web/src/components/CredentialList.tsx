/** What the letters behind a name stand for, as far as the firm has written it down. */
import {safeHref} from '../addresses.ts'
import {present} from '../content/present.ts'
import type {Author} from '../content/types.ts'
import {inEnglish} from '../language/in-english.ts'
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
        {explained.map(({abbreviation, name, issuer, url}) => {
          const href = safeHref(url)
          return (
            <div key={abbreviation}>
              <dt>{abbreviation}</dt>
              <dd {...inEnglish(words)}>
                {name}
                {name && issuer && ', '}
                {href && issuer ? (
                  <a href={href} rel="external noopener">
                    {issuer}
                  </a>
                ) : (
                  issuer
                )}
              </dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}
