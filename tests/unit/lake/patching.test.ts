import {expect, test} from 'vitest'
import {openTransaction} from '../../../lake/src/documents/transaction.ts'
import {readPatch} from '../../../lake/src/documents/mutation.ts'
import {mutationError} from '../../../lake/src/errors.ts'

const times = {_createdAt: '2026-01-01T00:00:00.000Z', _updatedAt: '2026-01-01T00:00:00.000Z'}

const stored = () => ({
  _id: 'x',
  _type: 'article',
  _rev: 'r1',
  ...times,
  n: 1,
  text: 'High water at six',
  seo: {title: 'Tides', tags: ['a', 'b', 'c']},
  list: [
    {_key: 'k1', n: 1, text: 'one', marks: ['x', 'y']},
    {_key: 'k2', n: 2, text: 'two', marks: []},
  ],
})

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null)
    Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

function transactionOn(document: ReturnType<typeof stored>) {
  const transaction = openTransaction(
    {get: () => document, strongReferrers: () => [], idsBeginningWith: () => []},
    {
      transactionId: 't',
      timestamp: '2026-01-02T00:00:00.000Z',
      fail: mutationError,
      mayWrite: () => true,
    },
  )
  const patch = (operations: Record<string, unknown>) =>
    transaction.apply({kind: 'patch', ids: ['x'], ...readPatch(operations, 0)}, 0)
  return {transaction, patch}
}

const diff = '@@ -1,4 +1,5 @@\n-High\n+Lower\n'

test.each([
  {
    set: {
      n: 2,
      'seo.title': 'Ebb',
      'list[0].n': 5,
      'list[0:2].n': 6,
      'list[_key=="k2"].text': 'II',
    },
  },
  {set: {'..n': 9, 'seo.new.deep': {a: [1]}, 'list[0].marks[0]': 'z'}},
  {setIfMissing: {fresh: {a: 1}, 'seo.title': 'no', 'list[n > 1].extra': []}},
  {unset: ['n', 'seo.tags[1:3]', 'list[_key=="k1"]', '..text', 'list[0].marks[0]']},
  {insert: {after: 'list[-1]', items: [{_key: 'k3'}]}},
  {insert: {before: 'seo.tags[0]', items: ['first']}},
  {insert: {replace: 'list[0].marks[0:2]', items: ['only']}},
  {inc: {n: 1, 'list[0].n': 2}, dec: {'list[1].n': 3}},
  {diffMatchPatch: {text: diff, 'list[0].text': diff}},
])('a patch writes nothing into the document that is kept: %j', (operations) => {
  const document = frozen(stored())
  const {transaction, patch} = transactionOn(document)

  patch(operations)
  patch(operations)
  const [change] = transaction.finish()

  expect(document).toEqual(stored())
  expect(change?.after).not.toEqual({...stored(), _rev: 't', _updatedAt: change?.after?._updatedAt})
})

test('thousands of patches of one document share what they leave as it is', () => {
  const document = frozen(stored())
  const {transaction, patch} = transactionOn(document)

  for (let n = 0; n < 3_000; n++) patch({set: {n, 'seo.title': `Title ${n}`}})

  const after = transaction.get('x')
  expect(after).toMatchObject({n: 2_999, seo: {title: 'Title 2999'}})
  expect(after?.list).toBe(document.list)
  expect((after as typeof document | null)?.seo.tags).toBe(document.seo.tags)
})

test('a text for each of many documents is refused before it is written that often', () => {
  const {transaction} = transactionOn(frozen(stored()))
  const ids = Array.from({length: 1_000}, () => 'x')
  const {patch} = readPatch({set: {text: 'a'.repeat(1_000_000)}}, 0)

  const patchAll = () => transaction.apply({kind: 'patch', ids, patch}, 0)

  expect(patchAll).toThrow(expect.objectContaining({status: 400}))
})

test('what patches make of a document together is judged as one document, at the last of them', () => {
  const {transaction, patch} = transactionOn(frozen(stored()))
  const deep = (levels: number): object => (levels > 0 ? {a: deep(levels - 1)} : {})
  const path = 'a.a.a.a.a.a.a.a.a.a'

  patch({set: {a: deep(12)}})
  patch({set: {[path]: deep(12)}})

  expect(() => transaction.finish()).toThrow(
    expect.objectContaining({status: 400, message: expect.stringContaining('nested deeper')}),
  )
})

test('hundreds of attributes set at once are what they are one by one, in the same order', () => {
  const some = (prefix: string, count: number) =>
    Array.from({length: count}, (_, n) => [`${prefix}${n}`, {n}] as const)
  const setIfMissing = Object.fromEntries([['n', 7], ...some('a', 300)])
  const set = Object.fromEntries([...some('b', 300), ['a3', 'set'], ['text', 'Low']])
  const rest = {unset: ['a7', 'seo.title'], inc: {n: 1, 'list[0].n': 2}}
  const [together, apart] = [transactionOn(frozen(stored())), transactionOn(frozen(stored()))]

  together.patch({...rest, set, setIfMissing})
  for (const one of Object.entries(setIfMissing))
    apart.patch({setIfMissing: Object.fromEntries([one])})
  for (const one of Object.entries(set)) apart.patch({set: Object.fromEntries([one])})
  apart.patch(rest)

  const written = JSON.stringify(together.transaction.get('x'))
  expect(written).toBe(JSON.stringify(apart.transaction.get('x')))
  expect(written).toContain('"b299"')
})
