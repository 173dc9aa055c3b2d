/** Whether words of this form are not in the lake yet, and have been so for long. */
import {useEffect, useState} from 'react'
import {useSyncState} from 'sanity'

/** Studio saves within a second or two; who waits longer wants to know why. */
const longMs = 5_000

export function useUnsaved(id: string, type: string): 'saved' | 'saving' | 'stuck' {
  const {isSyncing} = useSyncState(id, type)
  const [isStuck, setStuck] = useState(false)
  useEffect(() => {
    if (!isSyncing) return
    const timer = setTimeout(() => setStuck(true), longMs)
    return () => {
      clearTimeout(timer)
      setStuck(false)
    }
  }, [isSyncing])
  useEffect(() => {
    if (!isSyncing) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isSyncing])
  if (!isSyncing) return 'saved'
  return isStuck ? 'stuck' : 'saving'
}
