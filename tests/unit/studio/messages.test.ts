/** Messages give way to a dialog, and come back when it is closed. */
import {BehaviorSubject} from 'rxjs'
import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {Messages} from '../../../studio/src/messages/messages.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A window, and what is on its screen: a message is there until its time is over, its cross is pressed, or it is taken away. */
function screen({hasDialog = false} = {}) {
  const dialog = new BehaviorSubject(hasDialog)
  const shown = new Map<string, {title: unknown; gone: () => void}>()
  const close = (id = 'receipt-tx1') => {
    const message = shown.get(id)
    shown.delete(id)
    message?.gone()
  }
  const messages = new Messages(
    {
      show: ({id, title, duration}, onGone) => {
        const timer = setTimeout(() => close(id), duration)
        const gone = () => {
          clearTimeout(timer)
          onGone()
        }
        shown.get(id)?.gone()
        shown.set(id, {title, gone})
      },
      takeAway: close,
    },
    dialog,
  )
  const tell = (title: string, about = 'tides', id = 'receipt-tx1') =>
    messages.tell({id, about, title, duration: 8_000})
  return {dialog, messages, close, tell, titles: () => [...shown.values()].map(({title}) => title)}
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
  const {dialog, tell, titles} = screen()
  tell('Live on 5 pages')
  const watched = dialog.observed
  vi.advanceTimersByTime(8_000)

  dialog.next(true)
  dialog.next(false)

  expect([watched, dialog.observed]).toEqual([true, false])
  expect(titles()).toEqual([])
})

test('a message that was closed does not come back, one that took its place does', () => {
  const {close, dialog, tell, titles} = screen()
  tell('Publishing…')
  tell('1 of 5 pages lags')
  tell('Live on 5 pages', 'shore', 'receipt-tx2')

  close('receipt-tx2')
  dialog.next(true)
  dialog.next(false)

  expect(titles()).toEqual(['1 of 5 pages lags'])
})

test('what a panel says of a document is told in no message; that of another document is', () => {
  const {messages, tell, titles} = screen()
  tell('1 of 5 pages lags')
  tell('Live on 2 pages', 'shore', 'receipt-tx2')

  const leave = messages.leaveToPanel('tides')
  tell('2 of 5 pages lag')
  const during = titles()
  leave()
  const after = titles()
  tell('Live on 5 pages')

  expect(during).toEqual(['Live on 2 pages'])
  expect(after).toEqual(during)
  expect(titles()).toEqual(['Live on 2 pages', 'Live on 5 pages'])
})

test('a message that waits behind a dialog is left to a panel that opens meanwhile', () => {
  const {dialog, messages, tell, titles} = screen()
  tell('1 of 5 pages lags')
  dialog.next(true)

  messages.leaveToPanel('tides')
  dialog.next(false)

  expect(titles()).toEqual([])
})
