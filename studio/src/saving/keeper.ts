/**
 * Keeps what is not in the lake yet, also after its form was closed.
 *
 * Studio lets go of a document five seconds after nobody looks at it any more, and of everything of it that waits to be saved. So the
 * window itself looks at each document from when it is opened until it is closed and nothing of it waits. One keeper a window: each
 * window, or tab, has words of its own, sends them itself, and the lake puts them together.
 */
import {BehaviorSubject, Subject} from 'rxjs'
import {
  KeptDocument,
  type Kept,
  type Lost,
  type Pair,
  type Sending,
  type Unsaved,
} from './kept-document.ts'
import {isUnderWay, refusals} from './under-way.ts'

export class Keeper {
  /** By published id. */
  readonly unsaved = new BehaviorSubject<ReadonlyMap<string, Unsaved>>(new Map())
  /** Told before the document is no longer among the unsaved. */
  readonly lost = new Subject<Lost>()
  readonly #kept = new Map<string, KeptDocument>()
  readonly #sending: Sending

  constructor(sending: Sending = {isUnderWay, refusals}) {
    this.#sending = sending
  }

  /** A form shows this document, until the function returned is called. */
  open(pair: Pair, document: Kept): () => void {
    const {id} = document
    const known = this.#kept.get(id)
    if (known) return known.open()
    const kept: KeptDocument = new KeptDocument(pair, document, this.#sending, {
      show: (unsaved) => this.#kept.get(id) === kept && this.#show(id, unsaved),
      lose: (lost) => this.lost.next(lost),
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
