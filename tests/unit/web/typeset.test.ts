import {expect, test} from 'vitest'
import {typeset} from '../../../web/src/content/typeset.ts'

const answer = {
  title: 'Le retour : « demain »',
  body: 'Il dit : non.',
  slug: 'le-retour : demain',
  authors: [{name: 'Anne : Marie', jobTitle: 'Conseil : 10 000 $'}],
  heroImage: {caption: 'À six heures !', alt: null},
}

test('a French page’s headlines, captions and titles get French spaces; bodies, names and addresses are left alone', () => {
  expect(typeset(answer, 'fr')).toEqual({
    title: 'Le retour\u00a0: «\u00a0demain\u00a0»',
    body: 'Il dit : non.',
    slug: 'le-retour : demain',
    authors: [{name: 'Anne : Marie', jobTitle: 'Conseil\u00a0: 10\u00a0000\u00a0$'}],
    heroImage: {caption: 'À six heures\u202f!', alt: null},
  })
})

test('what a keyboard has for apostrophes and quotation marks is printed as each language does', () => {
  const title = `"Don't" and 'cause, 5'10" ("no")`
  expect(typeset({title, body: title}, 'en')).toEqual({
    title: `“Don’t” and 'cause, 5'10" (“no”)`,
    body: title,
  })
  expect(typeset({title: `L'offre "d'hier" qu'on 'lit'`}, 'fr').title).toBe(
    `L’offre «\u00a0d’hier\u00a0» qu’on 'lit'`,
  )
})

test.each([
  ['The "Class of 2024"', 'The “Class of 2024”', 'The «\u00a0Class of 2024\u00a0»'],
  [
    '"1984" and "Catch-22": 2',
    '“1984” and “Catch-22”: 2',
    '«\u00a01984\u00a0» and «\u00a0Catch-22\u00a0»: 2',
  ],
  [
    '"The "Class of 2024""',
    '“The “Class of 2024””',
    '«\u00a0The «\u00a0Class of 2024\u00a0»\u00a0»',
  ],
])('a quotation ends where it ends, also after a digit: %s', (title, english, french) => {
  expect(typeset({title}, 'en').title).toBe(english)
  expect(typeset({title}, 'fr').title).toBe(french)
})

test('a mark after a digit is of inches where the next one closes the same quotation', () => {
  const typed = ['"the 12" single"', '"1984" and "Catch-22"', 'The "Class of 2024"']
  const printed = ['“the 12" single”', '“1984” and “Catch-22”', 'The “Class of 2024”']

  expect(typed.map((title) => typeset({title}, 'en').title)).toEqual(printed)
})

test.each(['12" vinyl', '5\'10" and 6\'1"', 'Why alt="" matters'])(
  'a mark that closes nothing stays as it is: %s',
  (title) => expect(typeset({title}, 'en').title).toBe(title),
)

test('in English nothing else is touched, and in no language what is in another', () => {
  expect(typeset(answer, 'en')).toEqual(answer)
  expect(typeset(answer, 'de')).toBe(answer)
})
