/** Tells the editor once, where Studio's own messages are, what became of a publication made while they look on. */
import {useToast} from '@sanity/ui/toast'
import {useContext, useEffect, useRef} from 'react'
import {FollowedContext} from './FollowedContext.ts'
import {newsOf, toastOf} from './toast.tsx'
import type {ReceiptState} from './useReceipt.ts'

/** Not of what was published from this window, which is told wherever the editor goes (`FollowedPublications.tsx`). */
export function useReceiptToast(
  {outcome, publication, wording}: ReceiptState,
  readersUrl: string,
): void {
  const {push} = useToast()
  const followed = useContext(FollowedContext)
  const transaction = publication?.isNew ? publication.transaction : undefined
  const told = useRef('')
  useEffect(() => {
    if (!transaction || !wording || followed.has(transaction)) return
    const news = newsOf(transaction, wording)
    if (told.current === news) return
    told.current = news
    push(toastOf({transaction, outcome, wording}, readersUrl))
  }, [transaction, outcome, wording, push, readersUrl, followed])
}
