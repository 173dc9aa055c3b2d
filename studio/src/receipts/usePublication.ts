/** The latest publication of a document, or its withdrawal: the transaction whose receipt the site keeps. */
import {useEffect, useRef, useState} from 'react'
import {useClient, useEditState} from 'sanity'
import {lastTransaction} from './lastTransaction.ts'

export interface Publication {
  /** Of which document: a pane may go on to another one. */
  id: string
  transaction: string
  /** It happened while this document was open. */
  isNew: boolean
  isWithdrawn: boolean
}

export const apiVersion = '2025-02-19'

export function usePublication(id: string, type: string): Publication | undefined {
  const {published, ready} = useEditState(id, type)
  const client = useClient({apiVersion})
  const [publication, setPublication] = useState<Publication>()
  const known = useRef<{id: string; revision: string | undefined}>(undefined)
  const revision = published?._rev

  useEffect(() => {
    if (!ready) return
    const earlier = known.current?.id === id ? known.current : undefined
    if (earlier && earlier.revision === revision) return
    const isNew = earlier !== undefined
    known.current = {id, revision}
    if (revision) {
      setPublication({id, transaction: revision, isNew, isWithdrawn: false})
      return
    }
    // Not given up when the form renders again, only when the answer would be about something else.
    const isStillSo = () => known.current?.id === id && known.current.revision === undefined
    lastTransaction(client, id, {before: earlier?.revision}).then(
      (transaction) => {
        if (transaction && isStillSo()) {
          setPublication({id, transaction, isNew, isWithdrawn: true})
        }
      },
      () => undefined, // Without a history there is no receipt, and nothing else is lost.
    )
  }, [client, id, ready, revision])

  return publication?.id === id ? publication : undefined
}
