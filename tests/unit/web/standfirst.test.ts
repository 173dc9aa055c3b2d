import {ownStandfirst} from '../../../web/src/content/standfirst.ts'
import {expect, test} from 'vitest'

const opening =
  'Waiting for an answer is hard. Three things help, and none of them costs more than an afternoon.'

test('a standfirst with words of its own is said', () => {
  expect(ownStandfirst('What to do meanwhile.', opening)).toBe('What to do meanwhile.')
  expect(ownStandfirst('Waiting for an answer is easy.', opening)).toBeTruthy()
})

test.each([
  ['its first sentence', 'Waiting for an answer is hard.'],
  ['as much as fitted', 'Waiting for an answer is hard. Three things help, and none of […]'],
  ['more than the opening keeps', `${opening} The first of them is a walk.`],
])('one that the text begins with is not: %s', (_, standfirst) => {
  expect(ownStandfirst(standfirst, opening)).toBeUndefined()
})

test('a text of a word or two hides nothing', () => {
  expect(ownStandfirst('Yes, if you ask for it in time.', 'Yes.')).toBeTruthy()
  expect(ownStandfirst('A letter.', '')).toBe('A letter.')
})

test('none is none', () => {
  expect(ownStandfirst(null, opening)).toBeUndefined()
  expect(ownStandfirst('', '')).toBeUndefined()
})
