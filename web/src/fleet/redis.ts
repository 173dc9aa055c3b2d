/**
 * The two connections to Redis, and whether it can be asked at the moment.
 *
 * Nothing waits for a Redis that is away: what is asked while there is no connection fails at once, and a Redis that stopped answering is
 * left alone until it answers a question of ours that asks only that. One that answers slowly is asked for nothing that somebody waits for, and
 * goes on being told: else no other instance would ever hear of a change. The second connection listens to the log and blocks, so it is nobody else's.
 */
import {Redis, type RedisOptions} from 'ioredis'
import * as lua from './scripts.ts'

/** Of whoever waits for an answer: a reader, a webhook. */
const patience = 250
/** Of what is done behind their backs. Longer than this, Redis is away. */
const longPatience = 2_000
const probeEvery = 500
/** How long one look at the log waits for news. */
const listens = 1_000

type Script = keyof typeof lua
export type Reply = (string | number | Buffer)[]

export interface RedisDoorOptions {
  url: string
  /** Called whenever Redis can be asked (again), before anything else may ask it. */
  onBack: () => Promise<void>
  /** Called when it cannot be asked any more. */
  onAway: (reason: string) => void
  /** Called when nobody waits for it any more. */
  onSlow: () => void
}

const keysOf: Record<Script, number> = {join: 2, publish: 3, writePage: 2, readPage: 2, meet: 2}

export class RedisDoor {
  readonly #options: RedisDoorOptions
  readonly #commands: Redis
  readonly #listener: Redis
  #state: 'away' | 'coming back' | 'slow' | 'here' = 'away'
  #probe: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: RedisDoorOptions) {
    this.#options = options
    const common: RedisOptions = {
      protocol: 2,
      connectTimeout: 2_000,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      disableClientInfo: true,
      lazyConnect: true,
      retryStrategy: (attempt) => Math.min(1_000, 50 * 2 ** Math.min(attempt, 5)),
      scripts: Object.fromEntries(
        Object.entries(lua).map(([name, text]) => [
          name,
          {lua: text, numberOfKeys: keysOf[name as Script]},
        ]),
      ),
    }
    this.#commands = new Redis(options.url, {...common, commandTimeout: longPatience})
    this.#listener = new Redis(options.url, {...common, commandTimeout: listens + 2_000})
    this.#commands.on('ready', () => void this.#comeBack())
    this.#commands.on('close', () => this.#away('the connection is closed'))
    for (const client of [this.#commands, this.#listener]) client.on('error', () => undefined)
  }

  /** Whether it answers soon enough for somebody who waits. */
  get isHere(): boolean {
    return this.#state === 'here'
  }

  /** Whether it answers at all. */
  get isReachable(): boolean {
    return this.#state === 'here' || this.#state === 'slow'
  }

  open(): void {
    // A Redis that is not there yet is no reason not to start.
    for (const client of [this.#commands, this.#listener]) client.connect().catch(() => undefined)
  }

  /** Run one of our scripts, for which nobody waits. Fails at once while Redis is away. */
  run(script: Script, keys: string[], values: (string | number | Buffer)[]): Promise<Reply> {
    return this.#ask(() => this.#call(script, keys, values))
  }

  /** The same for somebody who waits. Fails at once also while Redis is slow. */
  runSoon(script: Script, keys: string[], values: (string | number | Buffer)[]): Promise<Reply> {
    return this.#askSoon(() => this.#call(script, keys, values))
  }

  get(key: string): Promise<string | null> {
    return this.#ask(() => this.#commands.get(key))
  }

  /** The same for somebody who waits. */
  getSoon(key: string): Promise<string | null> {
    return this.#askSoon(() => this.#commands.get(key))
  }

  async set(key: string, value: string, seconds: number): Promise<void> {
    await this.#ask(() => this.#commands.set(key, value, 'EX', seconds))
  }

  /** The same for somebody who waits. */
  async setSoon(key: string, value: string, seconds: number): Promise<void> {
    await this.#askSoon(() => this.#commands.set(key, value, 'EX', seconds))
  }

  async remove(key: string): Promise<void> {
    await this.#ask(() => this.#commands.del(key))
  }

  /** Entries of the log after `position`, as soon as there are any; none when there was no news for a while. */
  async listen(
    log: string,
    position: number,
  ): Promise<{seq: number; nonce: string; entry: string}[]> {
    try {
      const found = await this.#listener.xread(
        'COUNT',
        200,
        'BLOCK',
        listens,
        'STREAMS',
        log,
        `${position}-0`,
      )
      const [stream] = (found ?? []) as [string, [string, string[]][]][]
      return (stream?.[1] ?? []).map(([id, [, nonce = '', , entry = '']]) => ({
        seq: Number.parseInt(id, 10),
        nonce,
        entry,
      }))
    } catch (error) {
      if (this.#listener.status === 'ready') this.#listener.disconnect(true)
      throw error
    }
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#probe)
    this.#commands.disconnect()
    this.#listener.disconnect()
  }

  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    if (this.#state === 'away') throw new Error('Redis cannot be asked at the moment.')
    try {
      return await question()
    } catch (error) {
      if (isSilence(error)) this.#away('it does not answer')
      throw error
    }
  }

  async #askSoon<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    if (this.#state === 'slow') throw new Error('Redis is slow at the moment.')
    const asked = this.#ask(question)
    asked.catch(() => undefined) // nobody may be there any more when it fails
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.#slow()
        reject(new Error(`Redis has not answered for ${patience} ms.`))
      }, patience)
    })
    return Promise.race([asked, late]).finally(() => clearTimeout(timer))
  }

  #call(script: Script, keys: string[], values: (string | number | Buffer)[]): Promise<Reply> {
    const commands = this.#commands as unknown as Record<
      string,
      (...words: (string | number | Buffer)[]) => Promise<Reply>
    >
    // Pages are binary: their script alone is answered in buffers.
    const name = script === 'readPage' ? `${script}Buffer` : script
    const command = commands[name]
    if (!command) throw new Error(`There is no script ${name}.`)
    return command.call(this.#commands, ...keys, ...values)
  }

  async #comeBack(): Promise<void> {
    if (this.#closed || this.#state !== 'away') return
    this.#state = 'coming back'
    try {
      const took = await this.#ping()
      await this.#options.onBack()
      if (!this.#isComing()) return
      this.#state = 'here'
      if (took >= patience) this.#slow()
    } catch (error) {
      this.#away(error instanceof Error ? error.message : String(error))
    }
  }

  /** How long an answer takes. */
  async #ping(): Promise<number> {
    const began = performance.now()
    await this.#commands.ping()
    return performance.now() - began
  }

  #slow(): void {
    if (this.#closed || this.#state !== 'here') return
    this.#state = 'slow'
    this.#options.onSlow()
    this.#later(() => this.#measure())
  }

  /** Is it as fast again as those who wait need it? */
  async #measure(): Promise<void> {
    if (this.#state !== 'slow') return
    try {
      const took = await this.#ask(() => this.#ping())
      if (this.#isSlow() && took < patience) this.#state = 'here'
    } catch {
      // it is away by now
    }
    if (this.#isSlow()) this.#later(() => this.#measure())
  }

  #isSlow(): boolean {
    return this.#state === 'slow'
  }

  #isComing(): boolean {
    return this.#state === 'coming back'
  }

  #away(reason: string): void {
    if (this.#closed) return
    if (this.#state !== 'away') {
      this.#state = 'away'
      this.#options.onAway(reason)
    }
    this.#later(async () => {
      if (this.#commands.status === 'ready') await this.#comeBack()
    })
  }

  #later(look: () => Promise<void>): void {
    clearTimeout(this.#probe)
    this.#probe = setTimeout(() => void look(), probeEvery)
    this.#probe.unref()
  }
}

const isSilence = (error: unknown): boolean =>
  error instanceof Error && /timed out|connection|stream isn't writeable/i.test(error.message)
