/**
 * The lake's answers for readers' pages, each kept until one of its tags is cleared.
 *
 * Pages that are rendered at the same time and ask the same share one question, unless something was cleared after it was asked that
 * it may not have known.
 */
import {missingFor, type PageCache} from '../cache/page-cache.ts'
import {shownIn} from '../content/shown.ts'
import type {AskLake} from '../invalidation/dependents.ts'

/** An answer, with the tags that say when it is good no more. */
export interface Answered {
  value: unknown
  tags: string[]
  /** Why it cannot be believed, if so. */
  doubt: string | undefined
}

interface Question {
  query: string
  params: Record<string, unknown>
  tags: string[]
}

export class LakeAnswers {
  readonly #cache: PageCache
  readonly #ask: AskLake
  readonly #asking = new Map<string, {askedAt: number; answered: Promise<Answered>}>()

  constructor(cache: PageCache, ask: AskLake) {
    this.#cache = cache
    this.#ask = ask
  }

  /** The answer to the question that `key` names. */
  async get(key: string, question: Question): Promise<Answered> {
    const kept = this.#cache.answers.get<unknown>(key, question.tags)
    if (kept) return {value: kept.value, tags: kept.tags, doubt: undefined}
    const {tags} = this.#cache
    for (;;) {
      const known = this.#asking.get(key)
      if (!known || tags.verdict(question.tags, known.askedAt) !== 'fresh')
        return this.#askNow(key, question)
      const answered = await known.answered
      if (tags.verdict(answered.tags, known.askedAt) === 'fresh') return answered
    }
  }

  /** The answer as it was when the lake last gave one, if it may still be shown. */
  last(key: string, {tags}: Question): Answered | undefined {
    const kept = this.#cache.answers.stale<unknown>(key, tags)
    return kept && {value: kept.value, tags: kept.tags, doubt: undefined}
  }

  #askNow(key: string, question: Question): Promise<Answered> {
    const askedAt = this.#cache.tags.now()
    const answered = this.#answer(key, question, askedAt).finally(() => {
      if (this.#asking.get(key)?.askedAt === askedAt) this.#asking.delete(key)
    })
    this.#asking.set(key, {askedAt, answered})
    return answered
  }

  async #answer(key: string, {query, params, tags}: Question, madeAt: number): Promise<Answered> {
    const value = await this.#ask<unknown>(query, params)
    const doubt = this.#cache.judge.ofAnswer(value)
    const answered = {
      value,
      tags: [...new Set([...tags, ...shownIn(value)])],
      doubt,
    }
    if (doubt === undefined) {
      const bytes = 1_000 + 2 * JSON.stringify(value).length
      const isEmpty = value === null || (Array.isArray(value) && value.length === 0)
      const revalidate = value === null ? missingFor : (false as const)
      const answer = {value, tags: answered.tags, madeAt, revalidate}
      this.#cache.answers.keep(key, answer, {bytes, empty: isEmpty})
    }
    return answered
  }
}
