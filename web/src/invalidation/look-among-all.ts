/**
 * Who stands behind whom in all of the lake: looked for at a start, and when something went without a word, since no message tells of it then.
 *
 * A look that did not go through is due until one did: nobody else would ever find what it missed.
 */
import type {AskLake} from '../content/questions.ts'
import {noWordOf} from '../errors.ts'
import type {Change} from './change.ts'
import {knownNow} from './known-now.ts'
import type {StandingBehind} from './standing-behind.ts'

export interface LookAmongAllOptions {
  ask: AskLake
  standing: Pick<StandingBehind, 'differing' | 'forget'>
  /** Work off a document as it was found. */
  apply: (found: Change) => Promise<unknown>
  report: (error: unknown) => void
}

export class LookAmongAll {
  readonly #options: LookAmongAllOptions
  #isDue = false
  #running: Promise<void> | undefined

  constructor(options: LookAmongAllOptions) {
    this.#options = options
  }

  /** Never fails. */
  now(): Promise<void> {
    const underWay = this.#running
    // One that is under way may have asked before there was something to find.
    return underWay ? underWay.then(() => this.#run()) : this.#run()
  }

  /** Look again, if the last look did not go through. Never fails. */
  async again(): Promise<void> {
    if (this.#isDue) await this.#run()
  }

  #run(): Promise<void> {
    this.#running ??= this.#look()
      .then((isWhole) => {
        this.#isDue = !isWhole
      })
      .catch((error: unknown) => {
        this.#isDue = true
        this.#options.report(error)
      })
      .finally(() => (this.#running = undefined))
    return this.#running
  }

  /** Answers whether all that was found could be worked off. */
  async #look(): Promise<boolean> {
    const {ask, standing, apply, report} = this.#options
    let isWhole = true
    for (const id of await standing.differing(ask)) {
      const known = await knownNow(ask, id)
      if (!known) throw noWordOf(id) // nor would it say anything of the others
      if (!known.found) {
        standing.forget(id)
        continue
      }
      try {
        await apply(known.found)
      } catch (error) {
        isWhole = false
        report(error)
      }
    }
    return isWhole
  }
}
