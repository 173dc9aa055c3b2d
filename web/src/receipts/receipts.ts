/**
 * Receipts: after a webhook, each page that it concerns is followed until a reader would see the change.
 *
 * What counts is what comes through the front, as a reader gets it: the render being done is only the sign to look. A page
 * that is not there after a few seconds lags, with the reason; it is followed a while longer, and again when the editor asks.
 * The newest few hundred are kept, on disk too, so that a restart does not forget what an editor was told.
 */
import {setTimeout as wait} from 'node:timers/promises'
import {mostFollowed} from '../invalidation/news.ts'
import {KeptFile} from '../kept-file.ts'
import {reasonOf, type Log} from '../log.ts'
import {stateOf, type Receipt, type ReceiptPage, type ReceiptState} from './receipt.ts'

export interface Published {
  transaction: string
  document: string
  pages: {path: string; revision: string | null}[]
  /** Whether these are all. The rest comes when the lake tells of the publish once more. */
  isAll?: boolean
  /** Whether the same was told before, and nothing changed now. */
  isAgain?: boolean
}

export interface ReceiptsOptions {
  /** A page as a reader gets it from the front. */
  look: (path: string) => Promise<{status: number; revision: string}>
  /** Is the render of this page as new as what is known of its content? */
  isCurrent: (path: string) => boolean
  /** Has another revision of the document followed this one? Then nobody will see it any more. */
  isSuperseded?: (document: string, revision: string) => boolean
  /** What is shown at this address in the place of what was published there, and what to do; if so. */
  rivalAt?: (path: string) => string | undefined
  /** Render it again. */
  renew: (path: string) => void
  /** Why the last render of this page failed, if it did. */
  failureOf: (path: string) => string | undefined
  /** Why readers elsewhere (other instances of the site, caches before them) may not see yet what these left there, if so. */
  problemElsewhere?: (path: string, transactions: readonly string[]) => Promise<string | undefined>
  /** Called with every receipt that changed. */
  changed?: (receipt: Receipt) => void
  log: Log
  /** Where receipts outlive the process. */
  file?: string
  /** Milliseconds for which a look waits until every page is rendered. */
  rendersFor?: number
  lagsAfter?: number
  givesUpAfter?: number
}

const most = 300
/** So many more are told apart, of so many receipts: those of the newest transactions. */
const mostBeyond = 20_000
const mostJoined = 5
const lookEvery = 10
const longestRenders = 1_000

export class Receipts {
  readonly #options: ReceiptsOptions
  readonly #known = new Map<string, Receipt>()
  readonly #following = new Map<string, object>()
  /** Of receipts that more documents may join: the pages that they do not follow. */
  readonly #beyond = new Map<string, Set<string>>()
  readonly #kept: KeptFile | undefined
  #closed = false

  constructor(options: ReceiptsOptions) {
    const {file, log} = options
    this.#options = options
    // A publish must not wait for it, and a lost one costs a line in a panel.
    this.#kept =
      file === undefined
        ? undefined
        : new KeptFile({
            file,
            content: () => JSON.stringify([...this.#known.values()]),
            report: (error) => log('warn', 'receipts were not kept', {reason: reasonOf(error)}),
          })
  }

  async load(): Promise<void> {
    const text = (await this.#kept?.read()) ?? '[]'
    try {
      for (const receipt of JSON.parse(text) as Receipt[]) {
        for (const page of receipt.pages) if (page.state === 'working') interrupted(page)
        if (receipt.pages.length > 0) receipt.state = overall(receipt)
        else if (receipt.state !== 'live') {
          receipt.state = 'lagging'
          receipt.unknown = [...receipt.documents]
        }
        this.#known.set(receipt.transaction, receipt)
      }
    } catch {
      this.#known.clear()
    }
  }

  get(transaction: string): Receipt | undefined {
    return this.#known.get(transaction)
  }

  /** How many there are in each state. */
  states(): Record<ReceiptState, number> {
    const counts = {working: 0, live: 0, lagging: 0}
    for (const {state} of this.#known.values()) counts[state]++
    return counts
  }

  /** Follow the pages of a publish. A second document of the same transaction joins its receipt. */
  open({transaction, document, pages, isAll = true, isAgain = false}: Published): void {
    const known = this.#known.get(transaction)
    const receipt = known ?? blank(transaction, document)
    note(receipt, document, isAll)
    if (!receipt.documents.includes(document)) receipt.documents.push(document)
    const startedAt = performance.now()
    const rendered = this.#rendered(pages.map(({path}) => path))
    const beyond = this.#beyond.get(transaction) ?? new Set()
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
      } else if (beyond.size < mostBeyond) beyond.add(path)
    }
    if (beyond.size > 0) this.#beyond.set(transaction, beyond)
    receipt.more = Math.max(receipt.more, beyond.size) // some may have been forgotten, with a restart
    receipt.state = overall(receipt)
    this.#known.delete(transaction) // what is joined still is not the first to be forgotten
    this.#known.set(transaction, receipt)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= most) break
      this.#known.delete(oldest)
      this.#beyond.delete(oldest)
    }
    for (const oldest of this.#beyond.keys()) {
      if (this.#beyond.size <= mostJoined) break
      this.#beyond.delete(oldest)
    }
    this.#kept?.soon()
    this.#options.changed?.(receipt)
  }

  /** All pages that show this document are known, by whomever they were found: whoever waits for that follows them. */
  known(document: string, pages: Published['pages'], by?: string): void {
    const all = [...this.#known.values()] // those that are joined change their places
    for (const receipt of all.filter(({unknown}) => unknown?.includes(document))) {
      const {transaction, foundBy = []} = receipt
      if (by !== undefined && by !== transaction) receipt.foundBy = [...new Set([...foundBy, by])]
      this.open({transaction, document, pages})
    }
  }

  /** Go on with a receipt that another instance kept. */
  adopt(receipt: Receipt): void {
    if (!this.#known.has(receipt.transaction)) this.#known.set(receipt.transaction, receipt)
  }

  /** Render what lags once more, and follow it; so also what nobody follows here, because another instance did. */
  retry(transaction: string): Receipt | undefined {
    const receipt = this.#known.get(transaction)
    if (!receipt) return undefined
    for (const page of receipt.pages) {
      const isFollowed = page.state === 'working' && this.#following.has(keyOf(receipt, page))
      if (page.state === 'live' || isFollowed) continue
      page.state = 'working'
      delete page.reason
      this.#options.renew(page.path)
      void this.#follow(receipt, page, {startedAt: performance.now()})
    }
    if (receipt.pages.length > 0) receipt.state = overall(receipt) // without pages there is nothing to look at
    return receipt
  }

  /** Keep what was told since the last time, now: nothing else may hold the process for it. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#kept?.close()
  }

  /** Settles when all of them were rendered, or after a moment: to look at one takes time from the rendering of the next. */
  async #rendered(paths: string[]): Promise<void> {
    const {isCurrent, failureOf} = this.#options
    const end = performance.now() + (this.#options.rendersFor ?? longestRenders)
    const isDone = (path: string) => isCurrent(path) || failureOf(path) !== undefined
    while (!this.#closed && performance.now() < end && !paths.every(isDone))
      await wait(lookEvery, undefined, {ref: false})
  }

  /** `after`: what to wait for before the first look. */
  async #follow(
    receipt: Receipt,
    page: ReceiptPage,
    {startedAt, after}: {startedAt: number; after?: Promise<void> | undefined},
  ): Promise<void> {
    const {lagsAfter = 5_000, givesUpAfter = 15 * 60_000, log} = this.#options
    const key = keyOf(receipt, page)
    const turn = {}
    this.#following.set(key, turn)
    await after
    const about = {transaction: receipt.transaction, path: page.path}
    for (;;) {
      const problem = await this.#problemOf(page, receipt).catch(reasonOf)
      if (this.#closed || this.#following.get(key) !== turn) return
      if (this.#known.get(receipt.transaction) !== receipt) {
        this.#following.delete(key)
        return
      }
      const ms = Math.round((performance.now() - startedAt) * 10) / 10
      if (problem === undefined) {
        Object.assign(page, {state: 'live', ms})
        delete page.reason
        log('info', 'page is live', {...about, revision: page.revision, ms})
        break
      }
      // Where another document is shown, waiting is of no use.
      if (ms > lagsAfter || problem === this.#options.rivalAt?.(page.path)) {
        if (page.state !== 'lagging') log('warn', 'page lags', {...about, reason: problem, ms})
        const isNew = page.reason !== problem
        Object.assign(page, {state: 'lagging', reason: problem})
        receipt.state = overall(receipt)
        if (isNew) this.#options.changed?.(receipt)
      }
      if (ms > givesUpAfter) break
      await wait(pauseAfter(ms), undefined, {ref: false})
    }
    this.#following.delete(key)
    const before = receipt.state
    receipt.state = overall(receipt)
    if (receipt.state === 'live' && before !== 'live') {
      const ms = Math.max(...receipt.pages.map((one) => one.ms ?? 0))
      log('info', 'publish is live', {
        transaction: receipt.transaction,
        documents: receipt.documents,
        pages: receipt.pages.length,
        ms,
      })
    }
    this.#kept?.soon()
    this.#options.changed?.(receipt)
  }

  /** Nothing when readers see the change on this page, else why they do not. */
  async #problemOf(
    {path, revision}: ReceiptPage,
    {documents, transaction, unknown, foundBy = []}: Receipt,
  ): Promise<string | undefined> {
    const {isCurrent, look, failureOf, problemElsewhere} = this.#options
    const failure = failureOf(path)
    if (failure) return `The page could not be rendered: ${failure}`
    if (!isCurrent(path)) return 'The page is still being rendered.'
    // Before the look, which costs a request: two hundred pages may wait for a cache that is down.
    if (unknown)
      return 'The lake could not be asked which other pages show it. It tells of the publish once more.'
    const elsewhere = await problemElsewhere?.(path, [transaction, ...foundBy])
    if (elsewhere) return elsewhere
    const seen = await look(path).catch(() => undefined)
    if (!seen) return 'The site did not answer for this page.'
    if (seen.status >= 500) return `The page answers ${seen.status}.`
    if (revision === null || seen.revision.split(' ').includes(revision)) return undefined
    if (documents.some((id) => this.#options.isSuperseded?.(id, revision))) return undefined
    if (seen.status !== 200) return `Nothing is shown at this address (${seen.status}).`
    const rival = this.#options.rivalAt?.(path)
    return rival ?? 'The page still shows an older revision: the lake answered with it.'
  }
}

/** A lake may be away for minutes: the receipt then follows slowly, and says so when all is live after all. */
const pauseAfter = (ms: number): number => (ms < 1_000 ? lookEvery : ms < 60_000 ? 250 : 5_000)

const keyOf = ({transaction}: Receipt, {path}: ReceiptPage): string => `${transaction} ${path}`

const blank = (transaction: string, document: string): Receipt => ({
  transaction,
  document,
  documents: [],
  receivedAt: new Date().toISOString(),
  state: 'working',
  pages: [],
  more: 0,
})

function note(receipt: Receipt, document: string, isAll: boolean): void {
  const others = (receipt.unknown ?? []).filter((one) => one !== document)
  const unknown = isAll ? others : [...others, document]
  if (unknown.length > 0) receipt.unknown = unknown
  else delete receipt.unknown
}

/** Nothing is live as long as pages may show it of which nobody knows. */
function overall({pages, unknown}: Receipt): ReceiptState {
  const state = stateOf(pages)
  return state === 'live' && unknown ? 'working' : state
}

function interrupted(page: ReceiptPage): void {
  page.state = 'lagging'
  page.reason = 'The site was restarted meanwhile. Retry to look again.'
}
