/**
 * Who else is there, and how far they are: what a publish waits for before it is called live.
 *
 * Every instance says once a second, and whenever it has rendered what a mark made stale, up to which mark it has done so. One that has not
 * been heard of for a few seconds serves nobody, as far as the others can know.
 */
import {randomUUID} from 'node:crypto'
import type {SharedLog} from './shared-log.ts'

const every = 1_000
const silence = 4_000
/** While somebody waits for the others, they are asked this often. */
const askEvery = 15
const mostFailing = 50

interface About {
  name: string
  /** The mark up to which everything that became stale was rendered again. */
  done: number
  /** Addresses that could not be rendered. */
  failing: string[]
}

export interface InstancesOptions {
  log: SharedLog
  name: string
  /** Addresses that could not be rendered here. */
  failing: () => string[]
  /** Called whenever Redis has answered. */
  met: () => Promise<void>
}

export class Instances {
  readonly id = randomUUID()
  readonly #options: InstancesOptions
  /** The marks whose pages are being rendered here. One mark may be worked at twice. */
  readonly #working = new Set<{seq: number}>()
  #others: About[] = []
  #askedAt = 0
  #timer: NodeJS.Timeout | undefined
  #meeting: Promise<void> | undefined

  constructor(options: InstancesOptions) {
    this.#options = options
  }

  get others(): readonly About[] {
    return this.#others
  }

  start(): void {
    void this.#meet()
    this.#timer = setInterval(() => void this.#meet(), every)
    this.#timer.unref()
  }

  /** `work` renders what the mark `seq` made stale here, and settles when that is so: the others are told then. */
  works(seq: number, work: Promise<unknown>): void {
    const one = {seq}
    this.#working.add(one)
    const done = () => {
      this.#working.delete(one)
      void this.#meet()
    }
    work.then(done, done)
  }

  /** Why readers of another instance do not see the page as the mark `seq` left it, or nothing when all of them do. */
  async problemElsewhere(path: string, seq: number): Promise<string | undefined> {
    if (performance.now() - this.#askedAt > askEvery) await this.#meet()
    for (const {name, done, failing} of this.#others) {
      if (done < seq) return `Another instance of the site (${name}) is still rendering.`
      if (failing.includes(path))
        return `Another instance of the site (${name}) could not render the page.`
    }
    return undefined
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#say('').catch(() => undefined)
  }

  #meet(): Promise<void> {
    this.#meeting ??= this.#ask().finally(() => (this.#meeting = undefined))
    return this.#meeting
  }

  async #ask(): Promise<void> {
    const {log, name, failing} = this.#options
    this.#askedAt = performance.now()
    if (!log.door.isReachable) return
    const about: About = {name, done: this.#done(), failing: failing().slice(0, mostFailing)}
    try {
      const [epoch, ...all] = await this.#say(JSON.stringify(about))
      this.#others = []
      for (let i = 0; i < all.length; i += 2) {
        if (all[i] !== this.id) this.#others.push(JSON.parse(String(all[i + 1])) as About)
      }
      if (epoch !== log.epoch) await log.rejoin()
      else if (log.waiting > 0) await log.replay()
      else await this.#options.met()
    } catch {
      // Redis is away: whoever waits for the others is told so by the log
    }
  }

  #say(about: string): Promise<(string | number | Buffer)[]> {
    const {log} = this.#options
    return log.door.run('meet', [log.key('state'), log.key('instances')], [this.id, about, silence])
  }

  #done(): number {
    if (!this.#options.log.isJoined) return 0
    const first = Math.min(...[...this.#working].map(({seq}) => seq))
    return Number.isFinite(first) ? first - 1 : this.#options.log.position
  }
}
