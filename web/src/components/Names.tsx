/** Authors as a byline names them: linked, with credentials behind the name, joined as the language joins. */
import {Fragment} from 'react'
import {authorPath} from '../addresses.ts'
import {suffixOf} from '../content/credentials.ts'
import type {AuthorRef} from '../content/types.ts'
import type {Site} from '../site.ts'
import {Unbroken} from './Unbroken.tsx'

interface Props {
  authors: AuthorRef[]
  words: Site['words']
  isPlain?: boolean
}

export function Names({authors, words, isPlain}: Props) {
  return authors.map((author, index) => {
    const suffix = suffixOf(author)
    const between = index === 0 ? '' : index === authors.length - 1 ? ` ${words.and} ` : ', '
    const name = <Unbroken text={author.name ?? ''} />
    return (
      <Fragment key={author._id}>
        {between}
        {author.slug && !isPlain ? (
          <a href={authorPath(author.slug, words.code)} rel="author">
            {name}
          </a>
        ) : (
          name
        )}
        {suffix && !isPlain && `, ${suffix}`}
      </Fragment>
    )
  })
}
