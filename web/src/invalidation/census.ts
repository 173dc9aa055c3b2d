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
  isAsExpected: boolean
  /** From now on these are the numbers. */
  believe: () => void
}

export class Census {
  #known: Numbers | undefined

  /** To be written down. */
  get known(): Numbers | undefined {
    return this.#known
  }

  /** What was written down. */
  learn(numbers: unknown): void {
    if (isNumbers(numbers)) this.#known ??= {...numbers}
  }

  told({id, type, before, after}: Change): void {
    const known = this.#known
    const one = counted.find((each) => each === type)
    if (!known || !one || id.includes('.')) return // readers are not shown such documents
    known[one] += Number(after !== null) - Number(before !== null)
  }

  /** Not a word from a lake that has nothing at all, nor from what is no lake. */
  async count(ask: AskLake): Promise<Counted> {
    const now = await ask<unknown>(query, {})
    if (!isNumbers(now) || counted.every((type) => now[type] === 0))
      return {isAsExpected: true, believe: () => undefined}
    const known = this.#known
    return {
      isAsExpected: !known || counted.every((type) => now[type] === known[type]),
      believe: () => (this.#known = {...now}),
    }
  }
}

const isNumbers = (value: unknown): value is Numbers =>
  typeof value === 'object' &&
  value !== null &&
  counted.every((type) => typeof (value as Partial<Numbers>)[type] === 'number')
