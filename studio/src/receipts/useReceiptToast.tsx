/** Tells the editor once, where Studio's own messages are, what became of a publication made while they look on. */
import {useContext, useEffect, useRef} from 'react'
import {useMessages} from '../messages/useMessages.ts'
import {newsOf, toastOf} from './toast.tsx'
import type {ReceiptState} from './useReceipt.ts'
import {WindowReceiptsContext} from './WindowReceipts.ts'

/** Not of what was published from this window, which is told wherever the editor goes (`FollowedPublications.tsx`). */
export function useReceiptToast(
  {outcome, publication, wording}: ReceiptState,
  readersUrl: string,
): void {
  const messages = useMessages()
  const {told: toldByWindow} = useContext(WindowReceiptsContext)
  const {id, transaction} = publication?.isNew ? publication : {}
  const told = useRef('')
  useEffect(() => {
    if (!id || !transaction || !wording || toldByWindow.has(transaction)) return
    const news = newsOf(transaction, wording)
    if (told.current === news) return
    told.current = news
    messages.tell(toastOf({id, transaction, outcome, wording}, readersUrl))
  }, [id, transaction, outcome, wording, messages, readersUrl, toldByWindow])
}
