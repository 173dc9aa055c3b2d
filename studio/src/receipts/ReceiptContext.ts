/** Hands the receipt of the open document to everything in its pane that shows some of it. */
import {createContext, useContext} from 'react'
import type {ReceiptState} from './useReceipt.ts'

const nothing: ReceiptState = {
  publication: undefined,
  outcome: {kind: 'quiet'},
  wording: undefined,
  retry: () => undefined,
}

export const ReceiptContext = createContext(nothing)

export const useShownReceipt = (): ReceiptState => useContext(ReceiptContext)
