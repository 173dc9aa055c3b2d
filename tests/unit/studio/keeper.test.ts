/** What is not in the lake yet is held for as long as that is so, whether a form shows it or not. */
import {BehaviorSubject, finalize, NEVER, type Observable} from 'rxjs'
import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {Keeper} from '../../../studio/src/saving/keeper.ts'

const tides = {id: 'tides', type: 'article'}

const asks = vi.fn<(isAsking: boolean) => void>()
beforeEach(() => {
  vi.useFakeTimers()
  asks.mockReset()
  const listeners = new Set<unknown>()
  const count = () => asks(listeners.size > 0)
  vi.stubGlobal('addEventListener', (_: string, one: unknown) => (listeners.add(one), count()))
  vi.stubGlobal('removeEventListener', (_: string, one: unknown) => {
    listeners.delete(one)
    count()
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

type Pair = Parameters<Keeper['open']>[0]

/** Studio's side of a document: what it says of it, and whether somebody still listens. */
function studio() {
  const isSaved = new BehaviorSubject(true)
  const edit = new BehaviorSubject({ready: true, draft: {_rev: 'r0', title: 'Tides'}})
  let listeners = 0
  const counted = <T>(source: Observable<T>) => {
    listeners++
    return source.pipe(finalize(() => listeners--))
  }
  const pair = {
    consistencyStatus: () => counted(isSaved),
    editState: () => counted(edit),
    editOperations: () => counted(NEVER),
  } as unknown as Pair
  return {pair, isSaved, edit, isHeld: () => listeners > 0}
}

test('a document is let go when its form is closed and all of it is saved', () => {
  const {pair, isHeld} = studio()

  const close = new Keeper().open(pair, tides)
  const during = isHeld()
  close()

  expect([during, isHeld()]).toEqual([true, false])
  expect(asks).not.toHaveBeenCalled()
})

test('a document with unsaved words is held after its form was closed, until they are saved', () => {
  const {pair, isSaved, isHeld} = studio()
  const keeper = new Keeper()
  const close = keeper.open(pair, tides)
  isSaved.next(false)
  close()

  vi.advanceTimersByTime(60_000)
  const away = [isHeld(), keeper.unsaved.value.get('tides'), asks.mock.lastCall]
  isSaved.next(true)

  const left = {...tides, isOpen: false, isStuck: true, title: 'Tides'}
  expect(away).toEqual([true, left, [true]])
  expect([isHeld(), keeper.unsaved.value.size, asks.mock.lastCall]).toEqual([false, 0, [false]])
})

test('who comes back finds their words, and a second form of a document does not let them go', () => {
  const {pair, isSaved, isHeld} = studio()
  const keeper = new Keeper()
  const close = keeper.open(pair, tides)
  isSaved.next(false)
  close()
  const closeAgain = keeper.open(pair, tides)
  const closeSecond = keeper.open(pair, tides)

  isSaved.next(true)
  closeAgain()
  const withSecond = isHeld()
  closeSecond()

  expect([withSecond, isHeld()]).toEqual([true, false])
})

test('a document that Studio has given up is not waited for', () => {
  const {pair, isSaved, isHeld} = studio()
  const keeper = new Keeper()
  const close = keeper.open(pair, tides)
  isSaved.next(false)

  isSaved.error(new Error('The session ended'))
  close()

  expect([isHeld(), keeper.unsaved.value.size, asks.mock.lastCall]).toEqual([false, 0, [false]])
})
