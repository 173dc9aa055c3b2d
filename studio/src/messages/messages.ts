/**
 * Messages that are about something else than the dialog on screen. They would lie over its buttons, so they give way to it, and
 * are there again, with what is news by then, when it is closed (docs/decisions/0096).
 */
import type {ToastParams} from '@sanity/ui/toast'
import type {Observable, Subscription} from 'rxjs'

export interface Message extends ToastParams {
  /** A later message with the same id takes its place. */
  id: string
  /** How long it is on screen, in milliseconds. */
  duration: number
}

export type Push = (toast: ToastParams) => unknown

/** The duration by which Sanity UI takes a message away. */
const takenAway = 0.01

export class Messages {
  readonly #push: Push
  readonly #isDialogOpen: Observable<boolean>
  /** Those on screen, each until its time is over; behind a dialog, those that wait. */
  readonly #told = new Map<string, Message>()
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()
  #watching: Subscription | undefined
  #isBehind = false

  constructor(push: Push, isDialogOpen: Observable<boolean>) {
    this.#push = push
    this.#isDialogOpen = isDialogOpen
  }

  tell(message: Message): void {
    this.#watching ??= this.#isDialogOpen.subscribe((isOpen) => this.#giveWay(isOpen))
    this.#told.set(message.id, message)
    if (!this.#isBehind) this.#show(message)
  }

  #giveWay(isOpen: boolean): void {
    if (isOpen === this.#isBehind) return
    this.#isBehind = isOpen
    for (const message of this.#told.values()) {
      if (isOpen) this.#takeAway(message)
      else this.#show(message)
    }
  }

  #show(message: Message): void {
    const {id, duration} = message
    this.#push(message)
    clearTimeout(this.#timers.get(id))
    this.#timers.set(
      id,
      setTimeout(() => this.#forget(id), duration),
    )
  }

  #takeAway({id}: Message): void {
    clearTimeout(this.#timers.get(id))
    this.#push({id, duration: takenAway})
  }

  #forget(id: string): void {
    this.#told.delete(id)
    this.#timers.delete(id)
    if (this.#told.size > 0) return
    this.#watching?.unsubscribe()
    this.#watching = undefined
  }
}
