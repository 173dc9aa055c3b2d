/** Every word that readers see of the site's own stands in the catalogue: a component that says one itself would say it in one language. */
import {expect, test} from 'vitest'
import {languageOf} from '../../../web/src/language/language.ts'
import {ourSources, withoutComments} from '../../support/sources.ts'

/** The same in every language. */
const names = new Set(['RSS'])

const places = [
  // Between tags, or between a tag and an expression; signs of code are no words.
  /(?<![=-])>([^<>{}=;()|&?:'`]*\p{L}{2}[^<>{}=;()|&?:'`]*)(?=<\/?[a-zA-Z]|\{)/gu,
  /\}([^<>{}=;()|&?,:'`]*\p{L}{2}[^<>{}=;()|&?,:'`]*)(?=<\/?[a-zA-Z])/gu,
  /\b(?:alt|aria-label|aria-description|placeholder|title)="([^"]*\p{L}{2}[^"]*)"/gu,
  /[>}\n]\s*\{\s*'([^']*\p{L}{2}[^']*)'\s*\}/gu,
]

const literals = (path: string, text: string): string[] =>
  places
    .flatMap((place) => [...withoutComments(text).matchAll(place)])
    .map(([, words = '']) => words.trim().replace(/\s+/g, ' '))
    .filter((words) => !names.has(words))
    .map((words) => `${path}: ${words}`)

test('no component of the site says a word of its own', () => {
  const components = ourSources().filter(({path}) => /^web\/src\/.*\.tsx$/.test(path))

  expect(components.length).toBeGreaterThan(20)
  expect(components.flatMap(({path, text}) => literals(path, text))).toEqual([])
})

test('a word between tags, behind an expression, in an attribute or in braces is found', () => {
  const component = `<p title="Hello">{words.no} Goodbye <b>Name</b>{'Again'}</p>`

  expect(literals('x.tsx', component).toSorted()).toEqual(
    ['Again', 'Goodbye', 'Hello', 'Name'].map((word) => `x.tsx: ${word}`),
  )
})

test('French says everything in French', () => {
  const [english, french] = [languageOf('en'), languageOf('fr')] as [object, object]
  const texts = (words: object): [string, string][] =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[key, value] as [string, string]]
        : typeof value === 'object'
          ? texts(value as object).map(([inner, text]): [string, string] => [
              `${key}.${inner}`,
              text,
            ])
          : [],
    )
  const inFrench = new Map(texts(french))
  const alike = texts(english).filter(([key, text]) => inFrench.get(key) === text)

  // Words that both languages share, and what is no word.
  expect(alike.map(([, text]) => text).toSorted()).toEqual(
    ['Articles', 'Journal', 'LinkedIn', 'Note', 'Notes', 'Pages'].toSorted(),
  )
})

test('large numbers are written as each language does', () => {
  const [english, french] = [languageOf('en')!, languageOf('fr')!]

  expect(english.articleCount(10_000)).toBe('10,000 articles')
  expect(english.pageOf(2, 1_000)).toBe('Page 2 of 1,000')
  expect(french.articleCount(10_000)).toBe('10\u00a0000\u00a0articles')
  expect(french.pageOf(2, 1_000)).toBe('Page\u00a02 sur\u00a01\u00a0000')
})
