/**
 * Pages on their way to the disk, while there is something better to do.
 *
 * A publish has a dozen pages rendered within a tenth of a second, for readers who wait for them; nobody waits for the disk. So pages are
 * written when none has come for a moment, one after the other, and a page that was rendered twice meanwhile once. When many wait they
 * are written anyway. Whatever is asked for meanwhile is answered from here.
 *
 * A page of which the disk has no older one goes first and waits for nothing: a process that is killed loses the newest words of the
 * others, and would lose all of this one.
 *
 * A disk that is slow, or does not answer, holds up nobody. When more wait than memory is for, those that were not rendered again for longest are given up: as
 * if the process had been killed before they were written. They are written in the order in which their addresses began to wait, so that one which
 * is rendered again and again has its turn.
 */
import {setTimeout as pause} from 'node:timers/promises'
import type {PageStore} from './page-store.ts'
import {bytesOf, type PageRecord, type StoredPage} from './page.ts'
import {diskTooSlow} from '../errors.ts'

export interface WriteBehindOptions {
  /** Milliseconds without a new page after which writing begins, and those after which it begins in any case. */
  quiet?: number
  longest?: number
  /** When so many wait they are written, quiet or not. */
  most?: number
  /** So many bytes of pages may wait, about. */
  bytes?: number
}

/** Milliseconds between two looks whether it is quiet, or urgent. */
const lookEvery = 10

interface Waiting {
  /** Nothing when the page is to be removed. */
  page: StoredPage | undefined
  /** What the disk has was taken away, and must not be there again if this is never written. */
  isWithdrawn: boolean
  bytes: number
  written: PromiseWithResolvers<string[]>
}

export class WriteBehind implements PageStore {
  readonly #store: PageStore
  readonly #quiet: number
  readonly #longest: number
  readonly #most: number
  readonly #mostBytes: number
  readonly #waiting = new Map<string, Waiting>()
  /** Those of them that are pages, in another order: what was rendered last is at the end, however long its address has waited for its turn. */
  readonly #lastRendered = new Set<string>()
  /** Those of them of which the disk has nothing yet. */
  readonly #firsts = new Set<string>()
  /** What is being written: no more to be called back, and not yet there. */
  #underWay: {key: string; waiting: Waiting} | undefined
  #bytes = 0
  #lastAt = 0
  #working: Promise<void> | undefined
  #isUrgent = false

  constructor(
    store: PageStore,
    {quiet = 30, longest = 300, most = 40, bytes = 32e6}: WriteBehindOptions = {},
  ) {
    this.#store = store
    this.#quiet = quiet
    this.#longest = longest
    this.#most = most
    this.#mostBytes = bytes
  }

  list(): Promise<PageRecord[]> {
    return this.#store.list()
  }

  async read(key: string): Promise<StoredPage | undefined> {
    const underWay = this.#underWay?.key === key ? this.#underWay.waiting : undefined
    const waiting = this.#waiting.get(key) ?? underWay
    return waiting ? waiting.page : this.#store.read(key)
  }

  write(page: StoredPage): Promise<string[]> {
    return this.#put(page.key, page)
  }

  async remove(key: string): Promise<void> {
    const isOnTheWay = this.#waiting.has(key) || this.#underWay?.key === key
    if (!isOnTheWay && this.#store.has?.(key) === false) return // anybody can ask for a million addresses where nothing is
    await this.#put(key, undefined)
  }

  async flush(): Promise<void> {
    if (!this.#working) return
    this.#isUrgent = true
    await this.#working
  }

  #put(key: string, page: StoredPage | undefined): Promise<string[]> {
    const older = this.#waiting.get(key)
    older?.written.resolve([]) // whoever waits for the older one holds it in memory
    const written = Promise.withResolvers<string[]>()
    const bytes = page ? bytesOf(page.value) : 0
    this.#bytes += bytes - (older?.bytes ?? 0)
    this.#waiting.set(key, {
      page,
      isWithdrawn: !page || older?.isWithdrawn === true,
      bytes,
      written,
    })
    this.#lastRendered.delete(key)
    if (page) this.#lastRendered.add(key)
    this.#giveUp(key)
    if (page && this.#store.has?.(key) === false) this.#firsts.add(key)
    this.#lastAt = performance.now()
    this.#working ??= this.#work()
    return written.promise
  }

  async #work(): Promise<void> {
    while (this.#waiting.size > 0) {
      const isQuiet = await this.#untilQuiet()
      let due = isQuiet ? 0 : this.#waiting.size // in a steady trickle, whatever waits by then
      for (const key of this.#waiting.keys()) {
        await this.#send(key)
        if (--due <= 0 && this.#isBusy()) break
      }
    }
    this.#isUrgent = false
    this.#working = undefined // at once: what comes next begins anew
  }

  /** Is it quiet now, or only late? First pages are written meanwhile. */
  async #untilQuiet(): Promise<boolean> {
    const end = performance.now() + this.#longest
    for (;;) {
      for (const key of this.#firsts) {
        await this.#send(key)
        // They may come faster than they are written, and the others wait.
        if (this.#isUrgent || performance.now() >= end) break
      }
      if (!this.#isBusy() || performance.now() >= end) return !this.#isBusy()
      await pause(lookEvery)
    }
  }

  async #send(key: string): Promise<void> {
    const waiting = this.#take(key)
    if (!waiting) return
    this.#underWay = {key, waiting}
    await this.#carryOut(key, waiting)
    this.#underWay = undefined
  }

  #take(key: string): Waiting | undefined {
    const waiting = this.#waiting.get(key)
    this.#firsts.delete(key)
    this.#lastRendered.delete(key)
    this.#waiting.delete(key)
    this.#bytes -= waiting?.bytes ?? 0
    return waiting
  }

  /** Whatever was not rendered again for longest, but `newest`, until the others may wait. That a page is to go costs no memory and is never forgotten. */
  #giveUp(newest: string): void {
    for (const key of this.#lastRendered) {
      if (this.#bytes <= this.#mostBytes) return
      if (key === newest) continue
      const waiting = this.#take(key)
      waiting?.written.reject(diskTooSlow())
      if (waiting?.isWithdrawn) this.#waiting.set(key, removal())
    }
  }

  #isBusy(): boolean {
    const isNew = performance.now() - this.#lastAt < this.#quiet
    return isNew && !this.#isUrgent && this.#waiting.size < this.#most
  }

  /** Of the pages that had to go, those of which no newer one is on its way. */
  #withoutWaiting(gone: string[]): string[] {
    return gone.filter((key) => !this.#waiting.get(key)?.page)
  }

  async #carryOut(key: string, {page, written}: Waiting): Promise<void> {
    try {
      if (page) written.resolve(this.#withoutWaiting(await this.#store.write(page)))
      else written.resolve(await this.#store.remove(key).then(() => []))
    } catch (error) {
      written.reject(error)
    }
  }
}

/** One that nobody asked for, or waits for. */
function removal(): Waiting {
  const written = Promise.withResolvers<string[]>()
  written.promise.catch(() => undefined)
  return {page: undefined, isWithdrawn: true, bytes: 0, written}
}
