/**
 * Pages in Redis: what one instance rendered, the others take instead of rendering it.
 *
 * Whether a page is good is decided in Redis, by the numbers of the marks: no clock of any machine takes part. A page is kept with the
 * number up to which its maker had heard when it was done and still good; one whose tags were cleared after that is never taken for new.
 * Instances may run on different versions of Node, so nothing is written that only one of these reads.
 */
import {createHash} from 'node:crypto'
import {packed, unpacked} from '../cache/packed-value.ts'
import type {Elsewhere} from '../cache/page-cache.ts'
import {isGone, type StoredPage} from '../cache/page.ts'
import {OutgoingPages} from './outgoing-pages.ts'
import type {RedisDoor} from './redis.ts'
import type {SharedLog} from './shared-log.ts'

const seconds = 7 * 86_400
const longestWait = 2_000

/** What another instance made, without what only its own clock can say. */
type SharedPage = Omit<StoredPage, 'renderedAt'>

type Log = Pick<SharedLog, 'isAgreed' | 'epoch' | 'position' | 'key' | 'rejoin' | 'reaches'> & {
  door: Pick<RedisDoor, 'isReachable' | 'run' | 'runSoon' | 'remove'>
}

export class SharedPages implements Elsewhere {
  readonly #log: Log
  readonly #prefix: string
  readonly #outgoing: OutgoingPages

  /** Pages of different builds have nothing in common but their addresses: `build` keeps them apart. */
  constructor(log: Log, build: string) {
    this.#log = log
    this.#prefix = `page:${build}`
    this.#outgoing = new OutgoingPages({
      send: ({page, isGood}) => this.#send(page, isGood),
      isReachable: () => log.door.isReachable,
    })
  }

  /** What is in Redis under this key, if Redis can be asked and knows all that was cleared here. */
  async read(key: string): Promise<{verdict: 'fresh' | 'stale'; page: SharedPage} | undefined> {
    const log = this.#log
    if (!log.isAgreed) return undefined
    const {epoch} = log
    const [word, body] = await log.door
      .runSoon('readPage', this.#keys(key), [epoch])
      .catch(() => ['away'])
    if (String(word) === 'lost') void log.rejoin()
    if (!Buffer.isBuffer(body) || log.epoch !== epoch) return undefined
    try {
      const page = readPage(body)
      if (page.key !== key) return undefined
      return {verdict: String(word) === 'fresh' ? 'fresh' : 'stale', page}
    } catch {
      return undefined // written by another version of the site
    }
  }

  /** Give the page to the others, unless it turns out to be old. `isGood` says whether it still is, by all that was heard here. */
  write(page: StoredPage, isGood: () => boolean): Promise<void> {
    return this.#outgoing.add({page, isGood})
  }

  /** Redis answers: give the others what could not be given before. */
  flush(): void {
    this.#outgoing.flush()
  }

  async #send(page: StoredPage, isGood: () => boolean): Promise<void> {
    const log = this.#log
    const {key, path, status, tags, revalidate, digest, value} = page
    // Old pages are shown for want of better, by an instance that starts: not one that was withdrawn.
    if (isGone(page)) return isGood() ? log.door.remove(this.#keyOf(key)) : undefined
    const shared: SharedPage = {key, path, status, tags, revalidate, digest, value}
    const body = written(shared)
    for (let attempt = 0; attempt < 3; attempt++) {
      if (!isGood()) return
      const [word, newest] = await log.door.run('writePage', this.#keys(page.key), [
        log.epoch,
        log.position,
        JSON.stringify(page.tags),
        body,
        seconds,
      ])
      if (word === 'lost') await log.rejoin()
      // A mark that is on its way here: perhaps our own, made before the page was.
      else if (word !== 'late' || !(await log.reaches(Number(newest), longestWait))) return
    }
  }

  #keys(key: string): string[] {
    return [this.#log.key('state'), this.#keyOf(key)]
  }

  #keyOf(key: string): string {
    const name = createHash('sha256').update(key).digest('base64url')
    return this.#log.key(`${this.#prefix}:${name}`)
  }
}

/** A line of JSON that describes the page, then the page itself, as in a file on disk. */
const written = ({value, ...description}: SharedPage): Buffer =>
  Buffer.concat([Buffer.from(`${JSON.stringify(description)}\n`), packed(value)])

/** Throws on what is none. */
function readPage(bytes: Buffer): SharedPage {
  const end = bytes.indexOf(10)
  const description = JSON.parse(bytes.toString('utf8', 0, end)) as Omit<SharedPage, 'value'>
  return {...description, value: unpacked(bytes.subarray(end + 1))}
}
