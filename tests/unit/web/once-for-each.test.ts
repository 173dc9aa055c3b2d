import {expect, test} from 'vitest'
import {onceForEach} from '../../../web/src/content/once-for-each.ts'
import {typeset} from '../../../web/src/content/typeset.ts'

test('what is made of an object is made once, and of another object anew', () => {
  let made = 0
  const numbered = onceForEach((value) => ({...value, number: ++made}))
  const one = {title: 'Tides'}

  const first = numbered(one)
  const again = numbered(one)
  const other = numbered({...one})

  expect(again).toBe(first)
  expect(other).toEqual({title: 'Tides', number: 2})
  expect([numbered(null), numbered('Tides'), numbered(undefined)]).toEqual([
    null,
    'Tides',
    undefined,
  ])
})

test('one answer is set for each language by itself, and stays as it was', () => {
  const answer = {title: 'Why "tides"?'}

  const [english, french, again] = [
    typeset(answer, 'en'),
    typeset(answer, 'fr'),
    typeset(answer, 'en'),
  ]

  expect(english.title).toBe('Why “tides”?')
  expect(french.title).not.toBe(english.title)
  expect(again).toBe(english)
  expect(answer.title).toBe('Why "tides"?')
})
