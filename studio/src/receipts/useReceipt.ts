/** What became of the latest publication of a document, kept up to date. */
import {useCallback, useContext, useEffect, useState} from 'react'
import type {Outcome} from './follow.ts'
import {usePublication, type Publication} from './usePublication.ts'
import {WindowReceiptsContext} from './WindowReceipts.ts'
import {wordingFor, type Wording} from './wording.ts'

export interface ReceiptState {
  publication: Publication | undefined
  outcome: Outcome
  wording: Wording | undefined
  /** Have what lags rendered again, and ask on. */
  retry: () => void
}

const quiet: Outcome = {kind: 'quiet'}

export function useReceipt(id: string, type: string): ReceiptState {
  const {receipts} = useContext(WindowReceiptsContext)
  const publication = usePublication(id, type)
  const [told, setTold] = useState<{transaction: string; outcome: Outcome}>()
  const {transaction, isNew = false, isWithdrawn = false} = publication ?? {}
  const outcome = told && told.transaction === transaction ? told.outcome : quiet

  useEffect(() => {
    if (!transaction) return
    const watching = receipts
      .watch(transaction, isNew)
      .subscribe((shown) => setTold({transaction, outcome: shown}))
    return () => watching.unsubscribe()
  }, [receipts, transaction, isNew])

  const retry = useCallback(() => {
    if (transaction) receipts.retry(transaction)
  }, [receipts, transaction])
  return {publication, outcome, wording: wordingFor(outcome, isWithdrawn), retry}
}
