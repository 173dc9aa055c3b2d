import {expect, test} from 'vitest'
import {asNewDocument} from '../../../studio/src/rules/duplication.ts'

test('a duplicate has the words of the original, and neither its addresses nor its past', () => {
  const original = {
    _id: 'drafts.copy',
    _type: 'article',
    title: 'Tides',
    body: 'High at six.',
    authors: [{_ref: 'ada'}],
    slug: {current: 'tides'},
    formerSlugs: ['ebb'],
    translations: [{_ref: 'marees'}],
    publishedAt: '2026-01-02T03:04:05Z',
    updatedAt: '2026-02-02T03:04:05Z',
    reviewedAt: '2026-03-02',
    reviewedBy: {_ref: 'bo'},
    changeNotes: [{note: 'Corrected.'}],
    workflow: {state: 'approved', approvedBy: 'bo'},
  }

  expect(asNewDocument(original)).toEqual({
    _id: 'drafts.copy',
    _type: 'article',
    title: 'Tides',
    body: 'High at six.',
    authors: [{_ref: 'ada'}],
  })
})
