/**
 * What one page asks of the lake while it is made, and what follows from the answers: the tags that it carries, whether it may be kept,
 * and what to ask at once the next time.
 */
import {settingsTag} from '../content/tags.ts'
import {leavingOut, questionName} from '../content/questions.ts'
import type {Refusal} from '../content/together.ts'
import {lakeTooSlow} from '../errors.ts'
import type {Answered, LakeAnswers, Question} from './lake-answers.ts'
import type {AskForPage} from './reading.ts'

export interface LastTime {
  questions: Question[]
  /** Until then each is asked for itself. */
  apartUntil: number
}

interface PageQuestionsOptions {
  answers: LakeAnswers
  /** What the page asked when it was made last, if that is known. */
  last: LastTime | undefined
  /** Documents that lists leave out, by id. */
  behind: readonly string[]
  /** Milliseconds after which nothing more is asked. */
  patience: number
  /** Those for which each question is asked for itself after the lake refused them as one. */
  apartFor: (refusal: Refusal) => number
}

export class PageQuestions {
  /** Those of all that was asked, and of what the answers show. */
  readonly tags = new Set<string>()
  /** The names under which the answers are kept. */
  readonly keys = new Set<string>()
  /** Why one of the answers cannot be believed, if so. */
  doubt: string | undefined
  /** Why the lake gave no answer to a question, where its last one stands in. */
  failure: {error: unknown} | undefined
  /** Nothing but what the lake says now. */
  isAnswered = true
  readonly #options: PageQuestionsOptions
  readonly #startedAt = performance.now()
  readonly #asked = new Map<string, {question: Question; answer: Promise<Answered>}>()
  #apartUntil: number

  /** Asks at once what was asked the last time. */
  constructor(options: PageQuestionsOptions) {
    this.#options = options
    const {answers, last, behind} = options
    this.#apartUntil = last?.apartUntil ?? 0
    if (last && this.#apartUntil <= this.#startedAt)
      answers.anew(asNow(last.questions, behind), {refused: this.#refused})
  }

  /** For the next time. */
  get lastTime(): LastTime {
    const questions = [...this.#asked.values()].map(({question}) => question)
    return {questions, apartUntil: this.#apartUntil}
  }

  readonly ask: AskForPage = async (query, given, named) => {
    const {behind, patience} = this.#options
    const params = leavingOut(query, given, behind)
    const name = questionName(query, params)
    if (performance.now() - this.#startedAt > patience) {
      this.isAnswered = false
      throw lakeTooSlow(patience)
    }
    const question = {query, params, tags: named}
    const asking = this.#asked.get(name) ?? {question, answer: this.#answerOrLast(question)}
    this.#asked.set(name, asking)
    const answer = await asking.answer
    this.keys.add(answer.key)
    for (const tag of answer.tags) if (tag !== settingsTag) this.tags.add(tag)
    this.doubt ??= answer.doubt
    return answer.value as never
  }

  #answerOrLast(question: Question): Promise<Answered> {
    const {answers} = this.#options
    const alone = this.#apartUntil > this.#startedAt
    return answers.get(question, {alone, refused: this.#refused}).catch((error: unknown) => {
      this.isAnswered = false
      const last = answers.last(question)
      if (!last) throw error
      this.failure ??= {error}
      return last
    })
  }

  readonly #refused = (refusal: Refusal): void => {
    const until = this.#startedAt + this.#options.apartFor(refusal)
    this.#apartUntil = Math.max(this.#apartUntil, until)
  }
}

/** What was asked the last time, leaving out whom lists leave out now. */
export const asNow = (questions: Question[], behind: readonly string[]): Question[] =>
  questions.map((question) =>
    question.params.behind === undefined
      ? question
      : {...question, params: {...question.params, behind}},
  )
