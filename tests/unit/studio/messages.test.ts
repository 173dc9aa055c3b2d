/** Messages give way to a dialog, and come back when it is closed. */
import {BehaviorSubject} from 'rxjs'
import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {Messages} from '../../../studio/src/messages/messages.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A window, and what is on its screen, as Sanity UI would have it. */
function screen({hasDialog = false} = {}) {
  const dialog = new BehaviorSubject(hasDialog)
  const shown = new Map<string, unknown>()
  const messages = new Messages(({id = '', title, duration = 0}) => {
    if (duration < 1) shown.delete(id)
    else shown.set(id, title)
  }, dialog)
  const tell = (title: string, duration = 8_000) =>
    messages.tell({id: 'receipt-tx1', title, duration})
  return {dialog, shown, tell, titles: () => [...shown.values()]}
}

test('a message is told at once where there is no dialog', () => {
  const {tell, titles} = screen()

  tell('Live on 5 pages')

  expect(titles()).toEqual(['Live on 5 pages'])
})

test('what is news while a dialog is open is told when it is closed', () => {
  const {dialog, tell, titles} = screen({hasDialog: true})
  tell('Publishing…')
  tell('1 of 5 pages lags')
  vi.advanceTimersByTime(60_000)
  const during = titles()

  dialog.next(false)

  expect([during, titles()]).toEqual([[], ['1 of 5 pages lags']])
})

test('a message on screen gives way to a dialog, and is there again afterwards', () => {
  const {dialog, tell, titles} = screen()
  tell('1 of 5 pages lags')

  dialog.next(true)
  const during = titles()
  vi.advanceTimersByTime(60_000)
  dialog.next(false)

  expect([during, titles()]).toEqual([[], ['1 of 5 pages lags']])
})

test('a message whose time is over does not come back, and nobody looks for dialogs any more', () => {
  const {dialog, shown, tell, titles} = screen()
  tell('Live on 5 pages')
  const watched = dialog.observed
  vi.advanceTimersByTime(8_000)
  shown.clear()

  dialog.next(true)
  dialog.next(false)

  expect([watched, dialog.observed]).toEqual([true, false])
  expect(titles()).toEqual([])
})
