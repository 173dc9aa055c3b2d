/**
 * The log of cleared tags that all instances of the site share.
 *
 * Each mark has a number, one more than the one before it, so that whoever reads the log sees a gap. An instance remembers how far it
 * read and what stood there; by that it knows, when it meets Redis again, whether Redis still knows what it knew. If not (it was emptied,
 * or came back from an old copy), a new epoch begins, and in a new epoch nobody believes what he holds until he has asked anew.
 */
import {randomUUID} from 'node:crypto'
import {setTimeout as wait} from 'node:timers/promises'
import {LogPosition} from './log-position.ts'
import type {Pending, Entry} from './pending.ts'
import {RedisDoor, type Reply} from './redis.ts'

export interface SharedLogOptions {
  url: string
  /** Before every key. */
  prefix: string
  /** The most memory that the log may take of Redis, about. */
  bytes?: number
  /** Where it is kept how far this instance has read. */
  file: string
  pending: Pending
  /** Another instance cleared tags. Settles when a restart of this one cannot lose it. */
  onEntry: (entry: Entry, seq: number) => Promise<void>
  /** Marks may have been missed: nothing at hand can be believed. Settles when a restart cannot lose that. */
  onLost: (reason: string) => Promise<void>
  report: (message: string, facts: Record<string, unknown>) => void
}

/** How many marks stay in the log. Whoever was away for longer finds a gap, and asks for everything anew. */
const longest = 20_000
/** Failed readings in a row, a tenth of a second after each other, until it is said that the log cannot be read. */
const mostFailures = 20
/** Marks that are sent before the first of them is answered. */
const atOnce = 50

export class SharedLog {
  readonly door: RedisDoor
  readonly #options: SharedLogOptions
  /** Marks made here, of which the log has not been heard to hold them. */
  readonly #own = new Set<string>()
  readonly #numbered = new Map<string, (seq: number) => void>()
  readonly #position: LogPosition
  #sending = 0
  /** In a row, while Redis answered otherwise. */
  #failures = 0
  /** Why Redis last refused that. */
  #refusal: string | undefined
  #joined = false
  #joining: Promise<void> | undefined
  #replaying: Promise<void> | undefined
  #closed = false

  constructor(options: SharedLogOptions) {
    const {file, report} = options
    this.#options = options
    this.#position = new LogPosition({
      file,
      report: (error) => report('the position in the log was not kept', {reason: String(error)}),
    })
    this.door = new RedisDoor({
      url: options.url,
      onBack: () => this.#join(),
      onAway: (reason) => options.report('Redis is away', {reason}),
      onSlow: () => options.report('Redis is slow: nobody waits for it', {}),
    })
  }

  get epoch(): string {
    return this.#position.place.epoch
  }

  /** The number of the last mark that this instance has heard of, all before it included. */
  get position(): number {
    return this.#position.place.position
  }

  /** Whether Redis answers and knows everything that was cleared here. Only then may pages be taken from it. */
  get isAgreed(): boolean {
    return (
      this.door.isHere && this.#joined && this.#sending === 0 && this.#options.pending.size === 0
    )
  }

  /** Whether this instance knows what it may believe: what it has was made with all marks up to `position`, or counts as old. */
  get isJoined(): boolean {
    return this.#joined
  }

  /** Marks that wait for Redis to come back. */
  get waiting(): number {
    return this.#options.pending.size
  }

  async open(): Promise<void> {
    await this.#options.pending.load()
    for (const {nonce} of this.#options.pending.entries()) this.#own.add(nonce)
    await this.#position.load()
    this.door.open()
    void this.#listen()
  }

  /** Tell the others. Settles when it cannot be lost: Redis has it, or it waits on disk for Redis to come back. */
  async publish(mark: Omit<Entry, 'nonce'>, numbered?: (seq: number) => void): Promise<void> {
    const entry: Entry = {nonce: randomUUID(), ...mark}
    const {pending} = this.#options
    this.#own.add(entry.nonce)
    if (numbered) this.#numbered.set(entry.nonce, numbered)
    this.#sending++
    try {
      if (pending.size > 0) throw new Error('Earlier marks wait as well.')
      await this.#send(entry, 'runSoon')
    } catch {
      await pending.add(entry)
      if (this.door.isReachable) void this.replay()
    } finally {
      this.#sending--
    }
  }

  /** Redis answers, but what others write there cannot be read. */
  get isDeaf(): boolean {
    return this.#failures >= mostFailures
  }

  /** Settles when this instance has heard of everything up to `seq`, or after `patience`. */
  reaches(seq: number, patience: number): Promise<boolean> {
    return this.#position.reaches(seq, patience)
  }

  /** Somebody saw another epoch in Redis than ours. */
  async rejoin(): Promise<void> {
    if (this.door.isReachable) await this.#join().catch(() => undefined)
  }

  /** Send what waited for Redis. Never fails: what could not be sent waits on. */
  replay(): Promise<void> {
    this.#replaying ??= this.#replay()
      .catch((error: unknown) =>
        this.#options.report('marks that were sent to Redis are still on disk', {
          reason: String(error),
        }),
      )
      .finally(() => (this.#replaying = undefined))
    return this.#replaying
  }

  async close(): Promise<void> {
    this.#closed = true
    this.door.close()
    await this.#position.close()
  }

  key(name: string): string {
    return `${this.#options.prefix}:${name}`
  }

  async #send(entry: Entry, run: 'run' | 'runSoon' = 'run'): Promise<void> {
    const {nonce, tags} = entry
    const reply = await this.door[run](
      'publish',
      [this.key('state'), this.key('log'), this.key(`once:${nonce}`)],
      [this.epoch, nonce, JSON.stringify(entry), longest, this.#options.bytes ?? 64e6, ...tags],
    )
    const [word, seq] = reply
    if (word === 'lost') {
      await this.#join()
      return this.#send(entry, run)
    }
    const number = Number(seq)
    this.#numbered.get(nonce)?.(number)
    this.#numbered.delete(nonce)
    if (number === this.position + 1) {
      this.#own.delete(nonce)
      this.#position.advance(number, nonce)
    }
  }

  async #replay(): Promise<void> {
    const {pending, report} = this.#options
    const sent: string[] = []
    const entries = pending.entries()
    // Some at a time, in their order: over a slow line each would wait for the one before.
    for (let from = 0; from < entries.length; from += atOnce) {
      const some = entries.slice(from, from + atOnce)
      const done = await Promise.allSettled(some.map((entry) => this.#send(entry)))
      sent.push(...some.filter((_, i) => done[i]?.status === 'fulfilled').map(({nonce}) => nonce))
      if (done.some(({status}) => status === 'rejected')) break
    }
    if (sent.length === 0) return
    await pending.remove(sent)
    report('marks that waited for Redis are known to all', {marks: sent.length})
  }

  #join(): Promise<void> {
    this.#joining ??= this.#joinNow().finally(() => (this.#joining = undefined))
    return this.#joining
  }

  async #joinNow(): Promise<void> {
    const known = this.#position.place
    const reply: Reply = await this.door.run(
      'join',
      [this.key('state'), this.key('log')],
      [randomUUID(), known.epoch, known.position, known.nonce],
    )
    const [word, epoch, position, nonce] = reply.map(String) as [string, string, string, string]
    if (word !== 'same') {
      // First the position, so that what is cleared from now on is heard of; then everything at hand counts as old.
      this.#position.begin({epoch, position: Number(position), nonce})
      this.#options.report('Redis does not remember what this instance knew', {word, epoch})
      const lost = this.#options.onLost(word)
      this.#position.beganAnew(lost)
      try {
        await lost
      } catch (error) {
        // It is not known on disk: the next meeting begins anew once more, and until then nothing at hand counts as known.
        if (this.epoch === epoch) this.#position.forgetEpoch()
        this.#joined = false
        throw error
      }
    } else if (!this.#joined) this.#options.report('Redis is here', {epoch, position})
    this.#joined = true
    void this.replay()
  }

  async #listen(): Promise<void> {
    while (!this.#closed) {
      try {
        if (!this.#joined) {
          await wait(20, undefined, {ref: false})
          continue
        }
        const {epoch, position} = this.#position.place
        const found = await this.door.listen(this.key('log'), position)
        for (const one of found) if (this.epoch === epoch) await this.#hear(one)
        if (this.isDeaf) this.#options.report('what other instances changed can be read again', {})
        this.#failures = 0
      } catch (error) {
        this.#failed(error)
        await wait(100, undefined, {ref: false})
      }
    }
  }

  #failed(error: unknown): void {
    if (!this.door.isReachable) return // that is said elsewhere
    this.#failures++
    // After an answer that says why comes a connection that is not there again yet.
    if (error instanceof Error && error.name === 'ReplyError') this.#refusal = error.message
    if (this.#failures !== mostFailures) return
    this.#options.report('what other instances changed cannot be read from Redis', {
      reason: this.#refusal ?? String(error),
      remedy: this.#refusal
        ? 'The user in REDIS_URL must be allowed XREAD on the keys of the site.'
        : 'Let nothing but the site write to its keys, and Redis take one more connection from each instance.',
    })
  }

  async #hear({
    seq,
    nonce,
    entry: text,
  }: {
    seq: number
    nonce: string
    entry: string
  }): Promise<void> {
    const isOwn = this.#own.delete(nonce)
    if (seq <= this.position) return
    const entry = readEntry(text)
    if (entry?.epoch !== undefined) return this.#join()
    if (!entry || seq !== this.position + 1) {
      this.#position.forgetEpoch() // this, or something between, was never heard
      await this.#join()
      if (this.position < seq)
        throw new Error('Something in the log of Redis has no number of ours.')
      return
    }
    const heard = isOwn ? undefined : this.#options.onEntry(entry, seq)
    this.#position.advance(seq, nonce, heard) // which the next mark does not wait for: a disk is slow when much is rendered
  }
}

/** Nothing, where it is no mark: of another program, or of a version to come. */
function readEntry(text: string): (Entry & {epoch?: string}) | undefined {
  try {
    const entry = JSON.parse(text) as Partial<Entry> & {epoch?: string}
    const isMark = Array.isArray(entry.tags) || typeof entry.epoch === 'string'
    return isMark ? (entry as Entry & {epoch?: string}) : undefined
  } catch {
    return undefined
  }
}
