import fc from 'fast-check'
import {applyPatch, incremental} from 'mendoza'
import {expect, test} from 'vitest'
import {encodePatch} from '../../../lake/src/documents/effects.ts'
import {seed} from '../../support/sample.ts'

const name = fc.constantFrom('a', 'b', 'title', 'body', 'été', '_type')
const text = fc.oneof(fc.string({unit: 'grapheme', maxLength: 40}), fc.lorem({maxCount: 12}))
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    {depthSize: 'small'},
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('fields'),
  ),
  list: fc.array(tie('item'), {maxLength: 5}),
  item: fc.oneof(
    tie('value'),
    fc.record({_key: fc.constantFrom('k1', 'k2', 'k3'), value: tie('value')}),
  ),
  fields: fc.dictionary(name, tie('value'), {maxKeys: 5}),
}))
const document = fc.tuple(json.fields!, text).map(([fields, body]) => ({
  ...(fields as object),
  _id: 'x',
  _type: 'article',
  prose: body,
}))

test('any two revisions are joined by a patch in both directions', () => {
  fc.assert(
    fc.property(document, document, (left, right) => {
      expect(applyPatch(left, encodePatch(left, right))).toEqual(right)
      expect(applyPatch(right, encodePatch(right, left))).toEqual(left)
    }),
    {seed, numRuns: 500},
  )
})

test('a patch can be followed part by part, as the review of changes does', () => {
  fc.assert(
    fc.property(document, document, (left, right) => {
      const before = incremental.wrap(left, 'first')
      const after = incremental.applyPatch(before, encodePatch(left, right), 'second')
      expect(incremental.unwrap(after)).toEqual(right)
    }),
    {seed, numRuns: 300},
  )
})

test('a typo in a long text is a small patch', () => {
  const body = 'The interview went well. '.repeat(200)
  const left = {_id: 'x', _type: 'article', body, title: 'T'}
  const right = {...left, body: body.replace('went', 'wnet')}

  const patch = encodePatch(left, right)

  expect(JSON.stringify(patch).length).toBeLessThan(80)
  expect(applyPatch(left, patch)).toEqual(right)
})

test('a change inside one keyed item leaves the others out of the patch', () => {
  const items = ['k1', 'k2', 'k3'].map((_key) => ({_key, text: `Text of ${_key}, long enough`}))
  const left = {_id: 'x', _type: 'article', items}
  const right = {...left, items: items.map((item) => (item._key === 'k2' ? {...item, n: 1} : item))}

  const patch = encodePatch(left, right)

  expect(JSON.stringify(patch)).not.toContain('k3')
  expect(applyPatch(left, patch)).toEqual(right)
})

test('creation and deletion are whole values, by which Studio tells them from edits', () => {
  const whole = {_id: 'x', _type: 'article'}

  expect(encodePatch(null, whole)).toEqual([0, whole])
  expect(encodePatch(whole, null)).toEqual([0, null])
})
