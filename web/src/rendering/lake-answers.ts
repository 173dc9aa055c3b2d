/**
 * The lake's answers for readers' pages, each kept until one of its tags is cleared.
 *
 * Pages that are rendered at the same time and ask the same share one question, unless something was cleared after it was asked that
 * it may not have known.
 */
import {missingFor, type PageCache} from '../cache/page-cache.ts'
import {isOfList} from '../content/tags.ts'
import {shownIn} from '../content/shown.ts'
import {questionName, type AskLake} from '../content/questions.ts'
import {together, type Refusal} from '../content/together.ts'
import type {Shows} from './reading.ts'
import {seenIn, wordsOf} from './unchanged.ts'

/** An answer, with the tags that say when it is good no more. */
export interface Answered {
  /** The name under which it is kept. */
  key: string
  value: unknown
  tags: string[]
  /** What of it can be seen, as a digest. */
  seen: string
  /** Why it cannot be believed, if so. */
  doubt: string | undefined
}

export interface Question {
  query: string
  params: Record<string, unknown>
  tags: string[]
  /** What of the answer the page is made of, if not all. */
  shows?: Shows | undefined
}

/**
 * Of a hosted lake there are copies, and one that lags behind makes a list without a newcomer, in which nothing is wrong. What goes along
 * with the list's question is answered by the same copy.
 */
const latelyQuery = '*[_id in $told]{_id, _rev, _updatedAt}'
/** For so many milliseconds after a list was cleared. */
const watchedFor = 60_000

interface Together {
  ask: AskLake
  /** Was each asked for itself in the end? */
  isApart: () => boolean
}

/** Settles with why an answer that came along cannot be believed, if so. */
type Witness = Promise<string | undefined>

const keyOf = ({query, params}: Question): string => questionName(query, params)

const asAnswered = (
  key: string,
  {value, tags, seen}: Pick<Answered, 'value' | 'tags' | 'seen'>,
): Answered => ({key, value, tags, seen, doubt: undefined})

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
  anew(questions: Question[], {refused}: {refused: (refusal: Refusal) => void}): void {
    const asking = this.#together(refused)
    const outdated = this.outdated(questions)
    const witness = this.#witness(outdated, asking)
    for (const question of outdated)
      this.#askNow(keyOf(question), question, asking.ask, witness).catch(() => undefined) // whoever wants it hears of it
  }

  #together(refused: (refusal: Refusal) => void): Together {
    let isApart = false
    const note = (refusal: Refusal) => {
      isApart = true
      refused(refusal)
    }
    return {ask: together(this.#ask, {refused: note}), isApart: () => isApart}
  }

  /** Asks what the lake should know, in one breath with lists that were made stale lately. */
  #witness(questions: Question[], {ask, isApart}: Together): Witness | undefined {
    const {tags, judge} = this.#cache
    const lists = questions.flatMap((question) => question.tags.filter(isOfList))
    if (!tags.wasCleared(lists, watchedFor)) return undefined
    const told = judge.lately()
    if (told.length === 0) return undefined
    return ask<unknown>(latelyQuery, {told}).then(
      (found) => (isApart() ? undefined : judge.ofLately(told, found)), // apart, another copy may have said it
      () => undefined,
    )
  }

  /** Those whose answers are good no more, and not on the way; each once, however many pages ask it. */
  outdated(questions: Question[]): Question[] {
    const {tags, answers} = this.#cache
    const each = new Map(questions.map((question) => [keyOf(question), question]))
    return [...each].flatMap(([key, question]) => {
      const known = this.#asking.get(key)
      const isAsked = known && tags.verdict(question.tags, known.askedAt) === 'fresh'
      return isAsked || answers.has(key, question.tags) ? [] : [question]
    })
  }

  /** `alone`: the lake takes questions one by one only; `refused` hears of it when it turns out so. */
  async get(
    question: Question,
    {alone, refused}: {alone: boolean; refused: (refusal: Refusal) => void},
  ): Promise<Answered> {
    const key = keyOf(question)
    const kept = this.#cache.answers.get<unknown>(key, question.tags)
    if (kept) return asAnswered(key, kept)
    const {tags} = this.#cache
    for (;;) {
      const known = this.#asking.get(key)
      if (!known || tags.verdict(question.tags, known.askedAt) !== 'fresh') {
        if (alone) return this.#askNow(key, question, this.#ask)
        const asking = this.#together(refused)
        const witness = this.#witness([question], asking)
        return this.#askNow(key, question, asking.ask, witness)
      }
      const answered = await known.answered
      if (tags.verdict(answered.tags, known.askedAt) === 'fresh') return answered
    }
  }

  /** The answer as it was when the lake last gave one, however old. */
  last(question: Question): Answered | undefined {
    const key = keyOf(question)
    const kept = this.#cache.answers.stale<unknown>(key)
    return kept && asAnswered(key, kept)
  }

  #askNow(key: string, question: Question, ask: AskLake, witness?: Witness): Promise<Answered> {
    const askedAt = this.#cache.tags.now()
    const answered = this.#answer(key, question, {askedAt, ask, witness}).finally(() => {
      if (this.#asking.get(key)?.askedAt === askedAt) this.#asking.delete(key)
    })
    this.#asking.set(key, {askedAt, answered})
    return answered
  }

  async #answer(
    key: string,
    {query, params, tags}: Question,
    {askedAt, ask, witness}: {askedAt: number; ask: AskLake; witness: Witness | undefined},
  ): Promise<Answered> {
    const value = await ask<unknown>(query, params)
    const doubt =
      this.#cache.judge.ofAnswer(value) ?? (tags.some(isOfList) ? await witness : undefined)
    const words = wordsOf(value)
    const answered = {
      key,
      value,
      tags: [...new Set([...tags, ...shownIn(value)])],
      seen: seenIn(words),
      doubt,
    }
    if (doubt === undefined) {
      // As long as it is kept, so is what is made of it for pages: in each language, well typed and set (`forPage`).
      const bytes = 1_000 + 4 * words.length
      const isEmpty = value === null || (Array.isArray(value) && value.length === 0)
      const revalidate = value === null ? missingFor : (false as const)
      const answer = {value, tags: answered.tags, seen: answered.seen, madeAt: askedAt, revalidate}
      this.#cache.answers.keep(key, answer, {bytes, empty: isEmpty})
    }
    return answered
  }
}
