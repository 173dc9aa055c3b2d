import {parse, evaluate} from 'groq-js'
import {expect, test, vi} from 'vitest'
import {lakeRefused} from '../../../web/src/errors.ts'
import type {AskLake} from '../../../web/src/content/questions.ts'
import {asOne, together} from '../../../web/src/content/together.ts'

const dataset = [
  {_id: 'a', _type: 'article', slug: 'tides', price: '$slug'},
  {_id: 'b', _type: 'article', slug: 'moon', price: 'none'},
]

const bySlug = '*[slug == $slug][0]._id'
const byPrice = `*[price == "$slug" || price == '"$slug'] | order(_id){_id, "slug": $slug}`

const evaluated = async (query: string, params: Record<string, unknown>) => {
  const found = await evaluate(parse(query, {params}), {dataset, params})
  return (await found.get()) as unknown
}

type Answer = (query: string, params: Record<string, unknown>) => Promise<unknown>

function openLake(answer: Answer) {
  const lake = vi.fn<Answer>(answer)
  return {lake, ask: together(lake as AskLake)}
}

test('questions of one breath are one, and each gets its own answer', async () => {
  const {lake, ask} = openLake(evaluated)

  const answers = await Promise.all([
    ask(bySlug, {slug: 'tides'}),
    ask(bySlug, {slug: 'moon'}),
    ask(byPrice, {slug: 'its own'}),
    ask('count(*)', {}),
  ])

  expect(answers).toEqual(['a', 'b', [{_id: 'a', slug: 'its own'}], 2])
  expect(lake).toHaveBeenCalledOnce()
})

test('a question alone goes as it is, and so does one that comes later', async () => {
  const {lake, ask} = openLake(evaluated)

  await ask(bySlug, {slug: 'tides'})
  await ask(bySlug, {slug: 'moon'})

  expect(lake.mock.calls).toEqual([
    [bySlug, {slug: 'tides'}],
    [bySlug, {slug: 'moon'}],
  ])
})

test('when the one question is refused, each is asked for itself', async () => {
  const {ask} = openLake(async (query, params) => {
    if (query.startsWith('{')) throw lakeRefused(414, 'Too long.')
    if (params['slug'] === 'moon') throw lakeRefused(400, 'No such thing.')
    return evaluated(query, params)
  })

  const answers = await Promise.allSettled([
    ask(bySlug, {slug: 'tides'}),
    ask(bySlug, {slug: 'moon'}),
  ])

  expect(answers).toMatchObject([
    {status: 'fulfilled', value: 'a'},
    {status: 'rejected', reason: {message: expect.stringContaining('No such thing.')}},
  ])
})

test('a lake that is away is not asked once more for each', async () => {
  const {lake, ask} = openLake(async () => {
    throw lakeRefused(503, 'Later.')
  })

  const answers = await Promise.allSettled([ask(bySlug, {slug: 'a'}), ask(bySlug, {slug: 'b'})])

  expect(answers.map(({status}) => status)).toEqual(['rejected', 'rejected'])
  expect(lake).toHaveBeenCalledOnce()
})

test('what answers with something else has answered none of them', async () => {
  const {ask} = openLake(async () => null)

  const answers = await Promise.allSettled([ask(bySlug, {slug: 'a'}), ask(bySlug, {slug: 'b'})])

  expect(answers.map(({status}) => status)).toEqual(['rejected', 'rejected'])
})

test('names of parameters inside of strings are words', () => {
  const {query, params} = asOne([{query: `*[a == "\\"$x" && b == $x && c == $xy]`, params: {x: 1}}])

  expect(query).toBe(`{"q0": *[a == "\\"$x" && b == $x_0 && c == $xy_0]}`)
  expect(params).toEqual({x_0: 1})
})
