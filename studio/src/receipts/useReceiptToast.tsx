/** Tells the editor once, where Studio's own messages are, what became of a publication made while they look on. */
import {useToast} from '@sanity/ui/toast'
import {useEffect, useRef} from 'react'
import {PageList} from './PageList.tsx'
import type {ReceiptState} from './useReceipt.ts'

const statuses = {neutral: 'info', good: 'success', problem: 'warning'} as const
const durations = {neutral: 60_000, good: 8_000, problem: 30_000} as const
const mostLinks = 5

export function useReceiptToast(
  {outcome, publication, wording}: ReceiptState,
  readersUrl: string,
): void {
  const {push} = useToast()
  const id = publication?.isNew ? `receipt-${publication.transaction}` : undefined
  const told = useRef('')
  useEffect(() => {
    if (!id || !wording) return
    // A receipt that is asked for again is a new object each time; only a new headline is news.
    const {headline, tone, remedy} = wording
    const news = `${id} ${headline}`
    if (told.current === news) return
    told.current = news
    const pages = outcome.kind === 'receipt' ? outcome.receipt.pages : []
    const worthALook =
      tone === 'problem'
        ? pages.filter(({state}) => state === 'lagging')
        : pages.slice(0, mostLinks)
    push({
      id,
      status: statuses[tone],
      duration: durations[tone],
      closable: true,
      title: headline,
      description:
        tone === 'good' || worthALook.length > 0 ? (
          <PageList pages={worthALook} readersUrl={readersUrl} brief />
        ) : (
          remedy
        ),
    })
  }, [id, outcome, wording, push, readersUrl])
}
