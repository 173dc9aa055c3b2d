/** Why a picture was not stored, as an editor reads it. */
import {expect, test} from 'vitest'
import {reasonOf} from '../../../studio/src/pictures/refusals.ts'

const answered = (statusCode: number, body: unknown) =>
  Object.assign(new Error(`HTTP ${statusCode}`), {response: {statusCode, body}})
const unsupported = 'Unsupported file type: could not determine an uploader for "notes.pdf"'

test.each([
  [
    'the lake',
    answered(400, {message: 'The picture cannot be read.'}),
    'The picture cannot be read.',
  ],
  ['a proxy that has a limit', answered(413, '<html>'), /larger than .* \(413\)/],
  ['a proxy that finds no lake', answered(502, ''), /answered 502/],
  ['Studio', new Error('The file is empty'), 'The file is empty'],
])('is what %s says', (_, error, reason) => {
  expect(reasonOf(error)).toMatch(reason)
})

test('is, of a file that is no picture, which files are', () => {
  expect(reasonOf(new Error(unsupported))).toContain('Use PNG, JPEG')
})

test.each([
  new Error('XHR upload network error'),
  new TypeError('Failed to fetch'),
  new DOMException('The operation timed out after 300000ms', 'TimeoutError'),
  undefined,
])('is that the lake did not answer, when nobody did: %s', (error) => {
  expect(reasonOf(error)).toContain('did not answer')
})
