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
import {seenOf} from './unchanged.ts'

export interface LastTime {
  questions: Question[]
  /** Until then each is asked for itself. */
  apartUntil: number
  /** A digest of what the page was made of (`unchanged.ts`), if every question was answered. */
  seen: string | undefined
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
  readonly #asked = new Map<string, Asking>()
  /** What was asked for before the page was begun, by the names of the questions. */
  readonly #found = new Map<string, Answered>()
  /** Until then each question is asked for itself. */
  apartUntil: number

  /** Asks at once what was asked the last time. */
  constructor(options: PageQuestionsOptions) {
    this.#options = options
    const {answers, last, behind} = options
    this.apartUntil = last?.apartUntil ?? 0
    if (last && this.apartUntil <= this.#startedAt)
      answers.anew(asNow(last.questions, behind), {refused: this.#refused})
  }

  /** For the next time. */
  get lastTime(): LastTime {
    const asked = [...this.#asked.values()]
    const questions = asked.map(({question}) => question)
    const answers = asked.flatMap(({answered}) => answered ?? [])
    const seen = answers.length === asked.length ? seenBy(questions, answers) : undefined
    return {questions, apartUntil: this.apartUntil, seen}
  }

  /**
   * Is the page, as it was made the last time, what these answers make? Otherwise they are at hand when it asks for them, and concern it no
   * further. Fails when the lake does not say.
   */
  async areAnswersTheSame(): Promise<boolean> {
    const {answers, last, behind} = this.#options
    if (last?.seen === undefined || this.apartUntil > this.#startedAt) return false
    const questions = asNow(last.questions, behind)
    const refused = this.#refused
    const found = await Promise.all(
      questions.map((question) => answers.get(question, {alone: false, refused})),
    )
    for (const answer of found) this.#found.set(answer.key, answer)
    if (seenBy(questions, found) !== last.seen) return false
    for (const answer of found) this.#note(answer)
    return true
  }

  readonly ask: AskForPage = async (query, given, named, shows) => {
    const {behind, patience} = this.#options
    const params = leavingOut(query, given, behind)
    const name = questionName(query, params)
    if (performance.now() - this.#startedAt > patience) {
      this.isAnswered = false
      throw lakeTooSlow(patience)
    }
    const question: Question = {query, params, tags: named, shows}
    const asking: Asking = this.#asked.get(name) ?? {
      question,
      answer: this.#found.get(name) ?? this.#answerOrLast(question),
    }
    // Somebody else on the page shows another part of it.
    if (asking.question.shows !== question.shows) asking.question = {...question, shows: undefined}
    this.#asked.set(name, asking)
    const answer = (asking.answered = await asking.answer)
    this.#note(answer)
    return answer.value as never
  }

  #note({key, tags, doubt}: Answered): void {
    this.keys.add(key)
    for (const tag of tags) if (tag !== settingsTag) this.tags.add(tag)
    this.doubt ??= doubt
  }

  #answerOrLast(question: Question): Promise<Answered> {
    const {answers} = this.#options
    const alone = this.apartUntil > this.#startedAt
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
    this.apartUntil = Math.max(this.apartUntil, until)
  }
}

interface Asking {
  question: Question
  answer: Answered | Promise<Answered>
  answered?: Answered
}

const seenBy = (questions: Question[], answers: Answered[]): string =>
  seenOf(answers.map((answered, i) => ({...answered, shows: questions[i]?.shows})))

/** What was asked the last time, leaving out whom lists leave out now. */
export const asNow = (questions: Question[], behind: readonly string[]): Question[] =>
  questions.map((question) =>
    question.params.behind === undefined
      ? question
      : {...question, params: {...question.params, behind}},
  )
