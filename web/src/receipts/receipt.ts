/** A receipt: what became of one publish, page by page. Also what `GET /api/receipts/<transaction>` answers. */
export type ReceiptState = 'working' | 'live' | 'lagging'

export interface ReceiptPage {
  path: string
  state: ReceiptState
  /** The revision that must be seen on it, or nothing when the page only loses or rearranges something. */
  revision: string | null
  /** From the webhook to the first reader who could see it. */
  ms: number | null
  /** Why it lags, for the editor. */
  reason?: string
}

export interface Receipt {
  transaction: string
  /** The document that was named first; `documents` are all of the transaction. */
  document: string
  documents: string[]
  receivedAt: string
  state: ReceiptState
  pages: ReceiptPage[]
  /** Pages that are still to be rendered again, beyond those that a receipt follows: as far as whoever keeps it has counted them. */
  more: number
  /** Those of `documents` of which it is not known yet which other pages show them. */
  unknown?: string[]
  /** Other transactions of these documents, by which its pages were found: other instances heard of the pages with those. */
  foundBy?: string[]
}

/** Are these the letters of a transaction's id, and few enough? Ids are names of what is kept. */
export const isTransaction = (id: string): boolean => /^[\w-]{1,128}$/.test(id)

/** One that has just come, and has no pages yet. */
export const newReceipt = (transaction: string, document: string): Receipt => ({
  transaction,
  document,
  documents: [],
  receivedAt: new Date().toISOString(),
  state: 'working',
  pages: [],
  more: 0,
})

/** The receipt in the hands of a process that does not know which pages there were beyond those that are followed. */
export const uncounted = (receipt: Receipt): Receipt => ({...receipt, more: 0})

/** The receipt when nobody looks at its pages any more: what was under way lags, for this reason. */
export function abandoned(receipt: Receipt, reason: string): Receipt {
  const pages = receipt.pages.map((page): ReceiptPage =>
    page.state === 'working' ? {...page, state: 'lagging', reason} : page,
  )
  // Which other pages show it nobody will look for.
  const state = receipt.unknown ? 'lagging' : stateOf({...receipt, pages})
  if (pages.length > 0) return {...receipt, pages, state}
  if (receipt.state === 'live') return receipt
  return {...receipt, state: 'lagging', unknown: [...receipt.documents]}
}

/**
 * One page that lags makes the publish lag; one that is under way makes it unfinished. Nothing is live as long as pages may show it of which nobody
 * knows.
 */
export function stateOf({pages, unknown}: Pick<Receipt, 'pages' | 'unknown'>): ReceiptState {
  if (pages.some(({state}) => state === 'lagging')) return 'lagging'
  return unknown || pages.some(({state}) => state === 'working') ? 'working' : 'live'
}
