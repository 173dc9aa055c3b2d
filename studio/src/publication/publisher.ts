/** The presses of Publish that are under way in this window, whichever document is on screen. */
import {BehaviorSubject, Subject} from 'rxjs'
import {useSyncExternalStore} from 'react'
import {useDocumentStore, type DocumentStore} from 'sanity'
import type {Outcome, Pressed, Progress} from './publish.ts'

export interface Ended extends Pressed {
  outcome: Outcome
}

export class Publisher {
  /** By published id. */
  readonly running = new BehaviorSubject<ReadonlyMap<string, Progress>>(new Map())
  readonly ended = new Subject<Ended>()

  /** A press while another one of the same document is under way is the same press. */
  async press(
    pressed: Pressed,
    publish: (show: (progress: Progress) => void) => Promise<Outcome>,
  ): Promise<void> {
    const {id} = pressed
    if (this.running.value.has(id)) return
    this.#show(id, 'saving')
    let outcome: Outcome
    try {
      outcome = await publish((progress) => this.#show(id, progress))
    } catch (error) {
      outcome = {kind: 'refused', reason: error instanceof Error ? error.message : String(error)}
    }
    this.#show(id, undefined)
    this.ended.next({...pressed, outcome})
  }

  #show(id: string, progress: Progress | undefined): void {
    const others = [...this.running.value].filter(([other]) => other !== id)
    this.running.next(new Map(progress ? [...others, [id, progress]] : others))
  }
}

const shared = new WeakMap<DocumentStore, Publisher>()

export function usePublisher(): Publisher {
  const store = useDocumentStore()
  const known = shared.get(store) ?? new Publisher()
  shared.set(store, known)
  return known
}

/** What a press of Publish on this document waits for, while there is one. */
export function useRunning({running}: Publisher): ReadonlyMap<string, Progress> {
  return useSyncExternalStore(
    (listener) => {
      const listening = running.subscribe(listener)
      return () => listening.unsubscribe()
    },
    () => running.value,
  )
}
