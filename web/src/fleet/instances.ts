/**
 * Who else is there, and how far they are: what a publish waits for before it is called live.
 *
 * Every instance says once a second, and whenever it has rendered what a mark made stale, for which marks it has done so. One that has not
 * been heard of for a few seconds serves nobody, as far as the others can know. What is published last goes before a backlog, so the marks that are
 * done need not follow each other.
 */
import {randomUUID} from 'node:crypto'
import type {RedisDoor} from './redis.ts'
import type {SharedLog} from './shared-log.ts'
import {WorkingMarks, type Range} from './working-marks.ts'

const every = 1_000
const silence = 4_000
/** One that was silent for so long has ended; one that comes back was only slow. */
const longSilence = 10_000
/** While somebody waits for the others, they are asked this often. */
const askEvery = 15
const mostFailing = 50
const mostRanges = 200

interface About {
  name: string
  /** In which its marks have their numbers; an instance of an earlier version does not say. */
  epoch?: string
  /** The mark up to which everything that became stale was rendered again. */
  done: number
  /** Later ones of which that is so, too: what was published last goes before a backlog. */
  also: Range[]
  /** Addresses that could not be rendered. */
  failing: string[]
  /** Whether there are more of them. */
  failMore: boolean
}

export interface InstancesOptions {
  log: Pick<
    SharedLog,
    'epoch' | 'position' | 'isJoined' | 'waiting' | 'key' | 'rejoin' | 'replay'
  > & {
    door: Pick<RedisDoor, 'isReachable' | 'run'>
  }
  name: string
  /** Addresses that could not be rendered here. */
  failing: () => string[]
  /** Called whenever Redis has answered. */
  met: () => Promise<void>
  /** Milliseconds of silence after which another one has ended. */
  goneAfter?: number | undefined
}

export class Instances {
  readonly id = randomUUID()
  readonly #options: InstancesOptions
  readonly #working = new WorkingMarks()
  /** Nothing before the first meeting: then nobody knows who is there. */
  #others: About[] | undefined
  /** By `performance.now()`: since when it has met the others without a break, and when it did last. */
  #meetings: {since: number; last: number} | undefined
  /** When each was heard of last, of those that were lately. */
  readonly #heardOf = new Map<string, number>()
  #askedAt = 0
  #timer: NodeJS.Timeout | undefined
  #meeting: Promise<void> | undefined
  #hasNews = false
  #catchingUp: Promise<void> | undefined

  constructor(options: InstancesOptions) {
    this.#options = options
  }

  get others(): readonly About[] {
    return this.#others ?? []
  }

  /** Has the instance of this id ended? Nobody knows while Redis is away, nor for a while after that or after the start. */
  isGone(id: string): boolean {
    const {goneAfter = longSilence} = this.#options
    if (!this.#meetings || id === this.id) return false
    const {since, last} = this.#meetings
    return last - Math.max(since, this.#heardOf.get(id) ?? since) > goneAfter
  }

  /** The same, after one more meeting: an instance that has just come may have written before it was met. */
  async hasEnded(id: string): Promise<boolean> {
    if (!this.isGone(id)) return false
    await this.#meet()
    return this.isGone(id)
  }

  /** Once the others may have heard of this instance, if Redis answers. */
  async introduced(): Promise<void> {
    if (!this.#others) await this.#meet()
  }

  start(): void {
    void this.#meet()
    this.#timer = setInterval(() => void this.#meet(), every)
    this.#timer.unref()
  }

  /** `work` renders what the mark `seq` made stale here, and settles when that is so: the others are told then. */
  works(seq: number, work: Promise<unknown>): void {
    this.#working.add(seq)
    const done = () => {
      this.#working.delete(seq)
      this.#tell()
    }
    work.then(done, done)
  }

  /** Why readers of another instance do not see the page as these marks left it, or nothing when all of them do. */
  async problemElsewhere(path: string, marks: readonly number[]): Promise<string | undefined> {
    if (performance.now() - this.#askedAt > askEvery) await this.#meet()
    if (!this.#others) return 'The other instances of the site could not be asked yet.'
    const {epoch: own} = this.#options.log
    for (const {name, epoch = own, done, also, failing, failMore} of this.#others) {
      const isDone = (seq: number) =>
        seq <= done || also.some(([from, to]) => from <= seq && seq <= to)
      // Of one that has not heard yet that Redis lost its data nothing is known.
      if (epoch !== own || !marks.every(isDone))
        return `Another instance of the site (${name}) is still rendering.`
      if (failing.includes(path))
        return `Another instance of the site (${name}) could not render the page.`
      if (failMore) return `Another instance of the site (${name}) could not render many pages.`
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

  /** The others are told of what is done now; a meeting that is under way may have begun before. */
  #tell(): void {
    if (!this.#meeting) return void this.#meet()
    if (this.#hasNews) return
    this.#hasNews = true
    void this.#meeting.then(() => {
      this.#hasNews = false
      return this.#meet()
    })
  }

  async #ask(): Promise<void> {
    const {log, name, failing} = this.#options
    this.#askedAt = performance.now()
    if (!log.door.isReachable) return void (this.#meetings = undefined)
    const all = failing()
    const about: About = {
      name,
      epoch: log.epoch,
      ...this.#done(),
      failing: all.slice(0, mostFailing),
      failMore: all.length > mostFailing,
    }
    try {
      const [epoch, ...said] = await this.#say(JSON.stringify(about))
      const others = new Map<string, About>()
      for (let i = 0; i < said.length; i += 2) {
        if (said[i] !== this.id) others.set(String(said[i]), readAbout(String(said[i + 1])))
      }
      this.#others = [...others.values()]
      this.#heard([...others.keys()])
      this.#catchUp(String(epoch))
    } catch {
      this.#meetings = undefined // Redis is away: whoever waits for the others is told so by the log
    }
  }

  #heard(ids: readonly string[]): void {
    const {goneAfter = longSilence} = this.#options
    const now = performance.now()
    const before = this.#meetings
    const isUnbroken = before && now - before.last < silence // else this one was held up, and so may the others have been
    this.#meetings = {since: isUnbroken ? before.since : now, last: now}
    for (const [id, at] of this.#heardOf) if (now - at > goneAfter) this.#heardOf.delete(id)
    for (const id of ids) this.#heardOf.set(id, now)
  }

  /** Nobody waits for this, and the next meeting least of all: who is silent for too long is taken for gone. */
  #catchUp(epoch: string): void {
    const {log, met} = this.#options
    if (this.#catchingUp) return
    const work = async () => {
      if (epoch !== log.epoch) await log.rejoin()
      else if (log.waiting > 0) await log.replay()
      else await met()
    }
    this.#catchingUp = work()
      .catch(() => undefined) // it is tried again at the next meeting
      .finally(() => (this.#catchingUp = undefined))
  }

  #say(about: string): Promise<(string | number | Buffer)[]> {
    const {log} = this.#options
    return log.door.run('meet', [log.key('state'), log.key('instances')], [this.id, about, silence])
  }

  #done(): Pick<About, 'done' | 'also'> {
    const {isJoined, position} = this.#options.log
    return isJoined ? this.#working.done(position, mostRanges) : {done: 0, also: []}
  }
}

/** One of an earlier version says less; while versions change, both are there. Who cannot be understood is there, and done with nothing. */
function readAbout(text: string): About {
  const nothing: About = {
    name: 'of another version',
    done: -1,
    also: [],
    failing: [],
    failMore: false,
  }
  try {
    const about = {...nothing, ...(JSON.parse(text) as Partial<About>)}
    const isWhole = Array.isArray(about.also) && Array.isArray(about.failing)
    return isWhole ? about : nothing
  } catch {
    return nothing
  }
}
