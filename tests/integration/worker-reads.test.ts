/** Query threads read on connections of their own; what was acknowledged must be there all the same. */
import {setImmediate as turnOfTheEventLoop} from 'node:timers/promises'
import {expect} from 'vitest'
import {test} from '../support/lake.ts'

test('of 1,000 queries, none misses the write that was acknowledged before it', async ({
  lake,
  editor,
}) => {
  const dataset = lake.datasets.get('production')
  const identity = {...editor, email: '', role: 'editor' as const}
  let stale = 0

  for (let value = 0; value < 1_000; value++) {
    const document = {_id: 'counter', _type: 'counter', value}
    await dataset.mutate([{createOrReplace: document}], {identity})
    const query = value % 2 ? '*[_id == "counter"][0].value' : '*[_type == "counter"][0].value'
    const {result} = await dataset.query({query, perspective: ['published'], identity: editor.id})
    if (result !== value) stale++
  }

  expect(stale).toBe(0)
})

test('a transaction is seen whole or not at all, while writers go on', async ({lake, editor}) => {
  const dataset = lake.datasets.get('production')
  const identity = {...editor, email: '', role: 'editor' as const}
  const ids = ['one', 'two', 'three']
  const write = (value: number) =>
    dataset.mutate(
      ids.map((_id) => ({createOrReplace: {_id, _type: 'counter', value}})),
      {identity},
    )
  await write(0)
  let writing = true
  const writer = (async () => {
    for (let value = 1; writing; value++) {
      await write(value)
      await turnOfTheEventLoop()
    }
  })()

  const wholes: boolean[] = []
  for (let i = 0; i < 200; i++) {
    const {result} = await dataset.query({
      query:
        '{"a": *[_id == "one"][0].value, "b": *[_type == "counter"].value, "c": *[_id == "three"][0].value}',
      perspective: ['published'],
      identity: editor.id,
    })
    const {a, b, c} = result as {a: number; b: number[]; c: number}
    wholes.push(new Set([a, ...b, c]).size === 1)
  }
  writing = false
  await writer

  expect(wholes.filter((whole) => !whole)).toEqual([])
})

test('a runaway query is ended while readers are answered', async ({lake, editor, reader}) => {
  const documents = Array.from({length: 2_000}, (_, i) => ({
    _id: `a${i}`,
    _type: 'a',
    title: `Number ${i}`,
  }))
  await lake.seed(documents)
  const runaway = editor.client.fetch(
    '*{"a": count(*[title > ^.title]), "b": count(*[title < ^.title])}',
  )
  const outcome = runaway.then(
    () => 'answered',
    (error: {statusCode?: number}) => error.statusCode,
  )

  let answered = 0
  let over = false
  void outcome.then(() => (over = true))
  while (!over) {
    expect(await reader.fetch('*[_id == "a7"][0].title')).toBe('Number 7')
    answered++
  }

  expect(answered).toBeGreaterThan(0)
  expect(['answered', 408]).toContain(await outcome)
})
