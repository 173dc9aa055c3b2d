/**
 * The two connections to Redis, and whether it can be asked at the moment.
 *
 * Nothing waits for a Redis that is away: what is asked while there is no connection fails at once, and a Redis that stopped answering is
 * left alone until it answers a question of ours that asks only that. The second connection listens to the log and blocks, so it is nobody else's.
 */
import {Redis, type RedisOptions} from 'ioredis'
import * as lua from './scripts.ts'

const patience = 250
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
}

const keysOf: Record<Script, number> = {join: 2, publish: 3, writePage: 2, readPage: 2, meet: 2}

export class RedisDoor {
  readonly #options: RedisDoorOptions
  readonly #commands: Redis
  readonly #listener: Redis
  #state: 'away' | 'coming back' | 'here' = 'away'
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
    this.#commands = new Redis(options.url, {...common, commandTimeout: patience})
    this.#listener = new Redis(options.url, {...common, commandTimeout: listens + 2_000})
    this.#commands.on('ready', () => void this.#comeBack())
    this.#commands.on('close', () => this.#away('the connection is closed'))
    for (const client of [this.#commands, this.#listener]) client.on('error', () => undefined)
  }

  get isHere(): boolean {
    return this.#state === 'here'
  }

  open(): void {
    // A Redis that is not there yet is no reason not to start.
    for (const client of [this.#commands, this.#listener]) client.connect().catch(() => undefined)
  }

  /** Run one of our scripts. Fails at once while Redis is away. */
  run(script: Script, keys: string[], values: (string | number | Buffer)[]): Promise<Reply> {
    return this.#ask(() => this.#call(script, keys, values))
  }

  get(key: string): Promise<string | null> {
    return this.#ask(() => this.#commands.get(key))
  }

  async set(key: string, value: string, seconds: number): Promise<void> {
    await this.#ask(() => this.#commands.set(key, value, 'EX', seconds))
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
      await this.#commands.ping()
      await this.#options.onBack()
      if (this.#isComing()) this.#state = 'here'
    } catch (error) {
      this.#away(error instanceof Error ? error.message : String(error))
    }
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
    clearTimeout(this.#probe)
    this.#probe = setTimeout(() => {
      if (this.#commands.status === 'ready') void this.#comeBack()
    }, probeEvery)
    this.#probe.unref()
  }
}

const isSilence = (error: unknown): boolean =>
  error instanceof Error && /timed out|connection|stream isn't writeable/i.test(error.message)
