/** Each text that is new to a query thread is parsed and looked through there: once. */
import {parse} from 'groq-js'
import type * as Groq from 'groq-js'
import {beforeEach, expect, test, vi} from 'vitest'
import {QueryFailure} from '../../../lake/src/groq/failure.ts'
import {PARSE_CACHE_CHARACTERS, PARSE_CACHE_ENTRIES} from '../../../lake/src/groq/limits.ts'
import {createPreparer} from '../../../lake/src/groq/prepare.ts'

vi.mock('groq-js', async (original) => {
  const real = await original<typeof Groq>()
  return {...real, parse: vi.fn<typeof real.parse>(real.parse)}
})

beforeEach(() => void vi.mocked(parse).mockClear())

const slice = '*[_type == $type] | order(_id asc) [1...$to]'

test.each([
  ['a plain question', '*[_type == $type]{title}', {type: 'note', to: 4}],
  ['a slice that ends at a parameter', slice, {type: 'note', to: 4}],
  ['a slice that begins at one', '*[_type == $type][$from..7]', {type: 'note', from: 2}],
  ['a text like a slice', '*[title == "[1...$to]" && _type == $type]', {type: 'note'}],
])('%s is parsed once', (_, query, params) => {
  const prepare = createPreparer()

  const first = prepare(query, params, false)
  const second = prepare(query, {...params, type: 'other'}, false)

  expect(parse).toHaveBeenCalledTimes(1)
  expect(second).toBe(first)
})

test('a slice with other numbers is another question', () => {
  const prepare = createPreparer()

  const [four, five] = [4, 5].map((to) => prepare(slice, {type: 'note', to}, false))

  expect(four?.tree).not.toEqual(five?.tree)
  expect(prepare(slice, {type: 'note', to: 4}, false)).toBe(four)
})

test('an element by a parameter is told from a filter, beside a slice too', () => {
  const prepare = createPreparer()
  const query = '*[_type == "note"][1...$to]{"one": list[$which]}'
  const by = (which: unknown) => JSON.stringify(prepare(query, {to: 4, which}, false).tree)

  const [element, attribute, again] = [by(0), by('name'), by(0)]

  expect(element).not.toBe(attribute)
  expect(again).toBe(element)
})

test('a question that was asked without the number that it needs is answered to who gives it', () => {
  const prepare = createPreparer()
  const wrong = () => prepare(slice, {type: 'note', to: 'four'}, false)

  expect(wrong).toThrow(QueryFailure)

  expect(prepare(slice, {type: 'note', to: 4}, false).parameters).toEqual(['type'])
  expect(wrong).toThrow(QueryFailure)
})

test('however many forms a question has, so many are kept as there may be questions', () => {
  const prepare = createPreparer()
  const often = prepare(slice, {type: 'note', to: 1}, false)
  const rare = prepare(slice, {type: 'note', to: 2}, false)

  for (let to = 3; to < 3 + PARSE_CACHE_ENTRIES; to++) {
    prepare(`${slice}{"n": ${to % 2}}`, {type: 'note', to}, false)
    prepare(slice, {type: 'note', to: 1}, false)
  }

  expect(prepare(slice, {type: 'note', to: 1}, false)).toBe(often)
  expect(prepare(slice, {type: 'note', to: 2}, false)).not.toBe(rare)
})

test('of long questions fewer are kept', () => {
  const prepare = createPreparer()
  const long = (n: number) => `*[title == "${n}${'x'.repeat(100_000)}"]`
  const first = prepare(long(0), {}, false)

  for (let n = 1; n <= PARSE_CACHE_CHARACTERS / 100_000; n++) prepare(long(n), {}, false)

  expect(prepare(long(0), {}, false)).not.toBe(first)
})
