/**
 * How far this instance has read in the log of marks, and what stood there: by that it knows, over a restart too, whether Redis still knows what it
 * knew. What is on its disk is never further than what it has cleared on its disk.
 */
import {KeptFile} from '../kept-file.ts'
import {DurablePlace, type Place} from './durable-place.ts'

export interface LogPositionOptions {
  /** Where it outlives the process. */
  file: string
  report: (error: unknown) => void
}

export class LogPosition {
  #place: Place = {epoch: '', position: 0, nonce: ''}
  /** A position that ran ahead of the disk would skip a mark. */
  readonly #durable = new DurablePlace(() => this.#kept.soon())
  readonly #kept: KeptFile
  /** Called whenever it is another one. */
  readonly #waiting = new Set<() => void>()
  #closed = false

  constructor({file, report}: LogPositionOptions) {
    const content = () => JSON.stringify(this.#durable.place)
    this.#kept = new KeptFile({file, content, delay: 500, report})
  }

  /** All marks up to its `position` were heard of. Without an epoch nothing at hand is believed. */
  get place(): Readonly<Place> {
    return this.#place
  }

  /** Begin where an earlier process ended. */
  async load(): Promise<void> {
    try {
      const kept = JSON.parse((await this.#kept.read()) ?? '') as Record<string, unknown>
      this.#place = {
        epoch: String(kept['epoch'] ?? ''),
        position: Number(kept['position']) || 0,
        nonce: String(kept['nonce'] ?? ''),
      }
      this.#durable.found(this.#place)
    } catch {
      this.forgetEpoch() // the first start: whatever is at hand is asked for anew
    }
  }

  /** The next mark was heard. `work` settles when a restart cannot lose it; without it, it cannot be lost now. */
  advance(position: number, nonce: string, work?: Promise<unknown>): void {
    this.#arrive({...this.#place, position, nonce})
    this.#durable.reached(this.#place, work)
  }

  /** Marks were missed: go on from here, where another epoch may begin. `beganAnew` says when that is on disk. */
  begin(place: Place): void {
    this.#arrive(place)
  }

  /** `work` settles when a restart knows that nothing from before can be believed. */
  beganAnew(work: Promise<unknown>): void {
    this.#durable.beganAnew(this.#place, work)
  }

  /** Something was never heard of: Redis is met as if for the first time. */
  forgetEpoch(): void {
    this.#place = {...this.#place, epoch: ''}
  }

  /** Settles when it is at `position` or further, or after `patience` milliseconds. Answers whether it is. */
  async reaches(position: number, patience: number): Promise<boolean> {
    const end = performance.now() + patience
    while (this.#place.position < position && performance.now() < end && !this.#closed) {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer)
          this.#waiting.delete(done)
          resolve()
        }
        const timer = setTimeout(done, Math.max(1, end - performance.now()))
        this.#waiting.add(done)
      })
    }
    return this.#place.position >= position
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const done of this.#waiting) done()
    await this.#kept.close()
  }

  #arrive(place: Place): void {
    this.#place = place
    for (const done of this.#waiting) done()
  }
}
