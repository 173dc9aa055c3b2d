/**
 * The lake's answers for readers' pages, each kept until one of its tags is cleared.
 *
 * Pages that are rendered at the same time and ask the same share one question, unless something was cleared after it was asked that
 * it may not have known.
 */
import {missingFor, type PageCache} from '../cache/page-cache.ts'
import {shownIn} from '../content/shown.ts'
import {questionName, type AskLake} from '../content/questions.ts'
import {together} from '../content/together.ts'

/** An answer, with the tags that say when it is good no more. */
export interface Answered {
  /** The name under which it is kept. */
  key: string
  value: unknown
  tags: string[]
  /** Why it cannot be believed, if so. */
  doubt: string | undefined
}

export interface Question {
  query: string
  params: Record<string, unknown>
  tags: string[]
}

const keyOf = ({query, params}: Question): string => questionName(query, params)

export class LakeAnswers {
  readonly #cache: PageCache
  readonly #ask: AskLake
  readonly #asking = new Map<string, {askedAt: number; answered: Promise<Answered>}>()

  constructor(cache: PageCache, ask: AskLake) {
    this.#cache = cache
    this.#ask = ask
  }

  /**
   * Ask anew, in one question, for those answers that are good no more: a page that is made again asks what it asked the last
   * time, nearly always. Whoever asks for one of them meanwhile waits for that. Those that nobody wants now concern no page.
   * `refused` hears of it when the lake takes them one by one only.
   */
  anew(questions: Question[], {refused}: {refused: () => void}): void {
    const ask = together(this.#ask, {refused})
    for (const question of this.outdated(questions))
      this.#askNow(keyOf(question), question, ask).catch(() => undefined) // whoever wants it hears of it
  }

  /** Those whose answers are good no more, and not on the way. */
  outdated(questions: Question[]): Question[] {
    const {tags, answers} = this.#cache
    return questions.filter((question) => {
      const key = keyOf(question)
      const known = this.#asking.get(key)
      const isAsked = known && tags.verdict(question.tags, known.askedAt) === 'fresh'
      return !isAsked && !answers.has(key, question.tags)
    })
  }

  async get(question: Question): Promise<Answered> {
    const key = keyOf(question)
    const kept = this.#cache.answers.get<unknown>(key, question.tags)
    if (kept) return {key, value: kept.value, tags: kept.tags, doubt: undefined}
    const {tags} = this.#cache
    for (;;) {
      const known = this.#asking.get(key)
      if (!known || tags.verdict(question.tags, known.askedAt) !== 'fresh')
        return this.#askNow(key, question, this.#ask)
      const answered = await known.answered
      if (tags.verdict(answered.tags, known.askedAt) === 'fresh') return answered
    }
  }

  /** The answer as it was when the lake last gave one, if it may still be shown. */
  last(question: Question): Answered | undefined {
    const key = keyOf(question)
    const kept = this.#cache.answers.stale<unknown>(key, question.tags)
    return kept && {key, value: kept.value, tags: kept.tags, doubt: undefined}
  }

  #askNow(key: string, question: Question, ask: AskLake): Promise<Answered> {
    const askedAt = this.#cache.tags.now()
    const answered = this.#answer(key, question, {askedAt, ask}).finally(() => {
      if (this.#asking.get(key)?.askedAt === askedAt) this.#asking.delete(key)
    })
    this.#asking.set(key, {askedAt, answered})
    return answered
  }

  async #answer(
    key: string,
    {query, params, tags}: Question,
    {askedAt, ask}: {askedAt: number; ask: AskLake},
  ): Promise<Answered> {
    const value = await ask<unknown>(query, params)
    const doubt = this.#cache.judge.ofAnswer(value)
    const answered = {
      key,
      value,
      tags: [...new Set([...tags, ...shownIn(value)])],
      doubt,
    }
    if (doubt === undefined) {
      const bytes = 1_000 + 2 * JSON.stringify(value).length
      const isEmpty = value === null || (Array.isArray(value) && value.length === 0)
      const revalidate = value === null ? missingFor : (false as const)
      const answer = {value, tags: answered.tags, madeAt: askedAt, revalidate}
      this.#cache.answers.keep(key, answer, {bytes, empty: isEmpty})
    }
    return answered
  }
}
