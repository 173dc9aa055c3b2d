/** What a window and the panes in it share of receipts. */
import {createContext} from 'react'
import {Receipts} from './receipts.ts'

export interface WindowReceipts {
  receipts: Receipts
  /** The transactions that the window tells of by itself, so that no pane does as well. */
  told: ReadonlySet<string>
}

export const WindowReceiptsContext = createContext<WindowReceipts>({
  receipts: new Receipts(() => Promise.resolve({kind: 'unknown'})),
  told: new Set(),
})
