/**
 * Receipts: after a webhook, each page that it concerns is followed until a reader would see the change.
 *
 * What counts is what comes through the front, as a reader gets it: the render being done is only the sign to look. A page
 * that is not there after a few seconds lags, with the reason; it is followed a while longer, and again when the editor asks.
 */
import {setTimeout as wait} from 'node:timers/promises'
import {mostFollowed} from '../invalidation/news.ts'
import {reasonOf, type Log} from '../log.ts'
import {PagesBeyond} from './pages-beyond.ts'
import {
  newReceipt,
  stateOf,
  uncounted,
  type Receipt,
  type ReceiptPage,
  type ReceiptState,
} from './receipt.ts'
import {ReceiptStore} from './receipt-store.ts'
import {whyNotLive, type PageProbes} from './why-not-live.ts'

export interface Published {
  transaction: string
  document: string
  pages: {path: string; revision: string | null}[]
  /** Whether these are all. The rest comes when the lake tells of the publish once more. */
  isAll?: boolean
  /** Whether the same was told before, and nothing changed now. */
  isAgain?: boolean
}

export interface ReceiptsOptions extends PageProbes {
  /** Render it again. */
  renew: (path: string) => void
  /** Called with every receipt that changed. */
  changed?: (receipt: Receipt) => void
  log: Log
  /** Where receipts outlive the process. */
  file?: string
  /** Milliseconds for which a look waits until every page is rendered. */
  rendersFor?: number
  lagsAfter?: number
  givesUpAfter?: number
  /** Milliseconds between two counts of the pages that are not followed. */
  countsEvery?: number
}

interface Follow {
  /** When the change was told of, by `performance.now()`. */
  startedAt: number
  /** What to wait for before the first look. */
  after?: Promise<void> | undefined
}

const lookEvery = 10
const longestRenders = 1_000
const longestFollowed = 15 * 60_000

export class Receipts {
  readonly #options: ReceiptsOptions
  readonly #store: ReceiptStore
  /** Who follows a page of a receipt; whoever came before gives way. */
  readonly #followers = new Map<string, symbol>()
  readonly #beyond: PagesBeyond
  #closed = false

  constructor(options: ReceiptsOptions) {
    const {file, log, isCurrent, countsEvery, givesUpAfter = longestFollowed} = options
    this.#options = options
    this.#store = new ReceiptStore({
      file,
      report: (error) => log('warn', 'receipts were not kept', {reason: reasonOf(error)}),
    })
    this.#beyond = new PagesBeyond({
      isCurrent,
      counted: (transaction, left) => this.#counted(transaction, left),
      every: countsEvery,
      givesUpAfter,
    })
  }

  /** Gives those that an earlier process was not done with. */
  load(): Promise<Receipt[]> {
    return this.#store.load()
  }

  /** How many there are. */
  get size(): number {
    return this.#store.size
  }

  get(transaction: string): Receipt | undefined {
    return this.#store.get(transaction)
  }

  /** How many there are in each state. */
  states(): Record<ReceiptState, number> {
    return this.#store.states()
  }

  /** Follow the pages of a publish. A second document of the same transaction joins its receipt. */
  open({transaction, document, pages, isAll = true, isAgain = false}: Published): void {
    const receipt = this.#store.get(transaction) ?? newReceipt(transaction, document)
    noteUnknown(receipt, document, isAll)
    if (!receipt.documents.includes(document)) receipt.documents.push(document)
    const startedAt = performance.now()
    const rendered = this.#rendered(pages.map(({path}) => path))
    const beyond: string[] = []
    for (const {path, revision} of pages) {
      const after = revision === null ? rendered : undefined
      const other = receipt.pages.find((page) => page.path === path)
      if (other) {
        const isSame = revision === null || revision === other.revision
        if (isAgain && isSame && other.state === 'live') continue
        Object.assign(other, {state: 'working', revision: revision ?? other.revision, ms: null})
        void this.#follow(receipt, other, {startedAt, after})
      } else if (receipt.pages.length < mostFollowed) {
        const page: ReceiptPage = {path, state: 'working', revision, ms: null}
        receipt.pages.push(page)
        void this.#follow(receipt, page, {startedAt, after})
      } else beyond.push(path)
    }
    receipt.more = this.#beyond.add(transaction, beyond)
    receipt.state = stateOf(receipt)
    this.#store.put(receipt) // what is joined still is not the first to be forgotten
    this.#options.changed?.(receipt)
  }

  /** All pages that show this document are known, by whomever they were found: whoever waits for that follows them. */
  known(document: string, pages: Published['pages'], by?: string): void {
    const waiting = this.#store.all().filter(({unknown}) => unknown?.includes(document))
    for (const receipt of waiting) {
      const {transaction, foundBy = []} = receipt
      if (by !== undefined && by !== transaction) receipt.foundBy = [...new Set([...foundBy, by])]
      this.open({transaction, document, pages})
    }
  }

  /** Go on with a receipt that another instance kept. */
  adopt(receipt: Receipt): void {
    if (!this.#store.get(receipt.transaction)) this.#store.put(uncounted(receipt))
  }

  /** Render what lags once more, and follow it; so also what nobody follows here, because another instance did. */
  retry(transaction: string): Receipt | undefined {
    const receipt = this.#store.get(transaction)
    if (!receipt) return undefined
    let isBegun = false
    for (const page of receipt.pages) {
      const isFollowed = page.state === 'working' && this.#followers.has(keyOf(receipt, page))
      if (page.state === 'live' || isFollowed) continue
      isBegun = true
      page.state = 'working'
      delete page.reason
      this.#options.renew(page.path)
      void this.#follow(receipt, page, {startedAt: performance.now()})
    }
    if (isBegun) receipt.state = stateOf(receipt) // else there is nothing to look at, and it stays as it is
    return receipt
  }

  /** Follow nothing any more, and keep what was told since the last time. */
  async close(): Promise<void> {
    this.#closed = true
    this.#beyond.close()
    await this.#store.close()
  }

  #counted(transaction: string, left: number): void {
    const receipt = this.#store.get(transaction)
    if (!receipt) return
    receipt.more = left
    this.#store.changed()
    this.#options.changed?.(receipt)
  }

  /** Settles when all of them were rendered, or after a moment: to look at one takes time from the rendering of the next. */
  async #rendered(paths: string[]): Promise<void> {
    const {isCurrent, failureOf} = this.#options
    const end = performance.now() + (this.#options.rendersFor ?? longestRenders)
    const isDone = (path: string) => isCurrent(path) || failureOf(path) !== undefined
    while (!this.#closed && performance.now() < end && !paths.every(isDone))
      await wait(lookEvery, undefined, {ref: false})
  }

  async #follow(receipt: Receipt, page: ReceiptPage, {startedAt, after}: Follow): Promise<void> {
    const {givesUpAfter = longestFollowed} = this.#options
    const key = keyOf(receipt, page)
    const follower = Symbol(key)
    this.#followers.set(key, follower)
    await after
    for (;;) {
      const problem = await whyNotLive(page, receipt, this.#options).catch(reasonOf)
      if (this.#closed || this.#followers.get(key) !== follower) return
      if (!this.#store.has(receipt)) {
        this.#followers.delete(key)
        return
      }
      const ms = Math.round((performance.now() - startedAt) * 10) / 10
      if (problem === undefined) {
        this.#isLive(receipt, page, ms)
        break
      }
      this.#isNotLive(receipt, page, {problem, ms})
      if (ms > givesUpAfter) break
      await wait(pauseAfter(ms), undefined, {ref: false})
    }
    this.#followers.delete(key)
    this.#settle(receipt)
  }

  #isLive({transaction}: Receipt, page: ReceiptPage, ms: number): void {
    Object.assign(page, {state: 'live', ms})
    delete page.reason
    const {path, revision} = page
    this.#options.log('info', 'page is live', {transaction, path, revision, ms})
  }

  /** It may be under way. Where another document is shown, waiting is of no use. */
  #isNotLive(
    receipt: Receipt,
    page: ReceiptPage,
    {problem, ms}: {problem: string; ms: number},
  ): void {
    const {lagsAfter = 5_000, log, rivalAt, changed} = this.#options
    const {transaction} = receipt
    const {path} = page
    if (ms <= lagsAfter && problem !== rivalAt?.(path)) return
    if (page.state !== 'lagging') log('warn', 'page lags', {transaction, path, reason: problem, ms})
    const isNew = page.reason !== problem
    Object.assign(page, {state: 'lagging', reason: problem})
    receipt.state = stateOf(receipt)
    if (isNew) changed?.(receipt)
  }

  /** One of its pages is followed no further. */
  #settle(receipt: Receipt): void {
    const {log, changed} = this.#options
    const before = receipt.state
    receipt.state = stateOf(receipt)
    if (receipt.state === 'live' && before !== 'live') {
      const {transaction, documents, pages} = receipt
      const ms = Math.max(...pages.map((one) => one.ms ?? 0))
      log('info', 'publish is live', {transaction, documents, pages: pages.length, ms})
    }
    this.#store.changed()
    changed?.(receipt)
  }
}

/** A lake may be away for minutes: the receipt then follows slowly, and says so when all is live after all. */
const pauseAfter = (ms: number): number => (ms < 1_000 ? lookEvery : ms < 60_000 ? 250 : 5_000)

const keyOf = ({transaction}: Receipt, {path}: ReceiptPage): string => `${transaction} ${path}`

function noteUnknown(receipt: Receipt, document: string, isAll: boolean): void {
  const others = (receipt.unknown ?? []).filter((one) => one !== document)
  const unknown = isAll ? others : [...others, document]
  if (unknown.length > 0) receipt.unknown = unknown
  else delete receipt.unknown
}
