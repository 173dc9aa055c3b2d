/**
 * Keeps what is not in the lake yet, also after its form was closed.
 *
 * Studio lets go of a document five seconds after nobody looks at it any more, and of everything of it that waits to be saved. So the
 * window itself looks at each document from when it is opened until it is closed and every word of it is in the lake.
 */
import {BehaviorSubject, combineLatest, startWith, Subscription} from 'rxjs'
import type {DocumentStore} from 'sanity'
import {askBeforeLeaving} from './leaving.ts'
import {waiting} from './waiting.ts'

export interface Kept {
  /** The published id. */
  id: string
  type: string
}

/** A document with words that are not in the lake. */
export interface Unsaved extends Kept {
  /** Whether a form shows them. */
  isOpen: boolean
  /** Whether they have not been in the lake for long. */
  isStuck: boolean
  /** What an editor calls it. */
  title: string | undefined
}

type Pair = Pick<DocumentStore['pair'], 'consistencyStatus' | 'editOperations' | 'editState'>

export class Keeper {
  /** By published id. */
  readonly unsaved = new BehaviorSubject<ReadonlyMap<string, Unsaved>>(new Map())
  readonly #kept = new Map<string, KeptDocument>()

  /** A form shows this document, until the function returned is called. */
  open(pair: Pair, document: Kept): () => void {
    const {id} = document
    const known = this.#kept.get(id)
    if (known) return known.open()
    const kept: KeptDocument = new KeptDocument(pair, document, {
      show: (unsaved) => this.#kept.get(id) === kept && this.#show(id, unsaved),
      end: () => this.#kept.get(id) === kept && this.#kept.delete(id),
    })
    this.#kept.set(id, kept)
    return kept.open()
  }

  #show(id: string, unsaved: Unsaved | undefined): void {
    const known = this.unsaved.value.get(id)
    if (known === unsaved || (known && unsaved && isSame(known, unsaved))) return // each letter comes by here
    const others = [...this.unsaved.value].filter(([other]) => other !== id)
    this.unsaved.next(new Map(unsaved ? [...others, [id, unsaved]] : others))
  }
}

const isSame = (one: Unsaved, other: Unsaved): boolean =>
  one.isOpen === other.isOpen && one.isStuck === other.isStuck && one.title === other.title

interface Tells {
  show: (unsaved: Unsaved | undefined) => void
  end: () => void
}

interface State {
  forms: number
  isSaved: boolean
  isStuck: boolean
  title: string | undefined
}

class KeptDocument {
  readonly #pair: Pair
  readonly #document: Kept
  readonly #tells: Tells
  readonly #listening = new Subscription()
  readonly #wait = waiting((isLong) => this.#now({isStuck: isLong}))
  #state: State = {forms: 0, isSaved: true, isStuck: false, title: undefined}
  #mayLeave: (() => void) | undefined

  constructor(pair: Pair, document: Kept, tells: Tells) {
    this.#pair = pair
    this.#document = document
    this.#tells = tells
  }

  open(): () => void {
    const isFirst = this.#state.forms === 0 && this.#state.isSaved
    this.#now({forms: this.#state.forms + 1})
    if (isFirst) this.#listen()
    let isOpen = true
    return () => {
      if (isOpen) this.#now({forms: this.#state.forms - 1})
      isOpen = false
    }
  }

  #listen(): void {
    const {id, type} = this.#document
    const listening = this.#listening
    // What is typed is handed in a moment later, and only where somebody listens.
    listening.add(this.#pair.editOperations(id, type).subscribe({error: () => undefined}))
    const edited = this.#pair.editState(id, type).pipe(startWith(undefined))
    listening.add(
      combineLatest([this.#pair.consistencyStatus(id, type), edited]).subscribe({
        next: ([isSaved, edit]) => {
          this.#wait.hear({isSyncing: !isSaved, revision: edit?.draft?._rev})
          this.#now({isSaved, title: titleOf(edit?.draft ?? edit?.published)})
        },
        // Studio says so itself, and holds nothing of the document any more.
        error: () => this.#end(),
      }),
    )
  }

  #now(change: Partial<State>): void {
    this.#state = {...this.#state, ...change}
    const {forms, isSaved, isStuck, title} = this.#state
    if (!isSaved) {
      this.#mayLeave ??= askBeforeLeaving()
      this.#tells.show({...this.#document, isOpen: forms > 0, isStuck, title})
    } else {
      this.#clear()
      if (forms === 0) this.#end()
    }
  }

  #clear(): void {
    this.#mayLeave?.()
    this.#mayLeave = undefined
    this.#tells.show(undefined)
  }

  #end(): void {
    this.#state = {...this.#state, isSaved: true}
    this.#listening.unsubscribe()
    this.#wait.end()
    this.#clear()
    this.#tells.end()
  }
}

function titleOf(document: object | null | undefined): string | undefined {
  const {title, name} = (document ?? {}) as {title?: unknown; name?: unknown}
  return [title, name].find((one): one is string => typeof one === 'string' && one.trim() !== '')
}
