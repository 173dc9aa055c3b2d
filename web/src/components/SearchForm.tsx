/** Where a question is asked: a plain form, which needs no script. */
import {searchPath} from '../addresses.ts'
import type {Site} from '../site.ts'

interface Props {
  words: Site['words']
  /** What was asked; empty where a reader came to ask, who finds the cursor in the field. */
  question?: string
}

export function SearchForm({words, question}: Props) {
  return (
    <search>
      <form className="search" action={searchPath(words.code)}>
        <label className="visually-hidden" htmlFor="question">
          {words.searchArticles}
        </label>
        <input
          id="question"
          type="search"
          name="q"
          defaultValue={question}
          maxLength={100}
          placeholder={words.searchArticles}
          enterKeyHint="search"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- who comes to the empty page of search came to type
          autoFocus={question === ''}
        />
        <button type="submit">{words.search}</button>
      </form>
    </search>
  )
}
