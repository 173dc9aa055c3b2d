/** The browser asks before this window is closed or loaded anew, as long as there is a reason. */
import {useEffect} from 'react'

const reasons = new Set<object>()

const ask = (event: BeforeUnloadEvent) => event.preventDefault()

/** Until the function returned is called. */
export function askBeforeLeaving(): () => void {
  const reason = {}
  reasons.add(reason)
  addEventListener('beforeunload', ask)
  return () => {
    reasons.delete(reason)
    if (reasons.size === 0) removeEventListener('beforeunload', ask)
  }
}

export function useAskBeforeLeaving(isBusy: boolean): void {
  useEffect(() => (isBusy ? askBeforeLeaving() : undefined), [isBusy])
}
