/** The line in the footer of a document: "Live on 5 pages, 0.1 s". */
import type {DocumentBadgeComponent} from 'sanity'
import {useShownReceipt} from './ReceiptContext.ts'

const colours = {neutral: 'primary', good: 'success', problem: 'warning'} as const

export const receiptBadge: DocumentBadgeComponent = () => {
  const {wording} = useShownReceipt()
  if (!wording) return null
  const {headline, remedy, tone} = wording
  return {label: headline, color: colours[tone], ...(remedy ? {title: remedy} : {})}
}
