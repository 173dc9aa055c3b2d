import {expect, test} from 'vitest'
import {forPage} from '../../../web/src/content/for-page.ts'
import {onceForEach} from '../../../web/src/content/once-for-each.ts'

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

/** With whatever is in it: to change any of it throws. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null)
    Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

test('one answer is made ready for the pages of each language once, and stays as it was', () => {
  const answer = frozen({title: 'Why "tides"?', topics: [{title: 'Sea', french: {title: 'Mer'}}]})

  const [english, french, again, frenchAgain, neither] = [
    forPage(answer, 'en'),
    forPage(answer, 'fr'),
    forPage(answer, 'en'),
    forPage(answer, 'fr'),
    forPage(answer, undefined),
  ]

  expect(english.title).toBe('Why “tides”?')
  expect(french.title).not.toBe(english.title)
  expect(neither.title).toBe(answer.title)
  expect([again, frenchAgain]).toEqual([english, french])
  expect(again).toBe(english)
  expect(frenchAgain).toBe(french)
  expect(answer).toEqual({
    title: 'Why "tides"?',
    topics: [{title: 'Sea', french: {title: 'Mer'}}],
  })
})

test('an answer that is as pages show it is not copied: what is kept is what they read', () => {
  const answer = frozen({_id: 'tides', title: 'Tides', topics: [{title: 'Sea'}], slug: null})

  const shown = [forPage(answer, 'en'), forPage(answer, 'fr'), forPage(answer, undefined)]

  for (const one of shown) expect(one).toBe(answer)
})
