/** Whether words of this form are not in the lake yet, and have been so for long. */
import {useEffect, useState} from 'react'
import {useEditState, useSyncState} from 'sanity'
import {waiting} from './waiting.ts'

export function useUnsaved(id: string, type: string): 'saved' | 'saving' | 'stuck' {
  const {isSyncing} = useSyncState(id, type)
  const revision = useEditState(id, type).draft?._rev
  const [isStuck, setStuck] = useState(false)
  const [wait] = useState(() => waiting(setStuck))
  useEffect(() => wait.hear({isSyncing, revision}), [wait, isSyncing, revision])
  useEffect(() => wait.end, [wait])
  useEffect(() => {
    if (!isSyncing) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isSyncing])
  if (!isSyncing) return 'saved'
  return isStuck ? 'stuck' : 'saving'
}
