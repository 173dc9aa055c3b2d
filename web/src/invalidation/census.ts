/**
 * How many documents there are that lists count: by what the lake said last, and webhooks told since. Where the lake has another number, some
 * came or went of which nobody told, and maybe no page at hand shows them.
 */
import type {AskLake} from '../content/questions.ts'
import type {Change} from './change.ts'

const counted = ['article', 'author', 'page', 'topic'] as const
const query = `{${counted.map((type) => `"${type}": count(*[_type == "${type}"])`).join(', ')}}`

export type Numbers = Record<(typeof counted)[number], number>

export interface Counted {
  /** By the numbers that were known then or, when a webhook told since of what was counted already, by those of now. */
  readonly isAsExpected: boolean
  /** Webhooks told since of what came or went, and nobody can say whether that was counted. */
  readonly isOvertaken: boolean
  /** From now on these are the numbers, unless they are overtaken. */
  believe: () => void
}

export class Census {
  #known: Numbers | undefined
  /** How often a webhook told of what came or went. */
  #tellings = 0

  /** To be written down. */
  get known(): Numbers | undefined {
    return this.#known
  }

  /** What was written down. */
  learn(numbers: unknown): void {
    if (isNumbers(numbers)) this.#known ??= {...numbers}
  }

  told({id, type, before, after}: Change): void {
    const one = counted.find((each) => each === type)
    const more = Number(after !== null) - Number(before !== null)
    if (!one || more === 0 || id.includes('.')) return // readers are not shown such documents
    this.#tellings++
    if (this.#known) this.#known = {...this.#known, [one]: this.#known[one] + more}
  }

  /** Not a word from a lake that has nothing at all, nor from what is no lake. */
  async count(ask: AskLake): Promise<Counted> {
    const now = await ask<unknown>(query, {})
    if (!isNumbers(now) || counted.every((type) => now[type] === 0))
      return {isAsExpected: true, isOvertaken: false, believe: () => undefined}
    const then = {known: this.#known, tellings: this.#tellings}
    const isOvertaken = () => this.#tellings !== then.tellings
    const isExpected = () => isSame(now, then.known) || isSame(now, this.#known)
    return {
      get isAsExpected() {
        return isExpected()
      },
      get isOvertaken() {
        return isOvertaken()
      },
      // What was told since is in the numbers that are known, and the next sweep says whether these are right.
      believe: () => {
        if (!isOvertaken()) this.#known = now
      },
    }
  }
}

/** Where nothing is known nothing else can be expected. */
const isSame = (now: Numbers, known: Numbers | undefined): boolean =>
  !known || counted.every((type) => now[type] === known[type])

const isNumbers = (value: unknown): value is Numbers =>
  typeof value === 'object' &&
  value !== null &&
  counted.every((type) => typeof (value as Partial<Numbers>)[type] === 'number')
