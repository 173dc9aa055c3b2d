import {describe, expect, test} from 'vitest'
import type {Pair, Stored} from '../../../scripts/src/import/existing.ts'
import {writeDocument} from '../../../scripts/src/import/write-document.ts'
import type {Policy} from '../../../scripts/src/import/write-document.ts'

const publish: Policy = {draft: false, replace: false, edited: 'refuse'}
const stored = (fields: object, rev: string, id = 'a'): Stored => ({
  _id: id,
  _type: 'article',
  _rev: rev,
  ...fields,
})
const pair = (published?: Stored, draft?: Stored): Pair => ({id: 'a', published, draft})
const write = (of: Pair, policy: Partial<Policy> = {}) =>
  writeDocument(
    {type: 'article', title: 'A', pair: of, fields: {title: 'A'}, defaults: {publishedAt: 'now'}},
    {...publish, ...policy},
  )

describe('publishing', () => {
  test('a new document is created with its defaults', () => {
    expect(write(pair()).mutations).toEqual([
      {create: {_id: 'a', _type: 'article', title: 'A', publishedAt: 'now'}},
    ])
  })

  test('one that says the same already is left alone, whoever wrote it', () => {
    expect(write(pair(stored({title: 'A'}, 'by-hand')))).toMatchObject({
      outcome: 'unchanged',
      mutations: [],
    })
  })

  test('one that nobody touched since its import is patched, guarded by its revision', () => {
    const before = stored({title: 'Old', publishedAt: 'then', seo: {}}, 'import-1')

    expect(write(pair(before)).mutations).toEqual([
      {patch: {id: 'a', ifRevisionID: 'import-1', set: {title: 'A'}}},
    ])
  })

  test('one that an editor changed is refused, kept or replaced, as asked', () => {
    const before = pair(stored({title: 'Old', publishedAt: 'then'}, 'by-hand'))

    expect(() => write(before)).toThrow(/changed in the Studio/)
    expect(write(before, {edited: 'keep'})).toMatchObject({outcome: 'kept', mutations: []})
    expect(write(before, {replace: true})).toMatchObject({outcome: 'updated'})
  })

  test('an editor’s draft over it is never thrown away unasked', () => {
    const draft = stored({title: 'Better'}, 'by-hand', 'drafts.a')
    const before = pair(stored({title: 'Old'}, 'import-1'), draft)

    expect(() => write(before)).toThrow(/changed in the Studio/)
    expect(write(before, {replace: true}).mutations.at(-1)).toEqual({delete: {id: 'drafts.a'}})
  })

  test('a draft of an earlier import becomes the published document, with what was added to it', () => {
    const draft = stored({title: 'Old', seo: {title: 'S'}}, 'import-1', 'drafts.a')

    expect(write(pair(undefined, draft)).mutations).toEqual([
      {create: {_id: 'a', _type: 'article', title: 'A', seo: {title: 'S'}, publishedAt: 'now'}},
      {delete: {id: 'drafts.a'}},
    ])
  })

  test('an editor’s own unpublished draft is not published behind their back', () => {
    const draft = stored({title: 'Old'}, 'by-hand', 'drafts.a')

    expect(() => write(pair(undefined, draft))).toThrow(/only as an unpublished draft/)
  })
})

describe('drafts', () => {
  test('a new one is a draft only, so nothing strong may point at it', () => {
    const written = write(pair(), {draft: true})

    expect(written.mutations).toEqual([
      {create: {_id: 'drafts.a', _type: 'article', title: 'A', publishedAt: 'now'}},
    ])
    expect(written.published).toBe(false)
  })

  test('over a published document, it begins from that one', () => {
    const before = pair(stored({title: 'Old', publishedAt: 'then', seo: 1}, 'by-hand'))

    expect(write(before, {draft: true}).mutations).toEqual([
      {create: {_id: 'drafts.a', _type: 'article', title: 'A', publishedAt: 'then', seo: 1}},
    ])
  })

  test('an editor’s draft is refused', () => {
    const before = pair(undefined, stored({title: 'Mine'}, 'by-hand', 'drafts.a'))

    expect(() => write(before, {draft: true})).toThrow(/changed in the Studio/)
  })
})
