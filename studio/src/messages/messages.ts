/**
 * Messages that are about something else than the dialog on screen. They would lie over its buttons, so they give way to it, and
 * are there again, with what is news by then, when it is closed (docs/decisions/0096). What a panel says of its document, none says as well.
 */
import type {ToastParams} from '@sanity/ui/toast'
import type {Observable, Subscription} from 'rxjs'

export interface Message extends ToastParams {
  /** A later message with the same id takes its place. */
  id: string
  /** The document that it is about, by its published id. */
  about: string
  /** How long it is on screen, in milliseconds. */
  duration: number
}

/** Where messages are shown. */
export interface Screen {
  /** `onGone` is called when the message is on screen no more, for whichever reason. */
  show(message: Message, onGone: () => void): void
  takeAway(id: string): void
}

export class Messages {
  readonly #screen: Screen
  readonly #isDialogOpen: Observable<boolean>
  /** Those on screen, each until it is gone; behind a dialog, those that wait. */
  readonly #told = new Map<string, Message>()
  readonly #panels = new Set<{about: string}>()
  #watching: Subscription | undefined
  #isBehind = false

  constructor(screen: Screen, isDialogOpen: Observable<boolean>) {
    this.#screen = screen
    this.#isDialogOpen = isDialogOpen
  }

  tell(message: Message): void {
    if ([...this.#panels].some(({about}) => about === message.about)) return
    this.#watching ??= this.#isDialogOpen.subscribe((isOpen) => this.#giveWay(isOpen))
    this.#told.set(message.id, message)
    if (!this.#isBehind) this.#show(message)
  }

  /** A panel says all that there is to say of this document, until the function returned is called. */
  leaveToPanel(about: string): () => void {
    const panel = {about}
    this.#panels.add(panel)
    for (const message of this.#told.values()) {
      if (message.about !== about) continue
      if (!this.#isBehind) this.#screen.takeAway(message.id)
      this.#forget(message.id)
    }
    return () => this.#panels.delete(panel)
  }

  #giveWay(isOpen: boolean): void {
    if (isOpen === this.#isBehind) return
    this.#isBehind = isOpen
    for (const message of this.#told.values()) {
      if (isOpen) this.#screen.takeAway(message.id)
      else this.#show(message)
    }
  }

  #show(message: Message): void {
    const shown = {...message} // a message that is shown again is gone when the second one is
    this.#told.set(shown.id, shown)
    this.#screen.show(shown, () => {
      if (!this.#isBehind && this.#told.get(shown.id) === shown) this.#forget(shown.id)
    })
  }

  #forget(id: string): void {
    this.#told.delete(id)
    if (this.#told.size > 0) return
    this.#watching?.unsubscribe()
    this.#watching = undefined
  }
}
