/** What became of the latest publication of a document, kept up to date. */
import {useCallback, useEffect, useState} from 'react'
import {useClient} from 'sanity'
import {askSite} from './ask.ts'
import {follow, type Outcome} from './follow.ts'
import {pauseUntil} from './pause.ts'
import {apiVersion, usePublication, type Publication} from './usePublication.ts'
import {wordingFor, type Wording} from './wording.ts'

export interface ReceiptState {
  publication: Publication | undefined
  outcome: Outcome
  wording: Wording | undefined
  /** Have what lags rendered again, and ask on. */
  retry: () => void
}

const quiet: Outcome = {kind: 'quiet'}

export function useReceipt(siteUrl: string, id: string, type: string): ReceiptState {
  const {token} = useClient({apiVersion}).config()
  const publication = usePublication(id, type)
  const [told, setTold] = useState<{transaction: string; outcome: Outcome}>()
  const [asked, setAsked] = useState<{transaction: string; times: number}>()
  const {transaction, isNew = false, isWithdrawn = false} = publication ?? {}
  const retries = asked?.transaction === transaction ? (asked?.times ?? 0) : 0
  const outcome = told && told.transaction === transaction ? told.outcome : quiet

  useEffect(() => {
    if (!transaction) return
    const controller = new AbortController()
    const {signal} = controller
    const question = {siteUrl, transaction, token}
    const start = retries > 0 ? askSite({...question, retry: true}) : Promise.resolve()
    void start.then(() =>
      follow({
        ask: () => askSite(question),
        isNew: isNew || retries > 0,
        show: (shown) => {
          if (!signal.aborted) setTold({transaction, outcome: shown})
        },
        wait: pauseUntil(signal),
        signal,
      }),
    )
    return () => controller.abort()
  }, [siteUrl, token, transaction, isNew, retries])

  const retry = useCallback(() => {
    if (transaction) setAsked({transaction, times: retries + 1})
  }, [transaction, retries])
  return {publication, outcome, wording: wordingFor(outcome, isWithdrawn), retry}
}
