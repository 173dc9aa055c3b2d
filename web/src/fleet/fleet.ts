/**
 * Several instances of the site as one: what is cleared at one is cleared at all, what one rendered the others need not.
 *
 * Loaded only when there is a Redis (`REDIS_URL`). An instance goes on without it: what it would have said waits on its disk, what it would
 * have heard it asks for later. `docs/decisions/0024-…` has the reasons.
 */
import os from 'node:os'
import path from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'
import type {PageCache} from '../cache/page-cache.ts'
import {reasonOf, type Log} from '../log.ts'
import {Instances} from './instances.ts'
import {Pending, type Entry} from './pending.ts'
import {SharedLog} from './shared-log.ts'
import {SharedPages} from './shared-pages.ts'
import {SharedReceipts} from './shared-receipts.ts'

export interface FleetOptions {
  url: string
  /** Names what is shared: one site over one dataset. */
  scope: string
  /** Names what pages depend on beside their content: the build and the addresses in them. */
  build: string
  /** Where this instance keeps what it must not forget. */
  directory: string
  port: number
  cache: PageCache
  /** Another instance cleared tags, with what it said about the reason. Settles when this one has rendered what became stale by that. */
  onNews: (news: unknown, tags: string[]) => Promise<unknown>
  /** Anything may have changed without this instance hearing of it. Settles when it has looked. */
  onLost: () => Promise<unknown>
  failing: () => string[]
  log: Log
  /** Milliseconds of silence after which another instance has ended. */
  goneAfter?: number | undefined
}

/** `unreadable`: it answers, but what other instances changed cannot be read. */
type RedisState = 'here' | 'slow' | 'away' | 'unreadable'

const deliverySeconds = 15 * 60
const mostTransactions = 20_000
/** Milliseconds until what failed is tried again. */
const again = 1_000

export class Fleet {
  readonly receipts: SharedReceipts
  readonly #log: SharedLog
  readonly #instances: Instances
  /** For each publish the numbers of its marks. A new epoch may never come so far: they are forgotten with theirs. */
  readonly #transactions = new Map<string, Set<number>>()
  /** The epoch of these numbers. */
  #epoch = ''
  /** Publishes of which Redis does not have every mark, and how many it lacks. */
  readonly #unsent = new Map<string, number>()

  readonly #report: (message: string, facts: Record<string, unknown>) => void
  #closed = false

  constructor(options: FleetOptions) {
    const {url, scope, build, directory, port, cache, onNews, onLost, failing, log} = options
    const {goneAfter} = options
    this.#report = (message, facts) => log('info', message, facts)
    this.#log = new SharedLog({
      url,
      prefix: `masthead:{${scope}}`,
      file: path.join(directory, 'heard.json'),
      pending: new Pending(path.join(directory, 'unsent.ndjson')),
      onEntry: (entry, seq) => {
        const transaction = transactionIn(entry.news)
        if (transaction !== undefined) this.#remember(transaction, seq)
        const cleared = cache.heard(entry.tags)
        this.#instances.works(
          seq,
          this.#orLook(() => onNews(entry.news, entry.tags), onLost),
        )
        return cleared
      },
      onLost: async () => {
        if (this.#log.epoch !== this.#epoch) this.#transactions.clear()
        this.#epoch = this.#log.epoch
        const doubted = cache.doubtAll()
        // Of no mark before is known whether it was heard: none of them is done until this is.
        this.#instances.works(
          0,
          doubted.then(() => this.#untilItWorks(onLost)),
        )
        await doubted
      },
      report: this.#report,
    })
    const pages = new SharedPages(this.#log, build)
    this.#instances = new Instances({
      log: this.#log,
      name: `${os.hostname()}:${port}`,
      failing,
      goneAfter,
      met: async () => {
        pages.flush()
        this.receipts.met()
      },
    })
    this.receipts = new SharedReceipts(this.#log, this.#instances)
    cache.shareWith(pages)
    cache.tags.shareWith(({tags}, news) =>
      this.#publish({tags, ...(news === undefined ? {} : {news})}),
    )
  }

  async open(): Promise<void> {
    await this.#log.open()
    this.#instances.start()
  }

  #redis(): RedisState {
    const {door, isDeaf} = this.#log
    if (!door.isReachable) return 'away'
    if (isDeaf) return 'unreadable'
    return door.isHere ? 'here' : 'slow'
  }

  /** How it stands, for whoever watches this instance. */
  state(): {
    redis: RedisState
    waiting: number
    others: number
    position: number
  } {
    return {
      redis: this.#redis(),
      waiting: this.#log.waiting,
      others: this.#instances.others.length,
      position: this.#log.position,
    }
  }

  /** Why readers of other instances may not see what these transactions changed on a page; nothing when all of them do. */
  async problemElsewhere(
    page: string,
    transactions: readonly string[],
  ): Promise<string | undefined> {
    for (const transaction of transactions) {
      const isKnown = this.#transactions.has(transaction) || this.#unsent.has(transaction)
      // Before a restart of this instance it may have been: whoever is done with this mark has rendered all that was stale by then.
      if (!isKnown) await this.#publish({tags: [], news: {transaction}})
    }
    const isUnsent = transactions.some((one) => this.#unsent.has(one))
    if (isUnsent || !this.#log.door.isReachable)
      return 'Redis cannot be reached: other instances of the site hear of this when it is back.'
    const marks = transactions.flatMap((one) => [...(this.#transactions.get(one) ?? [])])
    return this.#instances.problemElsewhere(page, marks)
  }

  /** The answer that another instance gave to this delivery. */
  async delivered<Answer>(keys: string[]): Promise<Answer | undefined> {
    for (const key of keys) {
      const answer = await read<Answer>(this.#log.door.getSoon(this.#log.key(`delivery:${key}`)))
      if (answer !== undefined) return answer
    }
    return undefined
  }

  async keepDelivery(keys: string[], answer: unknown): Promise<void> {
    const text = JSON.stringify(answer)
    const kept = keys.map((key) =>
      this.#log.door.setSoon(this.#log.key(`delivery:${key}`), text, deliverySeconds),
    )
    await Promise.allSettled(kept)
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([this.receipts.close(), this.#instances.close()])
    await this.#log.close()
  }

  /** What it fails over was not heard: it looks for whatever that was. To count as done, it must have worked one way or the other. */
  async #orLook(hear: () => Promise<unknown>, look: () => Promise<unknown>): Promise<void> {
    try {
      await hear()
    } catch (error) {
      this.#report('news of another instance could not be worked off', {reason: reasonOf(error)})
      await this.#untilItWorks(look)
    }
  }

  /** What one missed is looked for again and again: the lake may be away as well. */
  async #untilItWorks(look: () => Promise<unknown>): Promise<void> {
    while (!this.#closed) {
      try {
        await look()
        return
      } catch (error) {
        this.#report('what was missed could not be looked for', {reason: reasonOf(error)})
        await wait(again, undefined, {ref: false})
      }
    }
  }

  async #publish(mark: Omit<Entry, 'nonce'>): Promise<void> {
    const transaction = transactionIn(mark.news)
    if (transaction !== undefined) this.#expect(transaction, 1)
    await this.#log.publish(mark, (seq) => {
      if (transaction === undefined) return
      this.#expect(transaction, -1)
      this.#remember(transaction, seq)
    })
  }

  #remember(transaction: string, seq: number): void {
    const marks = this.#transactions.get(transaction) ?? new Set()
    this.#transactions.delete(transaction)
    this.#transactions.set(transaction, marks.add(seq))
    for (const oldest of this.#transactions.keys()) {
      if (this.#transactions.size <= mostTransactions) break
      this.#transactions.delete(oldest)
    }
  }

  #expect(transaction: string, more: number): void {
    const unsent = (this.#unsent.get(transaction) ?? 0) + more
    if (unsent > 0) this.#unsent.set(transaction, unsent)
    else this.#unsent.delete(transaction)
  }
}

function transactionIn(news: unknown): string | undefined {
  const {transaction} = (news ?? {}) as {transaction?: unknown}
  return typeof transaction === 'string' ? transaction : undefined
}

async function read<Value>(asked: Promise<string | null>): Promise<Value | undefined> {
  const text = await asked.catch(() => null)
  if (text === null) return undefined
  try {
    return JSON.parse(text) as Value
  } catch {
    return undefined
  }
}
