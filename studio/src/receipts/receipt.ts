/**
 * The site's receipt for one publication, as `GET <site>/api/receipts/<transaction>` gives it: which pages show it, and since
 * when. The site is another program, so what it answers is checked before anything is built on it.
 */
type State = 'working' | 'live' | 'lagging'

export interface ReceiptPage {
  path: string
  state: State
  ms: number | null
  /** Why it lags, in the site's words. */
  reason?: string
}

export interface Receipt {
  state: State
  pages: ReceiptPage[]
  /** Pages that change too, beyond those that the receipt follows. */
  more: number
}

const states = new Set<unknown>(['working', 'live', 'lagging'])

/** The receipt in an answer, or nothing when it is something else. */
export function readReceipt(value: unknown): Receipt | undefined {
  const {state, pages, more} = fieldsOf(value)
  if (!isState(state) || !Array.isArray(pages)) return undefined
  const read = pages.flatMap((page) => readPage(fieldsOf(page)))
  if (read.length !== pages.length) return undefined
  return {state, pages: read, more: typeof more === 'number' ? more : 0}
}

/** Paths become links below the site's address, so nothing may pass that leads elsewhere (`//host`). */
function readPage({path, state, ms, reason}: Record<string, unknown>): ReceiptPage[] {
  if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path) || !isState(state)) return []
  return [
    {
      path,
      state,
      ms: typeof ms === 'number' ? ms : null,
      ...(typeof reason === 'string' ? {reason} : {}),
    },
  ]
}

const isState = (value: unknown): value is State => states.has(value)

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value ? (value as Record<string, unknown>) : {}
