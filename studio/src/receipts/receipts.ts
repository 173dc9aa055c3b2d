/**
 * The receipts that this window asks for. The window itself and the pane of a document may both want to know what became of a
 * publication: the site is asked once, and both are told.
 */
import {BehaviorSubject, Observable} from 'rxjs'
import type {Answer} from './ask.ts'
import {follow, isLive, type Outcome} from './follow.ts'
import {pauseUntil} from './pause.ts'

export type Ask = (transaction: string, options: {retry: boolean}) => Promise<Answer>

interface Watched {
  outcome: BehaviorSubject<Outcome>
  watchers: number
  /** The questions under way. */
  asking?: Asking | undefined
}

interface Asking {
  isNew: boolean
  end: AbortController
}

export class Receipts {
  readonly #ask: Ask
  readonly #pause: typeof pauseUntil
  readonly #watched = new Map<string, Watched>()

  constructor(ask: Ask, pause = pauseUntil) {
    this.#ask = ask
    this.#pause = pause
  }

  /** What is known of a publication now, and whatever becomes of it. Of a new one also that nothing is known (`follow.ts`). */
  watch(transaction: string, isNew: boolean): Observable<Outcome> {
    return new Observable((watcher) => {
      const watched: Watched = this.#watched.get(transaction) ?? {
        outcome: new BehaviorSubject<Outcome>({kind: 'quiet'}),
        watchers: 0,
      }
      this.#watched.set(transaction, watched)
      watched.watchers++
      const {asking, outcome} = watched
      const isAsked = asking ? asking.isNew || !isNew : isLive(outcome.value)
      if (!isAsked) void this.#follow(transaction, watched, {isNew})
      const listening = outcome.subscribe(watcher)
      return () => {
        listening.unsubscribe()
        if (--watched.watchers > 0) return
        watched.asking?.end.abort()
        this.#watched.delete(transaction)
      }
    })
  }

  /** Have what lags rendered again, and ask on. */
  retry(transaction: string): void {
    const watched = this.#watched.get(transaction)
    if (watched) void this.#follow(transaction, watched, {isNew: true, retry: true})
  }

  async #follow(
    transaction: string,
    watched: Watched,
    {isNew, retry = false}: {isNew: boolean; retry?: boolean},
  ): Promise<void> {
    watched.asking?.end.abort()
    const end = new AbortController()
    const {signal} = end
    const asking = (watched.asking = {isNew, end})
    if (retry) await this.#ask(transaction, {retry})
    if (signal.aborted) return
    await follow({
      ask: () => this.#ask(transaction, {retry: false}),
      isNew,
      show: (outcome) => watched.outcome.next(outcome),
      wait: this.#pause(signal),
      signal,
    })
    if (watched.asking === asking) watched.asking = undefined
  }
}
