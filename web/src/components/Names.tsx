/**
 * Authors as a byline names them: linked, with credentials behind the name, joined as the language joins. Between names with credentials
 * stands a semicolon: these have commas before and among them ("Ada Marsh, MBA, CPHR; and Ben Hill").
 */
import {Fragment} from 'react'
import {authorPath} from '../addresses.ts'
import {suffixOf} from '../content/credentials.ts'
import type {AuthorRef, Named} from '../content/types.ts'
import type {Site} from '../site.ts'
import {Unbroken} from './Unbroken.tsx'

interface Props<Author> {
  authors: Author[]
  words: Site['words']
}

export function Names({authors, words}: Props<AuthorRef>) {
  const mark = authors.some((author) => suffixOf(author)) ? ';' : ''
  return authors.map((author, index) => {
    const suffix = suffixOf(author)
    const name = <Unbroken text={author.name ?? ''} />
    return (
      <Fragment key={author._id}>
        {joint(index, authors.length, words, mark)}
        {author.slug ? (
          <a href={authorPath(author.slug, words.code)} rel="author">
            {name}
          </a>
        ) : (
          name
        )}
        {suffix && `, ${suffix}`}
      </Fragment>
    )
  })
}

/** The names alone, as a card has them, which is a link already. */
export function PlainNames({authors, words}: Props<Pick<Named, '_id' | 'name'>>) {
  return authors.map(({_id, name}, index) => (
    <Fragment key={_id}>
      {joint(index, authors.length, words)}
      <Unbroken text={name ?? ''} />
    </Fragment>
  ))
}

/** What stands before the name at `index`. `mark` follows every name but the last; without one, a comma those before the last two. */
function joint(index: number, count: number, words: Site['words'], mark = ''): string {
  if (index === 0) return ''
  return index === count - 1 ? `${mark} ${words.and} ` : `${mark || ','} `
}
