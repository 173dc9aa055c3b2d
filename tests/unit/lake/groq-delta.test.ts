import {afterAll, beforeAll, expect, test} from 'vitest'
import type {StoredDocument} from '../../../lake/src/dataset.ts'
import {openStore, type Store} from '../../support/groq-store.ts'

let store: Store
beforeAll(() => {
  store = openStore()
  store.write(
    {_id: 'ann', _type: 'author', name: 'Ann'},
    {_id: 'tides', _type: 'article', title: 'Tides', author: {_type: 'reference', _ref: 'ann'}},
    {_id: 'other', _type: 'article', title: 'Other', author: {_type: 'reference', _ref: 'ann'}},
  )
})
afterAll(() => store.close())

const at = '2026-01-01T00:00:00Z'
const version = (title: string): StoredDocument => ({
  _id: 'tides',
  _type: 'article',
  _rev: title,
  _createdAt: at,
  _updatedAt: at,
  title,
  author: {_type: 'reference', _ref: 'ann'},
})
const ask = (query: string, before: StoredDocument | null, after: StoredDocument | null) =>
  store.ask(query, {delta: {before, after}})

test('a filter is asked of the document as it is now, or as it was when it is deleted', async () => {
  expect(await ask('_type == "article"', null, version('New'))).toBe(true)
  expect(await ask('title == "Old"', version('Old'), null)).toBe(true)
  expect(await ask('_type == "author"', version('Old'), version('New'))).toBe(false)
})

test('delta functions compare both sides', async () => {
  const changed = (query: string) => ask(query, version('Old'), version('New'))

  expect(await changed('delta::changedAny(title)')).toBe(true)
  expect(await changed('delta::changedAny(author)')).toBe(false)
  expect(await changed('delta::changedOnly((title, _rev))')).toBe(true)
  expect(await changed('delta::operation()')).toBe('update')
  expect(await ask('delta::operation()', null, version('New'))).toBe('create')
  expect(await ask('delta::operation()', version('Old'), null)).toBe('delete')
})

test('a projection sees before() and after(), and follows references into the dataset', async () => {
  const query = `{_id, "was": before().title, "is": after().title, "by": author->name,
    "others": *[_type == "article" && _id != ^._id && references(^.author._ref)]._id}`

  expect(await ask(query, version('Old'), version('New'))).toEqual({
    _id: 'tides',
    was: 'Old',
    is: 'New',
    by: 'Ann',
    others: ['other'],
  })
  expect(await ask('{"was": before(), "is": title}', null, version('New'))).toEqual({
    was: null,
    is: 'New',
  })
})

test('a filter with functions that compare may also ask the dataset', async () => {
  const query =
    '[@][delta::changedAny(title) && count(*[_type == "author"]) == 1 && author->name == "Ann"]{"n": count(*[references(^.author._ref)])}'

  expect(await ask(query, version('Old'), version('New'))).toEqual([{n: 2}])
  expect(await ask(query, version('Same'), version('Same'))).toEqual([])
})

test('delta functions are refused outside of delta mode', async () => {
  await expect(store.ask('*[delta::changedAny(title)]')).rejects.toThrow('parse')
})
