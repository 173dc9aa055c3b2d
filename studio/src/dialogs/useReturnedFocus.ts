/**
 * Whoever closes a dialog goes on where they were: at what opened it, or at the menu beside Publish, of which that was an entry. Studio's
 * own dialogs leave the focus nowhere, from where the keyboard begins at the top of the window again.
 */
import {useCallback, useEffect, useRef, useState, type RefCallback} from 'react'

/** For the dialog's `ref`. */
export function useReturnedFocus(): RefCallback<HTMLElement> {
  /** Or the whole page: on a narrow window the dialog is outside of its pane, which is alone there. */
  const pane = useRef<ParentNode>(null)
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      const menu = pane.current?.querySelector('[data-testid="action-menu-button"]')
      // The entry of a menu may be in the page for a moment longer, and takes no focus then.
      for (const next of [opener, menu])
        if (document.activeElement === document.body && next instanceof HTMLElement) next.focus()
    },
    [opener],
  )
  // The dialog comes into the page later than what renders it, and leaves it sooner.
  return useCallback((dialog) => {
    if (dialog) pane.current = dialog.closest('[data-testid="document-pane"]') ?? document
  }, [])
}
