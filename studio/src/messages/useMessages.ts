/** Tells what gives way to dialogs. One for a window, so that a message waits also when the pane that told it is gone. */
import {useToast} from '@sanity/ui/toast'
import {distinctUntilChanged, Observable} from 'rxjs'
import {Messages} from './messages.ts'
import {toasts} from './toasts.tsx'

const isDialogOpen = () => document.querySelector('[role="dialog"][aria-modal="true"]') !== null

/** Whether a dialog is on screen, Studio's own or ours. */
const dialogs = new Observable<boolean>((watcher) => {
  const look = () => watcher.next(isDialogOpen())
  look()
  const observer = new MutationObserver(look)
  observer.observe(document.body, {childList: true, subtree: true})
  return () => observer.disconnect()
}).pipe(distinctUntilChanged())

const shared = new WeakMap<object, Messages>()

export function useMessages(): Messages {
  const {push} = useToast()
  const known = shared.get(push) ?? new Messages(toasts(push), dialogs)
  shared.set(push, known)
  return known
}
