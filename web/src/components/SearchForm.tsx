/** The way into search: a plain form, which needs no script. */
import {searchPath} from '../addresses.ts'
import type {Site} from '../site.ts'

interface Props {
  words: Site['words']
  /** Where it stands: two forms on one page need two ids. */
  id: string
  question?: string
}

export function SearchForm({words, id, question}: Props) {
  return (
    <search>
      <form className="search" action={searchPath(words.code)}>
        <label className="visually-hidden" htmlFor={id}>
          {words.searchArticles}
        </label>
        <input
          id={id}
          type="search"
          name="q"
          defaultValue={question}
          maxLength={100}
          placeholder={words.searchArticles}
          enterKeyHint="search"
        />
        <button type="submit">{words.search}</button>
      </form>
    </search>
  )
}
