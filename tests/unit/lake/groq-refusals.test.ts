import {afterAll, beforeAll, expect, test} from 'vitest'
import type {LakeError} from '../../../lake/src/errors.ts'
import {toLakeError, type Failure} from '../../../lake/src/groq/failure.ts'
import {MAX_RESULT_BYTES} from '../../../lake/src/groq/limits.ts'
import {openStore, type Store} from '../../support/groq-store.ts'

let store: Store
beforeAll(() => {
  store = openStore()
  store.write({_id: 'a', _type: 'article', text: 'x'.repeat(100_000)})
})
afterAll(() => store.close())

async function refusal(query: string, params: Record<string, unknown> = {}): Promise<LakeError> {
  const answer = await store.answer({query, params, perspective: ['raw'], identity: 'me'})
  if (answer.ok) throw new Error(`answered: ${answer.json.slice(0, 100)}`)
  return toLakeError(answer.failure, query)
}

test('a query that cannot be parsed names the place', async () => {
  const error = await refusal('*[_type == ')

  expect(error.status).toBe(400)
  expect(error.body.error).toMatchObject({type: 'queryParseError', query: '*[_type == ', start: 10})
})

test('a parameter that was not given is refused, one that is null is not', async () => {
  expect(await refusal('*[_id == $id]')).toMatchObject({status: 400})
  expect((await refusal('*[_id == $id]', {other: 1})).message).toContain('$id')
  expect((await refusal('$constructor')).message).toContain('$constructor')
  expect(await store.ask('*[_id == $id]', {params: {id: null}})).toEqual([])
})

for (const call of [
  'geo::distance(geo::latLng(1, 2), geo::latLng(1, 3))',
  'media::aspect(@, "x")',
  'user::attributes()',
  '*[@ match text::semanticSimilarity("x")]',
  'text::query("x")',
])
  test(`${call} is not offered, and the answer names it`, async () => {
    const error = await refusal(call)

    expect(error.status).toBe(501)
    expect(error.message).toMatch(/geo::|media::aspect|user::attributes|text::/)
  })

for (const [what, query] of [
  ['brackets', '('.repeat(20_000)],
  ['negations', `${'!'.repeat(20_000)}true`],
  ['lists', '['.repeat(20_000)],
  ['dereferences', `*[0]${'.a->'.repeat(2_000)}`],
  ['alternatives', `*[${'a||'.repeat(1_200)}a]`],
] as const)
  test(`thousands of nested ${what} are refused, and nothing breaks`, async () => {
    expect(await refusal(query)).toMatchObject({status: 400})
    expect(await store.ask('count(*)')).toBe(1)
  })

test('a result that is too large is refused, and says what to do', async () => {
  const error = await refusal(
    `{${Array.from({length: 400}, (_, i) => `"a${i}": *[0].text`).join(', ')}}`,
  )

  expect(error.status).toBe(413)
  expect(error.message).toContain(String(MAX_RESULT_BYTES))
  expect(error.message).toContain('slice')
})

test('an attribute that groq-js would call is refused, not a fault', async () => {
  expect(await refusal('{"hasOwnProperty": 1}.x')).toMatchObject({status: 400})
})

test('score() ranks documents only', async () => {
  expect(await refusal('*{_id} | score(_id == "a")')).toMatchObject({status: 400})
})

test('every failure has a status and a remedy; only a fault of ours is thrown', () => {
  const failures: Failure[] = [
    {kind: 'parse', description: 'x', position: 0},
    {kind: 'parameter', name: 'x'},
    {kind: 'unsupported', feature: 'x'},
    {kind: 'too-deep'},
    {kind: 'too-large', bytes: 1},
    {kind: 'time', limit: 1},
    {kind: 'memory'},
    {kind: 'busy'},
    {kind: 'closed'},
  ]

  expect(failures.map((failure) => toLakeError(failure, '*').status)).toEqual([
    400, 400, 501, 400, 413, 408, 413, 429, 503,
  ])
  expect(() => toLakeError({kind: 'crash', message: 'x'}, '*')).toThrow('x')
})
