/** What an editor pastes or drops into a text: words, a picture, or something that cannot be used. */
import {expect, test} from 'vitest'
import {droppedFile, pastedFile} from '../../../studio/src/markdown-input/givenFile.ts'

const picture = new File(['…'], 'bridge.png', {type: 'image/png'})
const letter = new File(['…'], 'letter.pdf', {type: 'application/pdf'})

const given = (files: File[], words = '') => ({
  files: files as unknown as FileList,
  getData: () => words,
})

test('a picture is taken, also among other files; another file alone is taken to be refused', () => {
  expect(droppedFile(given([letter, picture]))).toBe(picture)
  expect(droppedFile(given([letter]))).toBe(letter)
  expect(pastedFile(given([picture]))).toBe(picture)
  expect(pastedFile(given([picture], 'bridge.png'))).toBe(picture)
})

test('words are pasted as words, whatever picture of them an office program put beside them', () => {
  expect(pastedFile(given([picture], 'High water at six.'))).toBeUndefined()
  expect(pastedFile(given([], 'High water at six.'))).toBeUndefined()
})
