/** The way to the same text in other languages. */
import type {LanguageCode} from '../addresses.ts'
import {languageOf} from '../language/language.ts'

export const Translations = ({of}: {of: {code: LanguageCode; path: string}[]}) =>
  of.map(({code, path}) => (
    <p className="more" key={path}>
      <a href={path} lang={code} hrefLang={code} rel="alternate">
        {languageOf(code)?.readInThis}
      </a>
    </p>
  ))
