/** What pages ask of the lake that are made next: asked for several of them in one question, before each asks for itself. */
import {isTagOfFew} from '../content/lists.ts'
import type {Refusal} from '../content/together.ts'
import type {LakeAnswers, Question} from './lake-answers.ts'
import {asNow, type LastTime} from './page-questions.ts'

export interface AskAheadOptions {
  answers: Pick<LakeAnswers, 'anew' | 'outdated'>
  /** What a page asked when it was made last, if that is known. */
  lastOf: (target: string) => LastTime | undefined
  /** Documents that lists leave out, by id. */
  behind: () => readonly string[]
  /** Milliseconds for which each page asks for itself after the lake refused several as one. */
  apartFor: (refusal: Refusal) => number
  /** Is this page to be made again? Another instance may have done it meanwhile. */
  isStale: (target: string) => boolean
}

/** Pages whose questions are asked together: more of them wait longer for the first. */
const pagesAtOnce = 4
/** Of those that are probably not rendered: fewer questions count for more, but a list of a large archive takes the lake a tenth of a second. */
const unchangedAtOnce = 8

export class AskAhead {
  readonly #options: AskAheadOptions
  /** Those that are asked for together, by each of them. */
  readonly #groups = new Map<string, readonly string[]>()
  /** Until then each page asks for itself. */
  #aloneUntil = 0

  constructor(options: AskAheadOptions) {
    this.#options = options
  }

  /** These are made next. Only what is about few documents, however large the archive, so that no page waits for another's list to be counted. */
  few(targets: string[]): void {
    const open = this.#open(targets).filter((questions) => questions.every(isOfFew))
    this.#ask(open, pagesAtOnce)
  }

  /** These are made next, and probably need no render: so many are asked for when the first of them is made. */
  unchanged(targets: string[]): void {
    for (let from = 0; from < targets.length; from += unchangedAtOnce) {
      const group = targets.slice(from, from + unchangedAtOnce)
      for (const target of group) this.#groups.set(target, group)
    }
  }

  /** The page is made now, and asks for itself what is not asked for by then. */
  begun(target: string): void {
    const group = this.#groups.get(target)
    if (!group) return
    for (const one of group) if (this.#groups.get(one) === group) this.#groups.delete(one)
    this.#ask(this.#open(group.filter(this.#options.isStale)), unchangedAtOnce)
  }

  /** Of each page what is good no more; of none, while each asks for itself. */
  #open(targets: readonly string[]): Question[][] {
    const {answers, lastOf, behind} = this.#options
    const now = performance.now()
    if (now < this.#aloneUntil) return []
    return targets.flatMap((target) => {
      const last = lastOf(target)
      if (!last || last.apartUntil > now) return []
      const questions = answers.outdated(asNow(last.questions, behind()))
      return questions.length > 0 ? [questions] : []
    })
  }

  #ask(open: Question[][], atOnce: number): void {
    const {answers, apartFor} = this.#options
    const refused = (refusal: Refusal) => {
      this.#aloneUntil = Math.max(this.#aloneUntil, performance.now() + apartFor(refusal))
    }
    for (let from = 0; from < open.length; from += atOnce)
      answers.anew(open.slice(from, from + atOnce).flat(), {refused})
  }
}

const isOfFew = ({tags}: Question): boolean => tags.every(isTagOfFew)
