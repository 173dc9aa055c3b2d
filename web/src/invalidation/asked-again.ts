/**
 * Changes of which the lake could not say what they concern: asked again by the site itself, since the lake tells of a change a second time
 * after half a minute, and not often. Whoever tells of it once more finds that it was worked off.
 */
import {setTimeout as wait} from 'node:timers/promises'
import {ByteBoundedMap} from '../cache/byte-bounded-map.ts'
import type {Change} from './change.ts'
import type {Effect} from './table.ts'

/** Those beyond wait for the lake, or for a sweep. */
const most = 50
/** Milliseconds before each further attempt: about five minutes in all. */
const usualDelays = [250, 500, 1_000, 2_000, ...Array<number>(60).fill(5_000)]

export class AskedAgain {
  readonly #delays: number[]
  readonly #underWay = new Map<string, object>()
  readonly #done = new ByteBoundedMap<Effect>({bytes: Infinity, entries: 1_000})

  constructor(delays = usualDelays) {
    this.#delays = delays
  }

  /** Work it off as soon as that is possible. */
  later(change: Change, work: () => Promise<Effect>): void {
    if (change.rev === undefined || this.#underWay.size >= most) return // of what is gone nothing is asked
    const key = keyOf(change)
    const turn = {}
    this.#underWay.set(key, turn)
    void this.#until(work, () => this.#underWay.get(key) === turn).then((effect) => {
      if (this.#underWay.get(key) !== turn) return
      this.#underWay.delete(key)
      if (effect) this.#done.set(key, effect, 1)
    })
  }

  /** Somebody tells of the change again: what it concerned, if it was worked off meanwhile. If not, that is up to the caller now. */
  told(change: Change): Effect | undefined {
    const key = keyOf(change)
    this.#underWay.delete(key)
    return this.#done.get(key)
  }

  async #until(work: () => Promise<Effect>, isWanted: () => boolean): Promise<Effect | undefined> {
    for (const milliseconds of this.#delays) {
      await wait(milliseconds, undefined, {ref: false})
      if (!isWanted()) return undefined
      const effect = await work().catch(() => undefined)
      if (effect) return effect
    }
    return undefined
  }
}

const keyOf = ({id, rev = ''}: Change): string => `${id} ${rev}`
