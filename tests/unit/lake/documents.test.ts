import {expect, onTestFinished, test} from 'vitest'
import {createLake} from '../../../lake/src/index.ts'
import {
  draftIdOf,
  idProblem,
  isPublicId,
  publishedIdOf,
  releaseOf,
} from '../../../lake/src/documents/ids.ts'
import {documentProblem, MAX_ATTRIBUTES} from '../../../lake/src/documents/limits.ts'
import {referencesOf, strengthen} from '../../../lake/src/documents/references.ts'
import {wordsOf} from '../../../lake/src/documents/words.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

test.for([
  ['hello', 'hello', undefined, true],
  ['drafts.hello', 'hello', undefined, false],
  ['versions.spring.hello', 'hello', 'spring', false],
  ['versions.spring.a.b', 'a.b', 'spring', false],
  ['versions.hello', 'versions.hello', undefined, false],
  ['_.releases.spring', '_.releases.spring', undefined, false],
] as const)('the id %s belongs to the group %s', ([id, group, release, open]) => {
  expect(publishedIdOf(id)).toBe(group)
  expect(releaseOf(id)).toBe(release)
  expect(isPublicId(id)).toBe(open)
  expect(draftIdOf(id)).toBe(`drafts.${group}`)
})

test.for(['a', 'A-b_c.d', '_.releases.r', 'x'.repeat(128), '0'])('%s is an id', (id) => {
  expect(idProblem(id)).toBeUndefined()
})

test.for(['', '.', 'a.', '.a', 'a..b', '-a', 'a b', 'ä', 'a/b', 'a\0', 'x'.repeat(129), 7, null])(
  '%j is no id',
  (id) => {
    expect(idProblem(id)).toEqual(expect.any(String))
  },
)

test('references are found at any depth, with their strength', () => {
  const document = {
    author: {_ref: 'ada'},
    list: [{_key: 'k', _ref: 'ben', _weak: true}, [{_ref: 'ada'}]],
    elsewhere: {_ref: 'eve', _dataset: 'other'},
    notOne: {_ref: 7},
  }

  expect(referencesOf(document)).toEqual([
    {target: 'ada', weak: false},
    {target: 'ben', weak: true},
    {target: 'eve', weak: true},
  ])
})

test('a reference becomes what it was meant to be when it is published', () => {
  const mark = {type: 'author'}
  const waiting = {_ref: 'a', _weak: true, _strengthenOnPublish: mark}
  const staysWeak = {_ref: 'b', _weak: true, _strengthenOnPublish: {...mark, weak: true}}
  const weak = {_ref: 'c', _weak: true}

  expect(strengthen({list: [waiting, staysWeak, weak]})).toEqual({
    list: [{_ref: 'a'}, {_ref: 'b', _weak: true}, weak],
  })
})

test('a document has limits', () => {
  const many = Object.fromEntries(Array.from({length: MAX_ATTRIBUTES + 1}, (_, n) => [`a${n}`, 1]))

  expect(documentProblem(many)).toContain('attributes')
  expect(documentProblem(JSON.parse('{"a": {"__proto__": 1}}'))).toContain('__proto__')
  expect(documentProblem({text: 'half \ud83d'})).toContain('surrogate')
  expect(documentProblem({text: 'whole 🎉', list: many.a0 ? [1, null, true] : []})).toBeUndefined()
})

test('search finds the words of a text and not its plumbing', () => {
  const words = wordsOf({
    _id: 'x',
    _type: 'article',
    title: 'Tides',
    body: [{_key: 'k', text: 'High water'}],
  })

  expect(words).toBe('Tides\nHigh water')
})

test('a directory belongs to one lake at a time', async () => {
  const directory = temporaryDirectory('lake')
  const first = createLake({directory})
  onTestFinished(() => removeDirectory(directory))

  expect(() => createLake({directory})).toThrow('Another lake is using')
  await first.close()
  const second = createLake({directory})

  await second.close()
})
