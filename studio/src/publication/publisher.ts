/** The presses of Publish that are under way in this window, whichever document is on screen. */
import {BehaviorSubject, Subject} from 'rxjs'
import {useSyncExternalStore} from 'react'
import {useDocumentStore, type DocumentStore} from 'sanity'
import type {Outcome} from './publish.ts'
import type {Pressed, Progress, Show} from './settled.ts'

export interface Ended extends Pressed {
  outcome: Outcome
}

/** What a press waits for, and what the lake said of that. */
export interface Running {
  progress: Progress
  said?: string
}

export class Publisher {
  /** By published id. */
  readonly running = new BehaviorSubject<ReadonlyMap<string, Running>>(new Map())
  readonly ended = new Subject<Ended>()

  /** A press while another one of the same document is under way is the same press. */
  async press(pressed: Pressed, publish: (show: Show) => Promise<Outcome>): Promise<void> {
    const {id} = pressed
    if (this.running.value.has(id)) return
    this.#show(id, {progress: 'saving'})
    let outcome: Outcome
    try {
      outcome = await publish((progress, said) => this.#show(id, {progress, said}))
    } catch (error) {
      outcome = {kind: 'refused', reason: error instanceof Error ? error.message : String(error)}
    }
    this.#show(id, undefined)
    this.ended.next({...pressed, outcome})
  }

  #show(id: string, running: Running | undefined): void {
    const others = [...this.running.value].filter(([other]) => other !== id)
    this.running.next(new Map(running ? [...others, [id, running]] : others))
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
export function useRunning({running}: Publisher): ReadonlyMap<string, Running> {
  return useSyncExternalStore(
    (listener) => {
      const listening = running.subscribe(listener)
      return () => listening.unsubscribe()
    },
    () => running.value,
  )
}
