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

test('in English nothing is touched', () => {
  expect(typeset(answer, 'en')).toBe(answer)
})
