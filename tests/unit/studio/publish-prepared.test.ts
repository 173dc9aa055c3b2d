import {expect, test} from 'vitest'
import {isSavedSince} from '../../../studio/src/actions/isSavedSince.ts'

test('a publication waits until the dates are saved, not only until nothing seems to be on its way', () => {
  const seen = [
    {when: 'pressed, and Studio does not say yet that it saves', isSyncing: false, revision: 'a'},
    {when: 'it saves', isSyncing: true, revision: 'a'},
    {
      when: 'an edit of a moment before is saved, the dates are not',
      isSyncing: true,
      revision: 'b',
    },
    {when: 'all is saved', isSyncing: false, revision: 'c'},
  ]

  const goesOn = seen.filter((now) => isSavedSince('a', now)).map(({when}) => when)

  expect(goesOn).toEqual(['all is saved'])
})

test('a draft that was never saved is saved with its first revision', () => {
  expect(isSavedSince(undefined, {isSyncing: false, revision: undefined})).toBe(false)
  expect(isSavedSince(undefined, {isSyncing: false, revision: 'a'})).toBe(true)
})
