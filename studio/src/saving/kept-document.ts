/**
 * One document from when its form is opened until the form is closed and every word of it is in the lake, or is known to be lost.
 *
 * Studio's own signal does not tell which. It says "consistent" also when it has dropped what the lake refused, and when its event stream
 * began anew while a save is under way; and it drops without a word what was typed while the draft went away. So this remembers what
 * the form showed, and judges once nothing moves any more (docs/decisions/0075).
 */
import {combineLatest, filter, startWith, Subscription, type Observable} from 'rxjs'
import type {DocumentStore, EditStateFor} from 'sanity'
import {askBeforeLeaving} from './leaving.ts'
import {lossOf, seenIn, type Doubted, type Loss, type Said} from './loss.ts'
import type {Refusal} from './under-way.ts'
import {waiting} from './waiting.ts'
import {titleOf} from './words.ts'

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

export type Pair = Pick<DocumentStore['pair'], 'consistencyStatus' | 'editOperations' | 'editState'>

/** A document whose last words are neither in the lake nor on their way. */
export interface Lost extends Kept, Loss {}

/** What this window sends, and what was refused of it. */
export interface Sending {
  isUnderWay: (id: string) => Observable<boolean>
  refusals: Observable<Refusal>
}

export interface Tells {
  show: (unsaved: Unsaved | undefined) => void
  lose: (lost: Lost) => void
  end: () => void
}

/** One event of the lake's changes several things in Studio, one after the other, and one save follows the other. */
const settlingMs = 250
/** Studio saves once a second: what it has neither sent nor called saved by then, it has forgotten. */
const forgottenMs = 2_500

type Edit = Pick<EditStateFor, 'draft' | 'published'>

export class KeptDocument {
  readonly #pair: Pair
  readonly #document: Kept
  readonly #sending: Sending
  readonly #tells: Tells
  #listening: Subscription | undefined
  readonly #wait = waiting((isLong) => {
    this.#isStuck = isLong
    this.#show()
  })
  #forms = 0
  #isStuck = false
  /** Whether Studio has sent all that it means to send, and whether that was answered. */
  #isConsistent = true
  #isUnderWay = false
  #edit: Edit | undefined
  /** What was in the lake before the words that are not. */
  #before: Edit | undefined
  #doubted: Doubted | undefined
  /** The words of a draft that went away are judged. Studio does not call it consistent again before the next key. */
  #isForgotten = false
  #judging: ReturnType<typeof setTimeout> | undefined
  #mayLeave: (() => void) | undefined

  constructor(pair: Pair, document: Kept, sending: Sending, tells: Tells) {
    this.#pair = pair
    this.#document = document
    this.#sending = sending
    this.#tells = tells
  }

  open(): () => void {
    this.#forms++
    if (this.#listening === undefined) this.#listen()
    else this.#show()
    let isOpen = true
    return () => {
      if (!isOpen) return
      isOpen = false
      this.#forms--
      this.#show()
      this.#letGo()
    }
  }

  get #isSaved(): boolean {
    return this.#isConsistent && !this.#isUnderWay
  }

  #listen(): void {
    const {id, type} = this.#document
    const {isUnderWay, refusals} = this.#sending
    const listening = (this.#listening = new Subscription())
    const edited = this.#pair.editState(id, type).pipe(
      filter(({ready}) => ready),
      startWith(undefined),
    )
    // What is typed is handed in a moment later, and only where somebody listens.
    listening.add(this.#pair.editOperations(id, type).subscribe({error: () => undefined}))
    listening.add(refusals.subscribe((refusal) => this.#refuse(refusal)))
    listening.add(
      combineLatest([this.#pair.consistencyStatus(id, type), edited, isUnderWay(id)]).subscribe({
        next: (now) => this.#hear(...now),
        // Studio says so itself, and holds nothing of the document any more.
        error: (error: unknown) => {
          this.#lose({said: error instanceof Error ? error.message : String(error)}, this.#before)
          this.#end()
        },
      }),
    )
  }

  #hear(isConsistent: boolean, edit: Edit | undefined, isUnderWay: boolean): void {
    const wasDraft = this.#edit?.draft
    if (isConsistent || edit?.draft) this.#isForgotten = false
    this.#isConsistent = isConsistent || this.#isForgotten
    this.#isUnderWay = isUnderWay
    this.#edit = edit
    if (!isConsistent && edit?.draft) {
      this.#doubted = {...this.#doubted, shown: seenIn(edit, edit.draft)}
    } else if (this.#isSaved && !this.#doubted) this.#before = edit
    const doubted = this.#doubted
    if (doubted && !isConsistent && wasDraft && edit && !edit.draft) {
      doubted.dropped ??= doubted.shown
    }
    if (doubted && isConsistent && isUnderWay) doubted.outlived ??= doubted.shown
    this.#showWait()
    this.#show()
    this.#settle()
  }

  #showWait(): void {
    this.#wait.hear({isSyncing: !this.#isSaved, revision: this.#edit?.draft?._rev})
  }

  #refuse(refusal: Refusal): void {
    const doubted = this.#doubted
    if (!doubted || !refusal.documents.has(this.#document.id)) return
    doubted.refused ??= {seen: doubted.outlived ?? doubted.shown, refusal}
    this.#settle()
  }

  #settle(): void {
    clearTimeout(this.#judging)
    const judgeAfter = (pause: number) => {
      this.#judging = setTimeout(() => this.#judge(), pause)
    }
    if (this.#doubted?.refused) judgeAfter(settlingMs)
    else if (!this.#doubted || this.#isUnderWay) this.#letGo()
    else if (this.#isConsistent) judgeAfter(settlingMs)
    else if (this.#doubted.dropped) judgeAfter(forgottenMs)
  }

  #judge(): void {
    const {refused, dropped} = this.#doubted ?? {}
    this.#lose(refused?.refusal)
    if (dropped && !this.#edit?.draft) this.#isConsistent = this.#isForgotten = true
    if (this.#isConsistent) this.#before = this.#edit
    this.#doubted = undefined
    this.#showWait()
    this.#show()
    this.#letGo()
  }

  #lose(refusal: Said | undefined, now = this.#edit): void {
    const loss = this.#doubted && lossOf(this.#doubted, now, {before: this.#before, refusal})
    if (loss) this.#tells.lose({...this.#document, ...loss})
  }

  #show(): void {
    const title = titleOf(this.#edit?.draft ?? this.#edit?.published)
    const isUnsaved = !this.#isSaved || this.#doubted !== undefined
    const isOpen = this.#forms > 0
    this.#tells.show(
      isUnsaved ? {...this.#document, isOpen, isStuck: this.#isStuck, title} : undefined,
    )
    if (!this.#isSaved) this.#mayLeave ??= askBeforeLeaving()
    else this.#stopAsking()
  }

  #stopAsking(): void {
    this.#mayLeave?.()
    this.#mayLeave = undefined
  }

  /** Nothing waits, and nobody looks. */
  #letGo(): void {
    if (this.#forms === 0 && !this.#doubted && !this.#isUnderWay) this.#end()
  }

  #end(): void {
    clearTimeout(this.#judging)
    this.#listening?.unsubscribe()
    this.#isConsistent = true
    this.#isUnderWay = false
    this.#doubted = undefined
    this.#wait.end()
    this.#stopAsking()
    this.#tells.show(undefined)
    this.#tells.end()
  }
}
